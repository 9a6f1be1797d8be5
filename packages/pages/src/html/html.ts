const TRUSTED = Symbol('markup');

/** HTML that is safe to put into the page as it is: made by `html` or `trusted` and by nothing else. */
export interface Markup {
  readonly [TRUSTED]: string;
}

/** What a template takes: text is escaped, markup is kept, lists are joined, absent values leave nothing. */
export type Content = Markup | string | number | null | undefined | false | readonly Content[];

/** Markup from a template. Every value is escaped unless it is markup itself, so user data cannot become HTML. */
export function html(strings: TemplateStringsArray, ...values: readonly Content[]): Markup {
  let text = strings[0];
  for (let i = 0; i < values.length; i++) text += textOf(values[i]) + strings[i + 1];
  return trusted(text);
}

/** Declares HTML safe that this program serialised itself (a chart, the style sheet). Never for user data. */
export function trusted(text: string): Markup {
  return { [TRUSTED]: text };
}

/** The HTML of some content. */
export function textOf(content: Content): string {
  if (content === null || content === undefined || content === false) return '';
  if (typeof content === 'string') return escapeHtml(content);
  if (typeof content === 'number') return String(content);
  if (isMarkup(content)) return content[TRUSTED];
  return content.map(textOf).join('');
}

/**
 * Text for an element or a quoted attribute. Control characters (other than tab and line feed), marks that reverse the reading direction and halves
 * of surrogate pairs are shown as U+FFFD: a file name must not reorder or hide what stands beside it.
 */
export function escapeHtml(text: string): string {
  return printable(text).replace(/[&<>"']/g, (character) => ENTITIES[character]);
}

/** The text with everything replaced that a reader cannot see or that moves other text. */
export function printable(text: string): string {
  return text.toWellFormed().replace(UNPRINTABLE, '\uFFFD');
}

/** The text, or its beginning and its end around an ellipsis where it is longer than `length` characters. */
export function shorten(text: string, length: number): string {
  const characters = [...printable(text)];
  if (characters.length <= length) return characters.join('');
  const end = Math.floor((length - 1) / 3);
  return `${characters.slice(0, length - 1 - end).join('')}…${characters.slice(characters.length - end).join('')}`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const UNPRINTABLE = /(?![\t\n])[\p{Cc}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069\uFFFE\uFFFF]/gu;

function isMarkup(content: Markup | readonly Content[]): content is Markup {
  return TRUSTED in content;
}

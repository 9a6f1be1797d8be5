import { printable } from '../html/html.ts';
import { latexName, latexText } from './latex.ts';
import { markdownText } from './markdown.ts';
import type { Reference } from './references.ts';

/** A piece of running text: words, a name as the program writes it, or works that are cited. */
export type Piece =
  | { readonly kind: 'text' | 'code'; readonly text: string }
  | { readonly kind: 'cite'; readonly works: readonly Reference[]; readonly bare: boolean };

/** Running text that becomes Markdown or LaTeX. */
export type Prose = readonly Piece[];

/** What a template of prose takes; absent values leave nothing. */
export type ProseValue = string | number | Prose | null | undefined | false;

/** Running text from a template. Every value is escaped where it becomes Markdown or LaTeX, whatever a user wrote. */
export function prose(strings: TemplateStringsArray, ...values: readonly ProseValue[]): Prose {
  const pieces: Piece[] = [{ kind: 'text', text: strings[0] }];
  values.forEach((value, i) => {
    pieces.push(...piecesOf(value), { kind: 'text', text: strings[i + 1] });
  });
  return pieces.filter((piece) => piece.kind === 'cite' || piece.text !== '');
}

/** A name as the program writes it: an id, a file, a column. */
export function code(text: string): Prose {
  return [{ kind: 'code', text: printable(text) }];
}

/** Works in brackets, behind a space; nothing where there is none. */
export function cite(works: readonly Reference[]): Prose {
  return works.length === 0 ? [] : [{ kind: 'cite', works, bare: false }];
}

/** Facts in brackets, behind a space, with the works at their end. */
export function bracketed(all: readonly string[], works: readonly Reference[]): Prose {
  const cited: Prose = works.length === 0 ? [] : [{ kind: 'cite', works, bare: true }];
  return prose` (${all.join(', ')}${cited.length > 0 && '; '}${cited})`;
}

/** Texts with words between them: `a, b and c`. */
export function listed(items: readonly ProseValue[], last = 'and'): Prose {
  return items.flatMap((item, i) => {
    const before = i === 0 ? '' : i === items.length - 1 ? ` ${last} ` : ', ';
    return prose`${before}${item}`;
  });
}

/** Sentences with a space between them. */
export function sentences(all: readonly ProseValue[]): Prose {
  const there = all.map(piecesOf).filter((pieces) => pieces.length > 0);
  return there.flatMap((pieces, i) => prose`${i === 0 ? '' : ' '}${pieces}`);
}

/** Every work that prose cites, each once, in the order of its first citation. */
export function worksIn(texts: readonly Prose[]): readonly Reference[] {
  return [...new Set(texts.flat().flatMap((piece) => (piece.kind === 'cite' ? piece.works : [])))];
}

/** Prose as Markdown; works stand as authors and year. */
export function proseAsMarkdown(text: Prose): string {
  return text
    .map((piece) => {
      if (piece.kind === 'cite') {
        const works = piece.works.map(({ short }) => markdownText(short)).join('; ');
        return piece.bare ? works : ` (${works})`;
      }
      return piece.kind === 'code' ? markdownCode(piece.text) : markdownText(piece.text);
    })
    .join('');
}

/** Prose as LaTeX; works stand as `\cite`. */
export function proseAsLatex(text: Prose): string {
  return text
    .map((piece) => {
      if (piece.kind === 'cite') {
        return `${piece.bare ? '' : '~'}\\cite{${piece.works.map(({ key }) => key).join(',')}}`;
      }
      return piece.kind === 'code' ? `\\texttt{${latexName(piece.text)}}` : latexText(piece.text);
    })
    .join('');
}

/** Code between as many backticks as its own need. */
function markdownCode(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  const room = /^`|`$/.test(text) ? ' ' : '';
  return text === '' ? '' : `${fence}${room}${text.replaceAll('\n', ' ')}${room}${fence}`;
}

function piecesOf(value: ProseValue): Prose {
  if (value === null || value === undefined || value === false || value === '') return [];
  if (typeof value === 'string') return [{ kind: 'text', text: printable(value) }];
  return typeof value === 'number' ? [{ kind: 'text', text: String(value) }] : value;
}

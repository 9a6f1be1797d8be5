/**
 * A sentence in which commands, options and columns stand between backquotes, as messages have them: these are shown as code.
 * A backquote without a partner is shown as it is.
 */
export function Prose({ text }: { readonly text: string }) {
  return partsOfProse(text).map(({ isCode, words, start }) =>
    isCode ? <code key={start}>{words}</code> : words,
  );
}

/** What of a sentence is code, in order, and where in it the part starts; nothing empty. */
export function partsOfProse(
  text: string,
): readonly { readonly start: number; readonly isCode: boolean; readonly words: string }[] {
  const parts: { start: number; isCode: boolean; words: string }[] = [];
  let end = 0;
  const addWords = (to: number) => {
    if (to > end) parts.push({ start: end, isCode: false, words: text.slice(end, to) });
  };
  for (const { index, 0: whole, 1: words } of text.matchAll(/`([^`\n]+)`/g)) {
    addWords(index);
    parts.push({ start: index, isCode: true, words });
    end = index + whole.length;
  }
  addWords(text.length);
  return parts;
}

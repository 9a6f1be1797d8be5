import { didYouMean, howMany, knownLayouts, matchPattern, parsePattern, WinceError } from '@wince/core';
import { few } from './finding.ts';

/** What is known of a file beside its path: columns of `dataset.csv` to be. */
export type KnownFields = Readonly<Record<string, string>>;

/** The pattern that is meant, if any: the given one, or that of a layout. @throws WinceError `unknown-layout`, `pattern-and-layout` */
export function patternText({
  pattern,
  layout,
}: {
  readonly pattern?: string;
  readonly layout?: string;
}): string | undefined {
  if (layout === undefined) return pattern;
  if (pattern !== undefined) {
    throw new WinceError('pattern-and-layout', 'A pattern and a layout are given.', {
      hint: 'A layout is a pattern with a name: give one of the two.',
    });
  }
  const names = Object.keys(knownLayouts);
  if (!names.includes(layout)) {
    const near = didYouMean(layout, names);
    throw new WinceError('unknown-layout', `There is no layout called "${layout}".${near}`, {
      hint: `The known ones are: ${names.map((name) => `${name} (${knownLayouts[name].title})`).join('; ')}.`,
    });
  }
  return knownLayouts[layout].pattern;
}

/** The fields of each file that the pattern reads. @throws WinceError `bad-pattern`, `ambiguous-names` */
export function readNames(recordings: readonly string[], text: string): ReadonlyMap<string, KnownFields> {
  const pattern = parsePattern(text.normalize('NFC'));
  const found = new Map<string, KnownFields>();
  const ambiguous: string[] = [];
  for (const path of recordings) {
    const match = matchPattern(pattern, path.normalize('NFC'));
    if (match.is === 'match') found.set(path, match.fields);
    if (match.is === 'ambiguous') {
      const [a, b] = match.readings.map((fields) =>
        Object.entries(fields).map(([name, value]) => `${name}=${value}`),
      );
      ambiguous.push(`${path} (${a.join(', ')}; or ${b.join(', ')})`);
    }
  }
  if (ambiguous.length > 0) {
    throw new WinceError(
      'ambiguous-names',
      `The pattern reads ${howMany(ambiguous.length, 'file')} in two ways: ${few(ambiguous, 3)}.`,
      {
        hint: 'Write into the pattern what a field may contain: {index:number}, {sex:word}, {subject:code}, or {label:pain|rest|air_puff}.',
      },
    );
  }
  return found;
}

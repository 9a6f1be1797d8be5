import { expect, test } from 'vitest';
import { partsOfProse } from './prose.tsx';

const shown = (text: string) => partsOfProse(text).map(({ isCode, words }) => (isCode ? [words] : words));

test('what stands between backquotes is code, and nothing is lost', () => {
  expect(shown('Use `wince predict`, which computes every feature.')).toEqual([
    'Use ',
    ['wince predict'],
    ', which computes every feature.',
  ]);
  expect(shown('`a` or `b`')).toEqual([['a'], ' or ', ['b']]);
  expect(shown('no code')).toEqual(['no code']);
  expect(shown('')).toEqual([]);
  expect(shown('one ` alone, then `two`')).toEqual(['one ', [' alone, then '], 'two`']);
  expect(shown('one ` alone')).toEqual(['one ` alone']);
});

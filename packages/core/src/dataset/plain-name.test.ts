import { expect, test } from 'vitest';
import { lookAlikes, plainName, tidyName } from './plain-name.ts';

const NFC = 'M\u00fcller';
const NFD = 'Mu\u0308ller';

test.each([
  [NFC, NFD],
  ['S01', ' S01 '],
  ['S01', 's01'],
  ['S01', 'S\uff10\uff11'],
  ['S 01', 'S\u00a0 01'],
  ['S01', '\ufeffS01'],
  ['001', '1'],
  ['001', '1.0'],
  ['1', '1,00'],
  ['STRASSE', 'straße'],
])('%j and %j look the same', (a, b) => {
  expect(plainName(a)).toBe(plainName(b));
  expect(lookAlikes([a, b, 'other'])).toEqual([[a, b]]);
});

test.each([
  ['S01', 'S1'],
  ['S1', 'S-1'],
  ['1', '11'],
  ['1.5', '15'],
  ['1', '1.01'],
  ['👶🏻', '👶🏿'],
])('%j and %j do not', (a, b) => {
  expect(lookAlikes([a, b])).toEqual([]);
});

test('a tidy name keeps capital letters and zeros', () => {
  expect(tidyName(` ${NFD}  0\uff11 `)).toBe(`${NFC} 01`);
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { WinceError } from '../errors.ts';
import { composePath, knownLayouts, matchPattern, parsePattern } from './pattern.ts';

function read(pattern: string, path: string): unknown {
  const match = matchPattern(parsePattern(pattern), path);
  return match.is === 'match' ? match.fields : match.is;
}

describe('a path is taken apart', () => {
  test.each([
    [
      '{subject}_{sex}_{label}_{index}.jpg',
      'S04_M_pain_1.jpg',
      { subject: 'S04', sex: 'M', label: 'pain', index: '1' },
    ],
    [
      '{subject}_{sex}_{label}_{index}.jpg',
      'S04_M_pain_1.JPG',
      { subject: 'S04', sex: 'M', label: 'pain', index: '1' },
    ],
    ['{subject}_{sex}_{label}_{index}.jpg', 'S04_M_pain.jpg', 'none'],
    ['{subject}_{sex}_{label}_{index}.jpg', 'a/S04_M_pain_1.jpg', 'none'],
    ['{subject}_{sex}_{label}_{index}.jpg', 'S04_M_air_puff_1.jpg', 'ambiguous'],
    [
      '{subject}_{sex}_{label:pain|rest|air_puff}_{index}.jpg',
      'S04_M_air_puff_1.jpg',
      { subject: 'S04', sex: 'M', label: 'air_puff', index: '1' },
    ],
    ['{label}/{subject}_*.jpg', 'pain/S1_left_2.jpg', 'ambiguous'],
    ['{label}/{subject:code}_*.jpg', 'pain/S1_left_2.jpg', { label: 'pain', subject: 'S1' }],
    ['{label}/{subject:word}*_*.jpg', 'pain/S_left_2.jpg', { label: 'pain', subject: 'S' }],
    [
      '{label}/{subject}_{index:number}.{jpg,png}',
      'pain/S1_2.png',
      { label: 'pain', subject: 'S1', index: '2' },
    ],
    [
      '{label}/{subject}_{index:number}.{jpg,png}',
      'pain/S1_2.PNG',
      { label: 'pain', subject: 'S1', index: '2' },
    ],
    ['{label}/{subject}_{index:number}.{jpg,png}', 'pain/S1_2.gif', 'none'],
    ['{subject}/{subject}_{label}.jpg', 'S1/S1_pain.jpg', { subject: 'S1', label: 'pain' }],
    ['{subject}/{subject}_{label}.jpg', 'S1/S2_pain.jpg', 'none'],
    ['**/{subject}-{label:word}.bmp', 'a/b/S1-pain.bmp', { subject: 'S1', label: 'pain' }],
    ['**/{subject}-{label:word}.bmp', 'S1-pain.bmp', { subject: 'S1', label: 'pain' }],
    ['{subject:number}{label:word}.jpg', '12pain.jpg', { subject: '12', label: 'pain' }],
    ['{subject}{label}.jpg', 'abc.jpg', 'ambiguous'],
    ['Pain/{subject}.jpg', 'pain/S1.jpg', 'none'],
    ['{subject}', 'no ending at all', { subject: 'no ending at all' }],
    ['{subject:word}.jpg', 'Zoë.jpg', { subject: 'Zoë' }],
  ])('%s reads %s', (pattern, path, expected) => {
    expect(read(pattern, path)).toEqual(expected);
  });

  test('the known layouts read a name of theirs', () => {
    expect(read(knownLayouts.icope.pattern, 'S04_M_pain_1.jpg')).toEqual({
      subject: 'S04',
      sex: 'M',
      label: 'pain',
      index: '1',
    });
    expect(read(knownLayouts['label-folders'].pattern, 'pain/S04_1.jpg')).toEqual({
      label: 'pain',
      subject: 'S04',
    });
  });
});

test.each([
  ['{subject', 'never closed'],
  ['subject}', 'no opening brace'],
  ['{Subject}.jpg', 'only small letters'],
  ['{}.jpg', 'only small letters'],
  ['{path}.jpg', 'cannot be a field'],
  ['{subject:digits}.jpg', 'not "digits"'],
  ['{a/b,c}.jpg', 'a brace or a slash'],
])('the pattern %s is refused', (pattern, why) => {
  expect(() => parsePattern(pattern)).toThrow(WinceError);
  expect(() => parsePattern(pattern)).toThrow(why);
});

test('a field that the pattern does not allow cannot be composed', () => {
  const pattern = parsePattern('{subject}_{index:number}.jpg');
  expect(composePath(pattern, { subject: 'a', index: '1' })).toBe('a_1.jpg');
  const refused: Record<string, string>[] = [
    { subject: 'a' },
    { subject: '', index: '1' },
    { subject: 'a/b', index: '1' },
    { subject: 'a', index: 'x' },
  ];
  for (const bad of refused) {
    expect(() => composePath(pattern, bad)).toThrow(WinceError);
  }
});

describe('composing and taking apart are inverse', () => {
  const plain = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
    .filter((text) => !text.includes('/'));

  test('where the fields cannot be read in two ways', () => {
    const pattern = parsePattern('{label:pain|rest|air_puff}/{subject}/{index:number}.jpg');
    fc.assert(
      fc.property(plain, fc.constantFrom('pain', 'rest', 'air_puff'), fc.nat(), (subject, label, index) => {
        const fields = { label, subject, index: String(index) };
        expect(read(pattern.text, composePath(pattern, fields))).toEqual(fields);
      }),
    );
  });

  test('any path that was composed is read with its fields, or called ambiguous and never read as another', () => {
    const pattern = parsePattern('{subject}_{sex}_{label}_{index}.{jpg,png}');
    fc.assert(
      fc.property(fc.record({ subject: plain, sex: plain, label: plain, index: plain }), (fields) => {
        const found = read(pattern.text, composePath(pattern, fields));
        const clear = Object.values(fields).every((value) => !value.includes('_'));
        if (clear) expect(found).toEqual(fields);
        else expect(found === 'ambiguous' || JSON.stringify(found) === JSON.stringify(fields)).toBe(true);
      }),
    );
  });

  test('a long name of many stars is read at once', { timeout: 30_000 }, () => {
    // A reader that tried every way to divide the name would not end before the sun does.
    expect(read('*a*a*a*a*a*a*a*a*a*a*b', 'a'.repeat(200))).toBe('none');
    expect(read('*a*a*a*a*a*a*a*a*a*a*', 'a'.repeat(200))).toEqual({});
    expect(read('{subject}_*_*_*_*_*_*.jpg', `S${'_'.repeat(200)}.jpg`)).toBe('ambiguous');
  });
});

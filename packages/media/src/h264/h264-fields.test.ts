import { expect, test } from 'vitest';
import { fieldReader } from './h264-fields.ts';

/** Bits as bytes, with the bit that ends a unit. */
function bytesOf(bits: string): readonly number[] {
  const padded = `${bits}1`.padEnd(Math.ceil((bits.length + 1) / 8) * 8, '0');
  return padded.match(/.{8}/g)?.map((byte) => Number.parseInt(byte, 2)) ?? [];
}

/** An unsigned number in Exp-Golomb code. */
function golomb(value: number): string {
  const binary = (value + 1).toString(2);
  return '0'.repeat(binary.length - 1) + binary;
}

const word = (value: number, bits: number) => value.toString(2).padStart(bits, '0');

/** Main profile, 4 bits of frame_num, order of pictures as they are coded. */
const sequence = (framesOnly: boolean, adaptive = false) => [
  0x67,
  ...bytesOf(
    word(77, 8) +
      word(0, 8) +
      word(31, 8) +
      [0, 0, 2, 1].map(golomb).join('') +
      '0' +
      golomb(44) +
      golomb(17) +
      (framesOnly ? '1' : adaptive ? '01' : '00'),
  ),
];
const picture = [0x68, ...bytesOf(golomb(0) + golomb(0))];
const slice = (frame: number, field: 'frame' | 'top' | 'bottom') => [
  0x41,
  ...bytesOf(
    [...[0, 5, 0].map(golomb), word(frame, 4), { frame: '0', top: '10', bottom: '11' }[field], '0101'].join(
      '',
    ),
  ),
];
const START = [0, 0, 0, 1];
const sets = (framesOnly: boolean, adaptive = false) =>
  Uint8Array.from([...START, ...sequence(framesOnly, adaptive), ...START, ...picture]);
const packet = (unit: readonly number[]) => Uint8Array.from([...START, 0x09, 0x30, ...START, ...unit]);

const FIELDS = [
  { frame: 0, field: 'top', isSecond: false },
  { frame: 0, field: 'bottom', isSecond: true },
  { frame: 1, field: 'bottom', isSecond: false },
  { frame: 1, field: 'top', isSecond: true },
  // A frame among them, a field whose other half is missing, and the next one of the same parity.
  { frame: 2, field: 'frame', isSecond: false },
  { frame: 3, field: 'top', isSecond: false },
  { frame: 4, field: 'bottom', isSecond: false },
  { frame: 4, field: 'top', isSecond: true },
] as const;

test('the second of two fields is told, with start codes and with lengths', () => {
  const reader = fieldReader(sets(false));
  expect(FIELDS.map(({ frame, field }) => reader.isSecondField(packet(slice(frame, field))))).toEqual(
    FIELDS.map(({ isSecond }) => isSecond),
  );
  const withLength = (unit: readonly number[]) => [0, unit.length, ...unit];
  const configuration = Uint8Array.from([
    ...[1, 77, 0, 31, 0xff, 0xe1, ...withLength(sequence(false))],
    ...[1, ...withLength(picture)],
  ]);
  const boxed = fieldReader(configuration);
  const units = FIELDS.map(({ frame, field }) => Uint8Array.from([0, 0, ...withLength(slice(frame, field))]));
  expect(units.map((unit) => boxed.isSecondField(unit))).toEqual(FIELDS.map(({ isSecond }) => isSecond));
});

test('sets that come with the packets count, and a stream of frames has no fields', () => {
  const within = fieldReader(null);
  within.isSecondField(Uint8Array.from([...sets(false), ...packet(slice(0, 'top'))]));
  expect(within.isSecondField(packet(slice(0, 'bottom')))).toBe(true);
  const frames = fieldReader(sets(true));
  expect([0, 0].map((frame) => frames.isSecondField(packet(slice(frame, 'frame'))))).toEqual([false, false]);
});

test('a packet that is cut off, or empty, is no second field', () => {
  const reader = fieldReader(sets(false));
  for (const bytes of [[], [0, 0], START, [...START, 0x41], [...START, 0x67], [...START, 0x68]])
    expect(reader.isSecondField(Uint8Array.from(bytes))).toBe(false);
});

test.each([
  ['a frame of a stream of frames', true, false, 'frame', false],
  ['a frame of a stream that may have fields', false, false, 'frame', false],
  ['a frame whose blocks may be fields', false, true, 'frame', true],
  ['a field', false, false, 'top', true],
] as const)('%s is interlaced or not', (_, framesOnly, adaptive, kind, isInterlaced) => {
  const reader = fieldReader(sets(framesOnly, adaptive));
  expect(reader.framesOnly()).toBe(framesOnly);
  expect(reader.isInterlaced(packet(slice(0, kind)))).toBe(isInterlaced);
  const within = fieldReader(null);
  expect(within.framesOnly()).toBe(false);
  expect(
    within.isInterlaced(Uint8Array.from([...sets(framesOnly, adaptive), ...packet(slice(0, kind))])),
  ).toBe(isInterlaced);
  expect(within.framesOnly()).toBe(framesOnly);
});

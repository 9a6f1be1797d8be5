import { expect, test } from 'vitest';
import { QUALITY_MEASURES, type QualityMeasure, qualityParameters, shortcomings } from './quality.ts';

const limits = qualityParameters.parse({});
const GOOD: Readonly<Record<QualityMeasure, number>> = {
  ...{ eyeDistance: 80, dark: 0, bright: 0, brightness: 180, evenness: 0.9, yaw: 0, pitch: 0, roll: 0 },
  ...{ sharpness: 1, confidence: 1, movement: 0, residual: 0.03, outside: 0 },
};

function told(measured: Partial<typeof GOOD>): readonly string[] {
  const all = { ...GOOD, ...measured };
  const entries = QUALITY_MEASURES.map((name) => [name, { value: all[name], unit: 'units' }]);
  return shortcomings(Object.fromEntries(entries), limits).map(({ reason }) => reason.split(':')[0]);
}

test.each([
  ['nothing', {}, []],
  [
    'the yaw, not the template that follows from it',
    { yaw: 40, residual: 0.15 },
    ['the head is turned to one side'],
  ],
  [
    'the pitch, not the template that follows from it',
    { pitch: -50, residual: 0.2 },
    ['the head is turned up or down'],
  ],
  ['the template of a frontal face', { residual: 0.15 }, ['the eyes and the nose do not fit the template']],
  [
    'the size, not the blur that follows from it',
    { eyeDistance: 15, sharpness: 0.001 },
    ['the face is too small'],
  ],
  ['the blur of a large face', { sharpness: 0.001 }, ['the face is blurred']],
  [
    'too little light, not the blur that follows from it',
    { brightness: 20, sharpness: 0 },
    ['the face is too dark'],
  ],
  ['light from one side', { evenness: 0.1 }, ['the light comes too much from one side']],
  [
    'size and yaw, each by itself',
    { eyeDistance: 15, yaw: 60 },
    ['the face is too small', 'the head is turned to one side'],
  ],
  ['a value that is not a number', { confidence: Number.NaN }, ['the face mesh has a low confidence']],
] as const)('of a face that is wrong in one way this is told: %s', (_, measured, reasons) => {
  expect(told(measured)).toEqual(reasons);
});

import { describe, expect, it } from 'vitest';
import { deviceOf, differenceOf } from './device.ts';

const gpu = (adapter: () => Promise<object | null>) => ({ requestAdapter: adapter });

describe('what runs networks in the page', () => {
  it.each([
    ['a graphics card', gpu(async () => ({})), true, 'graphics card', null],
    ['no WebGPU', undefined, true, 'processor', 'no WebGPU'],
    ['no JSPI', gpu(async () => ({})), false, 'processor', 'JSPI'],
    ['no adapter', gpu(async () => null), true, 'processor', 'no graphics card'],
    ['a driver that fails', gpu(async () => Promise.reject(new Error('lost'))), true, 'processor', '(lost)'],
  ] as const)('%s', async (_, own, canWait, kind, why) => {
    const device = await deviceOf('automatic', { gpu: own, canWait });
    expect(device.kind).toBe(kind);
    if (why === null) expect(device.why).toBeNull();
    else expect(device.why).toContain(why);
  });

  it('is the processor where somebody chose it, and the browser is not asked', async () => {
    const asked = gpu(() => Promise.reject(new Error('was asked')));
    const device = await deviceOf('processor', { gpu: asked, canWait: true });
    expect(device).toEqual({ kind: 'processor', why: 'chosen above' });
  });
});

describe('values of the graphics card beside those of the processor', () => {
  const values = (...numbers: readonly number[]) =>
    new Map([['y', { dims: [1, numbers.length], data: Float32Array.from(numbers) }]]);

  it.each([
    ['the same', [1, -4, 2], null],
    ['within 0.001 of the largest', [1.0039, -4, 2], null],
    ['further off', [1.0041, -4, 2], '"y" is off by 0.0010 of its largest value'],
    ['not a number', [Number.NaN, -4, 2], '"y" is off by Infinity of its largest value'],
    ['too few', [1, -4], '"y" has another number of values'],
  ])('%s', (_, found, why) => {
    expect(differenceOf(values(...found), values(1, -4, 2))).toBe(why);
  });
});

import { strainColour } from '@wince/pages';
import { describe, expect, it } from 'vitest';
import { openStrainMoments, type StrainMoment } from './strain-moments.ts';
import { largestStrain, strainPicture } from './strain-picture.ts';

const moment = (time: number, strain: number): StrainMoment => ({
  ...{ time, strain },
  face: { width: 16, height: 16, data: new Uint8Array(256).fill(150) },
  map: new Float32Array(256).map((_, i) => (strain * i) / 128),
});

describe('moments of strain', () => {
  it('are the largest, some time apart, in order of time, and copies', () => {
    const moments = openStrainMoments({ most: 3, apart: 2 });
    const pushed = [0.1, 0.5, 0.4, 0.2, 0.9, 0.3, 0.6, 0.05, 0.7, 0].map((strain, i) => moment(i, strain));
    for (const each of pushed) moments.push(each);
    pushed[4].map.fill(0);
    expect(moments.list().map(({ time }) => time)).toEqual([4, 6, 8]);
    expect(moments.list()[0].map[200]).toBeGreaterThan(0);
    expect(() => moments.push({ ...moment(20, 1), map: new Float32Array(3) })).toThrow('each pixel');
  });

  it('are drawn with colours that grow lighter as strain grows, and not at all where there is none', async () => {
    const light = [0, 0.25, 0.5, 0.75, 1].map((share) => {
      const [r, g, b] = strainColour(share);
      return 0.3 * r + 0.59 * g + 0.11 * b;
    });
    expect(light).toEqual(light.toSorted((a, b) => a - b));
    expect(new Set(light).size).toBe(5);
    const still = { ...moment(1, 1), map: new Float32Array(256) };
    expect(largestStrain([still])).toBe(0);
    const png = await strainPicture(still, 0);
    expect([...png.subarray(1, 4)]).toEqual([0x50, 0x4e, 0x47]);
  });
});

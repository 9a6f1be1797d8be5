import {
  applySimilarity,
  COLOUR_TO_GREY,
  FACE_OUTLINE,
  GREY_SIZE,
  invertSimilarity,
  LANDMARKS,
  REGIONS,
} from '@wince/core';
import { strainColour } from '@wince/pages';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { openStrainMoments, type StrainMoment } from './strain-moments.ts';
import { largestStrain, strainOfRegions, strainPicture } from './strain-picture.ts';

const moment = (time: number, strain: number): StrainMoment => ({
  ...{ time, strain },
  face: { width: 16, height: 16, data: new Uint8Array(256).fill(150) },
  landmarks: new Float64Array(2 * LANDMARKS),
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

  it('are drawn with a line around the face, and name the regions with the most strain', async () => {
    // The outline is a circle of 40 pixels about (60, 60) of the grey face, the mouth one of 12 about (60, 80).
    const grey = new Float64Array(2 * LANDMARKS).fill(60);
    const place = (around: readonly number[], y: number, radius: number) =>
      around.forEach((landmark, i) => {
        const angle = (2 * Math.PI * i) / around.length;
        grey[2 * landmark] = 60 + radius * Math.sin(angle);
        grey[2 * landmark + 1] = y - radius * Math.cos(angle);
      });
    place(FACE_OUTLINE, 60, 40);
    place(REGIONS.mouth[0].polygon, 80, 12);
    const moment: StrainMoment = {
      ...{ time: 1, strain: 0.1 },
      face: { width: GREY_SIZE, height: GREY_SIZE, data: new Uint8Array(GREY_SIZE ** 2).fill(90) },
      landmarks: applySimilarity(invertSimilarity(COLOUR_TO_GREY), grey),
      map: new Float32Array(GREY_SIZE ** 2).map((_, i) =>
        Math.hypot((i % GREY_SIZE) - 60, Math.floor(i / GREY_SIZE) - 80) < 12 ? 0.5 : 0,
      ),
    };
    const [first] = strainOfRegions(moment);
    expect(first.region).toBe('mouth');
    expect(first.strain).toBeGreaterThan(0.45);
    const { data, info } = await sharp(await strainPicture(moment, largestStrain([moment])))
      .raw()
      .toBuffer({ resolveWithObject: true });
    const at = (x: number, y: number) => [
      ...data.subarray(3 * (2 * y * info.width + 2 * x), 3 * (2 * y * info.width + 2 * x) + 3),
    ];
    expect(at(60, 20).every((value) => value > 230)).toBe(true);
    expect(at(60, 50)).toEqual([90, 90, 90]);
    expect(at(10, 10)).toEqual([90, 90, 90]);
    // Where the skin moved there is colour, and not grey.
    const [r, , b] = at(60, 80);
    expect(r - b).toBeGreaterThan(50);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GREY_SIZE } from '../face/template.ts';
import { chooseKeyFrames, keyFrameThumbnail, thumbnailDistance } from './key-frames.ts';

const thumbnails = fc.array(
  fc
    .array(fc.float({ min: -2, max: 2, noNaN: true }), { minLength: 4, maxLength: 4 })
    .map((v) => Float32Array.from(v)),
  { maxLength: 20 },
);

describe('key frames', () => {
  it('differ from each other by the least distance, and every frame is near one of them', () => {
    fc.assert(
      fc.property(
        thumbnails,
        fc.integer({ min: 1, max: 6 }),
        fc.double({ min: 0.01, max: 2 }),
        (all, most, leastDistance) => {
          const chosen = chooseKeyFrames(all, { most, leastDistance });
          expect(chosen.length).toBeLessThanOrEqual(most);
          expect(chosen.length > 0).toBe(all.length > 0);
          chosen.forEach(({ index }, i) => {
            chosen.slice(i + 1).forEach((later) => {
              expect(later.index).toBeGreaterThan(index);
              expect(thumbnailDistance(all[index], all[later.index])).toBeGreaterThanOrEqual(leastDistance);
            });
          });
          if (chosen.length === most) return;
          for (const thumbnail of all) {
            const nearest = Math.min(...chosen.map(({ index }) => thumbnailDistance(all[index], thumbnail)));
            expect(nearest).toBeLessThan(leastDistance);
          }
        },
      ),
    );
  });

  it('takes what differs most first', () => {
    const all = [0, 0.1, 1, 0.5].map((value) => Float32Array.of(value));
    expect(chooseKeyFrames(all, { most: 2, leastDistance: 0.05 })).toEqual([
      { index: 0, distance: null },
      { index: 2, distance: 1 },
    ]);
    expect(chooseKeyFrames(all, { most: 9, leastDistance: 0.2 }).map(({ index }) => index)).toEqual([
      0, 2, 3,
    ]);
  });

  it('do not see brighter light or more contrast', () => {
    const face = (gain: number, offset: number) => ({
      colour: { width: 1, height: 1, data: new Uint8Array(3) },
      grey: {
        width: GREY_SIZE,
        height: GREY_SIZE,
        data: Uint8Array.from({ length: GREY_SIZE ** 2 }, (_, i) => offset + gain * (8 + ((i * 7) % 40))),
      },
      landmarks: new Float64Array(0),
    });
    const distance = thumbnailDistance(keyFrameThumbnail(face(1, 0)), keyFrameThumbnail(face(3, 50)));
    expect(distance).toBeLessThan(1e-4);
    expect(keyFrameThumbnail(face(0, 9)).every((value) => value === 0)).toBe(true);
  });
});

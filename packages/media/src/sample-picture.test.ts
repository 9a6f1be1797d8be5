import { VideoSample } from 'mediabunny';
import { expect, test } from 'vitest';
import { givesPlanes, samplePicture } from './sample-picture.ts';

const PLAIN = { mirrored: false, rotation: 0 } as const;

function sampleOf(format: 'RGBA' | 'BGRA' | 'I420', data: readonly number[], width: number, height: number) {
  const size = { codedWidth: width, codedHeight: height };
  return new VideoSample(Uint8Array.from(data), { format, ...size, timestamp: 0 });
}

test.each(['RGBA', 'BGRA'] as const)(
  '%s has no channels, and its colours are taken as they are',
  async (format) => {
    const [red, blue] =
      format === 'RGBA'
        ? [
            [200, 10, 30],
            [1, 2, 250],
          ]
        : [
            [30, 10, 200],
            [250, 2, 1],
          ];
    const sample = sampleOf(format, [...red, 255, ...blue, 255], 2, 1);
    expect(givesPlanes(sample)).toBe(false);
    const { data } = await samplePicture(sample, { width: 2, height: 1 }, PLAIN, null);
    expect([...data]).toEqual([200, 10, 30, 1, 2, 250]);
    const turned = await samplePicture(
      sample,
      { width: 1, height: 2 },
      { mirrored: false, rotation: 90 },
      null,
    );
    expect([turned.width, turned.height, ...turned.data]).toEqual([1, 2, 200, 10, 30, 1, 2, 250]);
    const halved = await samplePicture(sample, { width: 1, height: 1 }, PLAIN, null);
    expect([...halved.data]).toEqual([101, 6, 140]);
  },
);

test.each([
  // Pure red of 255, as ITU-R BT.601 and BT.709 store it in a limited range.
  { matrix: 'smpte170m', stored: [81, 90, 240] },
  { matrix: 'bt709', stored: [63, 102, 240] },
])('$matrix says what stored channels are', async ({ matrix, stored: [luma, blue, red] }) => {
  const sample = sampleOf('I420', [luma, luma, luma, luma, blue, red], 2, 2);
  expect(givesPlanes(sample)).toBe(true);
  const { data } = await samplePicture(sample, { width: 2, height: 2 }, PLAIN, matrix);
  for (let i = 0; i < data.length; i += 3) {
    expect(data[i]).toBeGreaterThanOrEqual(253);
    expect(Math.max(data[i + 1], data[i + 2])).toBeLessThanOrEqual(2);
  }
});

import { describe, expect, test } from 'vitest';
import { COVERABLE_REGIONS, regionPixels } from '../../face/covering/region-cells.ts';
import { randomFrom } from '../../numbers/random.ts';
import { extractors, parseFeature } from './catalogue.ts';
import { drawnLandmarks, faceOf, goldenPicture } from './drawn-faces.fixture.ts';

function extracted(specification: string, grey: Uint8Array): Float32Array {
  const { id, parameters } = parseFeature(specification);
  const extractor = extractors.get(id);
  const out = new Float32Array(extractor.columns(parameters).length);
  extractor.extract(faceOf(grey, drawnLandmarks()), parameters, out);
  return out;
}

describe.each(COVERABLE_REGIONS)('a texture of the region %s', (region) => {
  const inside = (i: number): boolean => {
    const { left, top, right, bottom } = regionPixels(region);
    const [x, y] = [i % 128, Math.floor(i / 128)];
    return x >= left && x < right && y >= top && y < bottom;
  };
  const random = randomFrom('outside');
  const bare = goldenPicture();
  const covered = bare.map((level, i) => (inside(i) ? level : random.below(256)));

  test.each(['lbp', 'hog', 'gabor?grid=4', 'lbp?grid=16', 'hog?cell=12'])(
    '%s does not change with what lies outside of it, and does with what lies in it',
    (family) => {
      const own = `${family}${family.includes('?') ? '&' : '?'}region=${region}`;
      expect(extracted(own, covered)).toEqual(extracted(own, bare));
      const other = bare.map((level, i) => (inside(i) ? random.below(256) : level));
      expect(extracted(own, other)).not.toEqual(extracted(own, bare));
    },
  );
});

test('cells of a region are about as large as those of the whole face', () => {
  const columns = (text: string): readonly string[] => {
    const { id, parameters } = parseFeature(text);
    return extractors.get(id).columns(parameters);
  };
  // 96 x 24 of 128 x 128 pixels, at 8 x 8 cells of 10 codes each.
  expect(columns('lbp?region=brow')).toHaveLength(6 * 2 * 10);
  // 11 x 2 blocks of 2 x 2 cells of 9 orientations.
  expect(columns('hog?region=brow')).toHaveLength(11 * 2 * 36);
  expect(columns('hog?region=brow')[0]).toBe('hog brow block r0c0 cell r0c0 0deg');
  expect(columns('nfcs?region=nose')).toEqual([
    'nfcs nasolabial-furrow',
    'nfcs nasolabial-furrow confidence',
  ]);
  const regions = COVERABLE_REGIONS.flatMap((region) => columns(`nfcs?region=${region}`));
  expect(regions.toSorted()).toEqual(columns('nfcs').toSorted());
});

test('a block that no region holds is refused with the region', () => {
  expect(() => parseFeature('hog?cell=16&region=brow')).toThrow(/the region "brow" is 24 pixels/);
});

test('a family without a region is the family that it was', () => {
  expect(parseFeature('hog').parameters).not.toHaveProperty('region');
});

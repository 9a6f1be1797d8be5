import { expect, test } from 'vitest';
import type { FaceCovering } from '../../face/covering/covering.ts';
import { clipParameters } from '../clip-parameters.ts';
import { extractors } from '../face/catalogue.ts';
import { drawnLandmarks, faceOf, goldenPicture } from '../face/drawn-faces.fixture.ts';
import { rememberFaces } from '../moment.ts';
import { seenRegions, visibleActions } from '../seen-regions.ts';
import { familyOfFaces } from './faces.ts';

const SEEN = { seen: true, likelihood: 0.01, cause: null };
const BARE: FaceCovering = { mouth: SEEN, eyes: SEEN, brow: SEEN, nose: SEEN };
const SOOTHER: FaceCovering = {
  ...BARE,
  mouth: { seen: false, likelihood: 0.98, cause: 'soother' },
};
const clips = clipParameters.parse({});

/** What `lbp` of a region makes of a clip: faces of some greys, each with what covers it. */
async function observed(region: string, faces: readonly (readonly [number, FaceCovering])[]) {
  const family = await familyOfFaces(extractors.get('lbp')).plan(`lbp?region=${region}`, {
    clips,
    plan: () => Promise.reject(new Error('lbp is made of nothing else')),
  });
  const observer = family.open({ clips, describe: rememberFaces('a clip') });
  for (const [time, [step, covering]] of faces.entries()) {
    const grey = goldenPicture().map((level, i) => (level + step * (i % 7)) % 256);
    await observer.face?.({ time, registered: faceOf(grey, drawnLandmarks()), covering });
  }
  return observer;
}

const stretch = (keyFrames: readonly number[], kind: 'picture' | 'clip' = 'clip') => ({
  ...{ kind, reference: false, keyFrames },
});

test('a family of a region that is covered has no values, and says what covers it', async () => {
  const mouth = await observed('mouth', [[0, SOOTHER]]);
  expect(mouth.values(stretch([0], 'picture'))).toEqual({ reason: 'covered: mouth (soother)' });
  const brow = await observed('brow', [[0, SOOTHER]]);
  expect(brow.values(stretch([0], 'picture'))).toHaveProperty('values');
});

test('a clip is described by the key frames in which the region is seen', async () => {
  const faces = [
    [0, BARE],
    [1, SOOTHER],
    [2, BARE],
  ] as const;
  const some = await observed('mouth', faces);
  const without = await observed('mouth', [faces[0], faces[2]]);
  expect(some.values(stretch([0, 1, 2]))).toEqual(without.values(stretch([0, 1])));
  // The second of the frames is the first that is left.
  some.forget(1);
  expect(some.values(stretch([0]))).toEqual({ reason: 'covered: mouth (soother)' });
  expect(some.values(stretch([1]))).toHaveProperty('values');
});

test('regions that were seen are those of families with values', () => {
  const families = [{ regions: ['mouth'] }, { regions: ['nose', 'mouth'] }, { regions: ['eyes'] }] as const;
  expect(seenRegions(families, ['covered: mouth', 'covered: mouth', null])).toEqual(['eyes']);
  expect(seenRegions(families, [null, null, null])).toEqual(['mouth', 'eyes', 'nose']);
  expect(seenRegions([{ regions: [] }], [null])).toBeNull();
  expect(visibleActions(['eyes', 'brow', 'nose'])).toEqual(['brow bulge', 'eye squeeze']);
});

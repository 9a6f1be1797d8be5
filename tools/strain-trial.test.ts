import { clipParameters, smoothingParameters } from '@wince/core';
import { makeCohort, planClip } from '@wince/phantom';
import { expect, it } from 'vitest';
import { openFaceTracking } from '../packages/runtime/src/measure/faces/index.ts';
import { memoryStore } from '../packages/runtime/src/store/index.ts';
import { strainAgreement } from './strain-agreement.ts';
import { tryStrain } from './strain-trial.ts';

// The full figures, over 24 subjects, come from tests/long/strain.ts.
it('strain by optical flow follows the true strain of a drawn expression', async () => {
  const tracking = await openFaceTracking({ store: memoryStore() });
  try {
    const [subject] = makeCohort({ subjects: 1, seed: 7 }).subjects;
    const clip = planClip(subject, { seed: 7, size: 128 });
    // A yawn is over within six seconds.
    const event = { ...clip.segments[1], end: clip.segments[1].start + 6 };
    const yawn = { ...clip, segments: [clip.segments[0], event] };
    const trial = await tryStrain(tracking.track(), subject, yawn, {
      ...{ rate: 10, rest: 0.3, start: event.start, end: event.end },
      strain: clipParameters.parse({}).strain,
    });
    expect(trial.used).toBeGreaterThan(0.9);
    expect(trial.expressions).toEqual([event]);
    const agreement = strainAgreement(trial, {
      ...{ smoothing: smoothingParameters.parse({}), moved: 0.05, prominence: 0.2, within: 0.3 },
    });
    const moved = agreement.filter(({ area }) => ['face', 'eyes', 'nasolabial'].includes(area));
    expect(moved).toHaveLength(6);
    for (const { correlation } of moved) expect(correlation).toBeGreaterThan(0.8);
    const face = moved.filter(({ area }) => area === 'face');
    for (const { peaks } of face) {
      expect(peaks).toHaveLength(1);
      expect(peaks[0].apart).toBeLessThan(0.3 + 1e-9);
    }
  } finally {
    await tracking.close();
  }
});

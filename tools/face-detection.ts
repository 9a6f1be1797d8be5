import { randomFrom } from '@wince/core';
import {
  buildHeadModel,
  drawFrame,
  faceTruth,
  makeCohort,
  NO_BEDSIDE,
  type PlannedSample,
} from '@wince/phantom';
import type { FaceAnalyser } from '../packages/runtime/src/measure/faces/index.ts';
import { landmarkErrors } from '../packages/runtime/src/measure/faces/landmark-errors.fixture.ts';

/** How a face lies in the pictures of a trial: within 10 degrees of upright, or anyhow. */
export type Lie = 'upright' | 'any angle';

/** What the default detector made of the phantom: counts, and distances in shares of the eye distance. */
export interface DetectionResult {
  readonly pictures: number;
  readonly found: number;
  /** Faces whose quality lets them be used. */
  readonly used: number;
  /** Mean distance of the face mesh's points from the phantom's own landmarks, by group; over the faces that were found. */
  readonly error: { readonly [group: string]: number };
}

/**
 * Draws faces with nothing before them and looks for them with the default detector. A face counts as found when the face
 * mesh's tip of the nose lies within half an eye distance of the true one.
 *
 * @param expressions which pictures of a cohort are tried, by condition
 */
export async function tryDetector(
  analyser: FaceAnalyser,
  options: {
    readonly subjects: number;
    readonly seed: number;
    readonly lie: Lie;
    readonly expressions: 'neutral' | 'pain';
  },
): Promise<DetectionResult> {
  const cohort = makeCohort({ subjects: options.subjects, seed: options.seed, difficulty: 0 });
  const sums = new Map<string, { total: number; count: number }>();
  let pictures = 0;
  let found = 0;
  let used = 0;
  for (const subject of cohort.subjects) {
    const model = buildHeadModel(subject);
    const random = randomFrom('phantom-detection', options.seed, subject.id, options.lie);
    const wanted = options.expressions === 'pain' ? ['pain'] : ['rest', 'startle', 'sleep', 'sucking'];
    const sample = cohort.samples.find((s) => s.subject === subject.id && wanted.includes(s.condition));
    if (!sample) continue;
    const roll = options.lie === 'upright' ? 20 * random.next() - 10 : 360 * random.next() - 180;
    const frame = drawFrame(model, bareScene(sample, roll));
    const truth = faceTruth(model, frame);
    pictures++;
    const analysis = await analyser.analyse(frame.image);
    if (analysis.status === 'no-face') continue;
    if (analysis.status === 'used') used++;
    const distances = landmarkErrors(truth, analysis.landmarks);
    if ((distances.get('tip of the nose')?.distance ?? 0) > 0.5) continue;
    found++;
    for (const { group, distance } of distances.values()) {
      for (const key of [group, 'all']) {
        const sum = sums.get(key) ?? { total: 0, count: 0 };
        sums.set(key, { total: sum.total + distance, count: sum.count + 1 });
      }
    }
  }
  const error = Object.fromEntries([...sums].map(([group, { total, count }]) => [group, total / count]));
  return { pictures, found, used, error };
}

function bareScene(sample: PlannedSample, roll: number): PlannedSample['scene'] {
  return { ...sample.scene, bedside: NO_BEDSIDE, pose: { ...sample.scene.pose, roll } };
}

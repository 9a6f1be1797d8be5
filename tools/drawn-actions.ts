import { type RegisteredFace, randomFrom } from '../packages/core/src/index.ts';
import {
  ACTIONS,
  type Actions,
  type Bedside,
  buildHeadModel,
  drawFrame,
  type FaceTruth,
  faceTruth,
  makeCohort,
} from '../packages/phantom/src/index.ts';
import type { FaceAnalyser } from '../packages/runtime/src/measure/faces/index.ts';

/** A drawn face as it was found, and what it really does. */
export interface ActedFace {
  /** Subject and picture, as `S01-03`. */
  readonly sample: string;
  readonly subject: string;
  readonly usable: boolean;
  readonly actions: Actions;
  readonly truth: FaceTruth;
  /** Landmarks in pixels of the picture. */
  readonly landmarks: Float64Array;
  readonly registered: RegisteredFace;
  /** Whether a hand, a tape, a tube, a cap or a blanket lies on or near the face. */
  readonly covered: boolean;
}

/**
 * Draws the pictures of a cohort with all that disturbs them (light, pose, tubes, tape, hands, sensor) and finds their faces.
 *
 * @param acting `as-in-life`: actions come together as in pain, hunger, sleep; `freely`: each comes and goes on its own, so that none
 *   tells of another
 * @param size pixels a side
 */
export async function* drawnActions(
  analyser: Pick<FaceAnalyser, 'analyse'>,
  {
    subjects,
    seed,
    acting,
    size,
  }: {
    readonly subjects: number;
    readonly seed: number;
    readonly acting: 'as-in-life' | 'freely';
    readonly size?: number;
  },
): AsyncGenerator<ActedFace> {
  const cohort = makeCohort({ subjects, seed, difficulty: 0.5, size });
  for (const subject of cohort.subjects) {
    const model = buildHeadModel(subject);
    for (const { id, scene } of cohort.samples.filter((sample) => sample.subject === subject.id)) {
      const actions = acting === 'freely' ? freeActions(seed, id) : scene.actions;
      const frame = drawFrame(model, { ...scene, actions });
      const analysis = await analyser.analyse(frame.image);
      if (analysis.status === 'no-face') continue;
      const { landmarks, registered, status } = analysis;
      const truth = faceTruth(model, frame);
      yield {
        sample: id,
        subject: subject.id,
        usable: status === 'used',
        actions,
        truth,
        landmarks,
        registered,
        covered: isCovered(scene.bedside),
      };
    }
  }
}

function isCovered({ cannula, tape, feedingTube, cap, blanket, hand }: Bedside): boolean {
  return cannula || tape || cap || feedingTube !== 'none' || blanket > 0 || hand !== undefined;
}

/** Actions that seldom come, half as often as the others. */
const SELDOM = new Set([
  'lipPurse',
  'roundMouth',
  'tongueProtrusion',
  'browRaise',
  'chinQuiver',
  'tautTongue',
]);

/** Each action of its own strength, or absent; only what excludes another action is kept apart. */
function freeActions(seed: number, sample: string): Actions {
  const random = randomFrom('free', seed, sample);
  const actions: Record<string, number> = {};
  for (const action of ACTIONS) {
    const strength = random.next();
    actions[action] = random.next() < 0.35 ? 0 : strength;
  }
  for (const action of SELDOM) if (random.next() < 0.5) actions[action] = 0;
  if (actions.lipPurse > 0.2) {
    actions.verticalStretch *= 0.3;
    actions.openLips *= 0.3;
  }
  if (actions.eyeSqueeze > 0.3) actions.lidsOpen = 0;
  return Object.assign({}, ...ACTIONS.map((action) => ({ [action]: actions[action] })));
}

/** What a column of `nfcs` should give, from what was drawn: shifts of the brow and of the lower lip in centimetres, else intensities. */
export const TRUE_ACTIONS: Readonly<Record<string, (actions: Actions) => number>> = {
  'brow-bulge': ({ browBulge }) => browBulge,
  'brow-lowering': ({ browBulge, browRaise }) => browBulge - (0.3 / 0.42) * browRaise,
  'eye-squeeze': ({ eyeSqueeze }) => eyeSqueeze,
  'nasolabial-furrow': ({ nasolabialFurrow }) => nasolabialFurrow,
  'mouth-opening': ({ openLips, verticalStretch }) => (0.3 * openLips + 1.6 * verticalStretch) / 1.9,
  'mouth-stretch-vertical': ({ verticalStretch }) => verticalStretch,
  'mouth-stretch-horizontal': ({ horizontalStretch }) => horizontalStretch,
};

/** Pearson's correlation. */
export function correlationOf(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  let [both, squareA, squareB] = [0, 0, 0];
  for (const [i, value] of a.entries()) {
    both += (value - meanA) * (b[i] - meanB);
    squareA += (value - meanA) ** 2;
    squareB += (b[i] - meanB) ** 2;
  }
  return both / Math.sqrt(squareA * squareB);
}

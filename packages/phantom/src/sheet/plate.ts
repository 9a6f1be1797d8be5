import { intensities } from '../cohort/expression.ts';
import { type Condition, PROTOTYPES } from '../cohort/parameters.ts';
import { buildHeadModel } from '../head/head-model.ts';
import { drawFrame } from '../scene/drawn-frame.ts';
import { PLAIN_SCENE } from '../scene/scene.ts';
import { drawSubject } from '../subject/subject.ts';
import type { SheetCell } from './contact-sheet.ts';

/** The expressions of a plate, from left to right. */
const SHOWN: readonly Condition[] = ['rest', 'pain', 'hunger', 'yawn', 'sleep', 'sucking'];

/**
 * One row of the plate of expressions: a subject of one tone, plainly lit, in each condition at its mean intensities.
 *
 * @param monk place on the Monk scale, 1 to 10
 * @param size pixels a side of each picture
 */
export function plateRow(monk: number, seed: number, size: number): SheetCell[] {
  const model = buildHeadModel(
    drawSubject(`plate-${monk}`, seed, { monk, gestationalAgeWeeks: 34 + (monk % 4) * 2 }),
  );
  return SHOWN.map((condition) => {
    const mean = PROTOTYPES[condition];
    const actions = intensities((action) => mean[action] ?? 0);
    const flush = 0.6 * actions.browBulge + 0.3 * actions.verticalStretch;
    const { image } = drawFrame(model, { ...PLAIN_SCENE, actions, flush, size, fill: 0.68, cloth: monk });
    return { image, caption: condition === 'hunger' ? 'hungry cry' : condition };
  });
}

/** Columns of the plate. */
export const PLATE_COLUMNS = SHOWN.length;

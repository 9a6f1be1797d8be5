import { WinceError } from '../../errors.ts';
import { shiftPrevalence } from '../../evaluation/calibration/prior-shift.ts';
import { type FittedCell, prevalenceOf, thresholdOf } from './fitted-cell.ts';
import { holdAtPrevalence } from './stages/prevalence.ts';
import { threshold } from './stages/threshold.ts';

/**
 * A fitted cell whose scores hold at another share of pain. A threshold that was chosen by Youden's index moves with the scores, as the index
 * does not know the prevalence; one that is a number, or the best for costs, stays a probability. Whether the cell abstains does not
 * change: that depends on the order of the scores within each label.
 *
 * @param value in (0, 1)
 * @throws WinceError `unknown-prevalence` for a model that does not say at which prevalence its scores hold, `bad-prevalence`
 */
export function atPrevalence(fitted: FittedCell, value: number): FittedCell {
  if (!(value > 0 && value < 1)) {
    throw new WinceError('bad-prevalence', `The prevalence is ${value}, not a share between 0 and 1.`, {
      hint: 'Give the share of pain among those whom the model will see: 0.1.',
    });
  }
  const held = prevalenceOf(fitted);
  if (!held) {
    throw new WinceError(
      'unknown-prevalence',
      'The model does not state at which prevalence its scores hold, so they cannot be shifted to another one.',
      { hint: 'Train the model again with this version of wince.' },
    );
  }
  const before = thresholdOf(fitted);
  // Just above 1 no row is positive, at any prevalence.
  const moved = before > 1 ? before : shiftPrevalence(before, held.value, value);
  return {
    ...fitted,
    stages: fitted.stages.map((each) => {
      if (each.stage === holdAtPrevalence.id) return { ...each, id: 'named', model: { ...held, value } };
      if (each.stage === threshold.id && each.id === 'youden') return { ...each, model: { value: moved } };
      return each;
    }),
  };
}

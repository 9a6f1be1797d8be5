import { drawSubjects, percentileInterval, pooledDraws } from '../evaluation/intervals.ts';
import { areaUnderCurve } from '../evaluation/metrics.ts';
import { type PredictionRow, scoredRows } from '../evaluation/predictions.ts';
import { modalitiesOf } from './fusion.ts';
import { readCellId } from './plan.ts';
import type { ExperimentSpecification } from './specification.ts';

/** Families of the pulse, and families that are measured alike where no pulse is. */
const PULSE = ['pulse', 'pulse:change'];
const CONTROLS = ['pulse:background', 'pulse:band-removed', 'pulse:motion'];
const DRAWS = 2000;

/** What a modality of an experiment is made of, as far as the pulse goes. */
export interface PulseModality {
  readonly name: string;
  /** Whether all of its families are the pulse. */
  readonly isPulse: boolean;
}

/** The modalities of an experiment: their names are the user's own, and do not say what they are made of. */
export function pulseModalities({
  fusion,
}: Pick<ExperimentSpecification, 'fusion'>): readonly PulseModality[] {
  return fusion
    ? modalitiesOf(fusion).map(([name, families]) => ({
        name,
        isPulse: families.every((family) =>
          PULSE.includes(familyOf(typeof family === 'string' ? family : family.id)),
        ),
      }))
    : [];
}

/**
 * Says of each cell of the pulse alone whether it beats the cells of its controls with the same selection and classifier: by the AUC on the rows
 * that both score, with an interval by bootstrap over subjects. What does not beat them all is no evidence of a pulse.
 *
 * @param ofCell the predictions of each cell
 */
export function pulseWarnings(
  ofCell: ReadonlyMap<string, readonly PredictionRow[]>,
  modalities: readonly PulseModality[],
  { positive, seed }: { readonly positive: readonly string[]; readonly seed: string },
): readonly string[] {
  const cells = [...ofCell.keys()].map((id) => ({ id, ...readCellId(id) }));
  return cells
    .filter(({ features }) => isPulse(features, modalities))
    .flatMap((cell) => {
      const controls = cells.filter(
        ({ features, selection, keep, classifier }) =>
          CONTROLS.includes(familyOf(features)) &&
          suffixOf(features) === suffixOf(cell.features) &&
          `${selection} ${keep} ${classifier}` === `${cell.selection} ${cell.keep} ${cell.classifier}`,
      );
      if (controls.length === 0) {
        return [
          `${cell.id} has no control: light and movement of the head have a rhythm, too. Add ${CONTROLS.join(', ')} to the features.`,
        ];
      }
      const [own, unbeaten] = [ofCell.get(cell.id) ?? [], [] as string[]];
      for (const control of controls) {
        const found = differenceOfAuc(own, ofCell.get(control.id) ?? [], positive, seed);
        if (found === null || !(found.ci95[0] > 0)) unbeaten.push(`${control.features} (${wordsOf(found)})`);
      }
      return unbeaten.length === 0
        ? []
        : [`${cell.id} does not show a pulse: it does not beat ${unbeaten.join('; ')}.`];
    });
}

function wordsOf(found: ReturnType<typeof differenceOfAuc>): string {
  if (found === null) return 'no AUC on the rows that both score';
  const [low, high] = found.ci95.map(signed);
  return `difference of the AUC ${signed(found.difference)}, 95 % interval ${low} to ${high}`;
}

function signed(value: number): string {
  return `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(2)}`;
}

function isPulse(features: string, modalities: readonly PulseModality[]): boolean {
  const modality = modalities.find(({ name }) => name === features.split('~')[0]);
  return modality ? modality.isPulse : PULSE.includes(familyOf(features));
}

/** `pulse` of `pulse?band=adult~reference`. */
function familyOf(features: string): string {
  return features.split(/[?~]/)[0];
}

function suffixOf(features: string): string {
  return features.split('~').slice(1).join('~');
}

function differenceOfAuc(
  first: readonly PredictionRow[],
  second: readonly PredictionRow[],
  positive: readonly string[],
  seed: string,
): { readonly difference: number; readonly ci95: readonly [number, number] } | null {
  const bySample = new Map(second.map((row) => [row.sample, row]));
  const shared = first.filter(({ sample }) => bySample.has(sample));
  const pair = [shared, shared.flatMap(({ sample }) => bySample.get(sample) ?? [])];
  const [a, b] = pair.map((rows) => scoredRows(rows, positive));
  const [own, other] = [a, b].map(({ truth, score }) => areaUnderCurve(truth, score));
  if (own === null || other === null) return null;
  const drawn = drawSubjects(a.subjects, DRAWS, seed);
  const [ofOwn, ofOther] = [a, b].map((rows) => pooledDraws(rows, drawn).auc);
  const { ci95 } = percentileInterval(ofOwn.map((value, i) => value - ofOther[i]));
  return ci95 && { difference: own - other, ci95 };
}

import type { SampleRow } from '@wince/core';
import { counted } from '../formats/numbers.ts';
import { statusText } from '../report/participant-flow.ts';
import type { RunView } from '../report/run-view.ts';
import { blank, cellOfCards, markdownLine } from './card-parts.ts';

/**
 * The flow of participants with the numbers of a run, and blanks for what came before the data set.
 *
 * @source STARD 2015 (Bossuyt et al.), doi:10.1136/bmj.h5527
 */
export function stardFlow(view: RunView): string {
  const { samples, manifest, predictions } = view.input;
  const tested = new Set(predictions.map(({ sample }) => sample));
  const evaluated = samples.filter(({ sample }) => tested.has(sample));
  const gone = samples.filter(({ sample }) => !tested.has(sample));
  const cell = cellOfCards(view);
  const decided = (truth: boolean, decision: boolean) =>
    cell.predictions.filter(
      (row) => view.isPositive(row.truth) === truth && view.isPositive(row.decision) === decision,
    ).length;
  const size = (rows: readonly SampleRow[]) =>
    `${counted(rows.length, view.row.one, view.row.many)} of ${counted(new Set(rows.map(({ subject }) => subject)).size, 'subject')}`;
  const leaving = [...Map.groupBy(gone, ({ status }) => status)].map(
    ([status, rows]) =>
      `    - ${status === 'used' ? 'used for training only' : statusText(status)}: ${size(rows)}`,
  );
  return `${[
    '# Flow of participants (STARD 2015)',
    ...(view.note === null ? [] : [`${view.note}.`]),
    [
      `- Infants who could have taken part: ${blank('number')}`,
      `    - Not approached, or refused: ${blank('number and reasons')}`,
      `- Infants who were recorded: ${blank('number')}`,
      `    - Without recordings that could be used, or withdrawn: ${blank('number and reasons')}`,
      `- In the data set: ${size(samples)}`,
      ...leaving,
      `- Evaluated: ${size(evaluated)}`,
      `    - Reference standard: ${markdownLine(manifest.labels_from)}`,
      `    - Time between the reference standard and the recording: ${blank('time')}`,
      `    - Index test: ${markdownLine(cell.id)}, decided without knowledge of the label`,
      `    - Adverse events of the recording: ${blank('events, or none')}`,
    ].join('\n'),
    `| | ${markdownLine(view.positive)} (reference) | ${markdownLine(view.negative)} (reference) |\n|---|---|---|\n| index test positive | ${decided(true, true)} | ${decided(false, true)} |\n| index test negative | ${decided(true, false)} | ${decided(false, false)} |`,
  ].join('\n\n')}\n`;
}

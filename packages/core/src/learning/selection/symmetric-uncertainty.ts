import { z } from 'zod';
import { checkLabelledRows, checkTwoClassesOf, classCount } from './labelled-rows.ts';
import { type CutRoom, cutRoom, labelBits, mdlCuts } from './mdl.ts';
import { defineSelector, type LabelledRows } from './selector.ts';

/**
 * Symmetric uncertainty: twice the information that a column's bin gives on the label, over the entropies of both;
 * 0 says nothing, 1 says all. Labels may be of several classes. Bins are cut by the minimum description length principle on the training rows, so a
 * column without a cut that pays has 0 and is never kept.
 *
 * @source Hall 2000, ICML, 359-366; bins: Fayyad and Irani 1993, IJCAI-93, 1022-1027
 */
export const symmetricUncertainty = defineSelector({
  id: 'symmetric-uncertainty',
  version: 1,
  title: 'Symmetric uncertainty between the binned column and the label',
  source: 'Hall 2000, ICML; Fayyad and Irani 1993, IJCAI-93',
  parameters: z.strictObject({}),
  least: 0,
  weights(rows) {
    checkLabelledRows(rows);
    return weightsOfFolds(rows, [Int32Array.from({ length: rows.x.rows }, (_, r) => r)])[0];
  },
  weightsOfFolds(rows, training) {
    checkLabelledRows(rows);
    return weightsOfFolds(rows, training);
  },
});

/** Each column is sorted once for the whole table; a fold takes its rows from that order. */
function weightsOfFolds({ x, y }: LabelledRows, training: readonly Int32Array[]): Float64Array[] {
  const { rows, columns } = x;
  const results = training.map(() => new Float64Array(columns));
  const inTraining = training.map((fold) => {
    const member = new Uint8Array(rows);
    for (const r of fold) member[r] = 1;
    return member;
  });
  for (const fold of training) checkTwoClassesOf(y, fold);
  const room = cutRoom(rows, Math.max(2, classCount(y)));
  const column = new Float64Array(rows);
  const values = new Float64Array(rows);
  const labels = new Uint8Array(rows);
  for (let c = 0; c < columns; c++) {
    for (let r = 0; r < rows; r++) column[r] = x.data[r * columns + c];
    const order = Int32Array.from(column.keys()).sort((a, b) => column[a] - column[b]);
    for (let f = 0; f < training.length; f++) {
      const member = inTraining[f];
      let n = 0;
      for (const r of order) {
        if (member[r] === 0) continue;
        values[n] = column[r];
        labels[n++] = y[r];
      }
      results[f][c] = uncertainty(values.subarray(0, n), labels.subarray(0, n), room);
    }
  }
  return results;
}

/** @param values ascending, with the label of each */
function uncertainty(values: Float64Array, labels: Uint8Array, room: CutRoom): number {
  const n = values.length;
  const cuts = mdlCuts(values, labels, room);
  if (cuts.length === 0) return 0;
  let from = 0;
  let ofBins = room.bits[n];
  let ofLabelGivenBin = 0;
  for (const to of [...cuts, n]) {
    ofBins -= room.bits[to - from];
    ofLabelGivenBin += labelBits(room, from, to);
    from = to;
  }
  const ofLabel = labelBits(room, 0, n);
  return (2 * (ofLabel - ofLabelGivenBin)) / (ofBins + ofLabel);
}

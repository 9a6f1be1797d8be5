import { copiedRows, labelColumns, probeIdentity } from '@wince/core';
import { z } from 'zod';
import { defineUnitKind } from '../execute/index.ts';
import { openRun } from '../experiments/shared-run-tables.ts';

const bounds = z.tuple([z.number(), z.number()]).nullable();
const result = z.object({ accuracy: z.number(), chance: z.number(), ci95: bounds, rows: z.int() }).nullable();
const probe = z.object({
  subject: result,
  session: result,
  copied: z.array(z.object({ first: z.int(), second: z.int() })),
  label_columns: z.array(z.object({ column: z.string(), like: z.string(), auc: z.number() })),
});

/**
 * Probes whether a family tells subjects and sessions apart, holds rows twice under other names, or columns that were made from labels.
 *
 * Inputs: those of `inputsOf`. Result: JSON, see `readProbe`.
 */
export const probeFamily = defineUnitKind({
  id: 'probe-identity',
  version: 2,
  parameters: z.strictObject({
    /** Rows that are probed. */
    rows: z.array(z.int()),
    /** Of each row of the table. */
    sessions: z.array(z.string()),
    /** Columns of the data set that divide the rows into groups: the group of each row of the table. */
    groupings: z.array(z.strictObject({ name: z.string(), groups: z.array(z.string()) })),
  }),
  async run({ inputs, parameters: { rows, sessions, groupings } }, context) {
    const { joined, columns, seed } = await openRun(inputs, context);
    const { x, y, subjects } = joined;
    const data = new Float64Array(rows.length * x.columns);
    rows.forEach((row, i) => {
      data.set(x.data.subarray(row * x.columns, (row + 1) * x.columns), i * x.columns);
    });
    const probed = {
      x: { rows: rows.length, columns: x.columns, data },
      subjects: rows.map((row) => String(subjects[row])),
      sessions: rows.map((row) => sessions[row]),
    };
    const checked = {
      ...{ x: probed.x, columns, subjects: probed.subjects, y: Uint8Array.from(rows, (row) => y[row]) },
      groupings: groupings.map(({ name, groups }) => ({ name, groups: rows.map((row) => groups[row]) })),
    };
    const found = {
      ...probeIdentity(probed, seed),
      copied: copiedRows(checked).map(({ first, second }) => ({ first: rows[first], second: rows[second] })),
      label_columns: labelColumns(checked),
    };
    return Buffer.from(JSON.stringify(found));
  },
});

/** What `probeFamily` gave; rows are those of the table. */
export function readProbe(bytes: Uint8Array): z.infer<typeof probe> {
  return probe.parse(JSON.parse(Buffer.from(bytes).toString()));
}

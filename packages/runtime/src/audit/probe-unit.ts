import { probeIdentity } from '@wince/core';
import { z } from 'zod';
import { defineUnitKind } from '../execute/index.ts';
import { openRun } from '../experiments/shared-run-tables.ts';

const bounds = z.tuple([z.number(), z.number()]).nullable();
const result = z.object({ accuracy: z.number(), chance: z.number(), ci95: bounds, rows: z.int() }).nullable();
const identity = z.object({ subject: result, session: result });

/**
 * Probes whether a family tells subjects and sessions apart.
 *
 * Inputs: those of `inputsOf`. Result: JSON, see `readProbe`.
 */
export const probeFamily = defineUnitKind({
  id: 'probe-identity',
  version: 1,
  parameters: z.strictObject({
    /** Rows that are probed. */
    rows: z.array(z.int()),
    /** Of each row of the table. */
    sessions: z.array(z.string()),
  }),
  async run({ inputs, parameters: { rows, sessions } }, context) {
    const { joined, seed } = await openRun(inputs, context);
    const { x, subjects } = joined;
    const data = new Float64Array(rows.length * x.columns);
    rows.forEach((row, i) => {
      data.set(x.data.subarray(row * x.columns, (row + 1) * x.columns), i * x.columns);
    });
    const probed = {
      x: { rows: rows.length, columns: x.columns, data },
      subjects: rows.map((row) => String(subjects[row])),
      sessions: rows.map((row) => sessions[row]),
    };
    return Buffer.from(JSON.stringify(probeIdentity(probed, seed)));
  },
});

/** What `probeFamily` gave. */
export function readProbe(bytes: Uint8Array): z.infer<typeof identity> {
  return identity.parse(JSON.parse(Buffer.from(bytes).toString()));
}

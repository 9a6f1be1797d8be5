import { AUDIT_PROTOCOLS, type AuditProtocolId, cell, WinceError } from '@wince/core';
import { z } from 'zod';
import { defineUnitKind, interrupted } from '../execute/index.ts';
import { trainingRows } from '../experiments/fold-task.ts';
import { openRun } from '../experiments/shared-run-tables.ts';
import { type AuditedScores, openLeakyProtocol } from './leaky-protocols.ts';

const protocolId = z.enum(AUDIT_PROTOCOLS.map(({ id }) => id));

/** What became of a cell under a protocol of the audit: its scores, or why there are none. */
export type AuditOutcome =
  | AuditedScores
  | { readonly auditedCell: string; readonly auditedUnder: AuditProtocolId; readonly why: string };

/**
 * Scores cells of one feature set and selection under a protocol that leaks.
 *
 * Inputs: those of `inputsOf`. Result: JSON, see `readAuditOutcomes`.
 */
export const auditCells = defineUnitKind({
  id: 'audit-cells',
  version: 1,
  parameters: z.strictObject({
    protocol: protocolId,
    cells: z.array(cell).min(1),
    times: z.array(z.strictObject({ recording: z.int(), time: z.number() })).nullable(),
  }),
  async run({ inputs, parameters: { protocol, cells, times } }, context) {
    const { joined, folds, seed } = await openRun(inputs, context);
    const leaky = openLeakyProtocol({
      ...{ protocol, joined, times, seed },
      folds: folds.map((fold) => ({ training: trainingRows(fold, joined.x.rows), test: fold.test })),
    });
    const outcomes = cells.map((each): z.input<typeof auditOutcome> => {
      if (context.stopped()) throw interrupted();
      try {
        const { scoreOfRow, decisionOfRow, ...what } = leaky(each);
        const scores = Array.from(scoreOfRow, (score) => (Number.isNaN(score) ? null : score));
        return { ...what, scores, decisions: [...decisionOfRow] };
      } catch (error) {
        if (!(error instanceof WinceError)) throw error;
        return { auditedCell: each.id, auditedUnder: protocol, why: error.message };
      }
    });
    return Buffer.from(JSON.stringify(outcomes));
  },
});

const about = { auditedCell: z.string(), auditedUnder: protocolId };

const auditOutcome = z.union([
  z.strictObject({
    ...about,
    scores: z.array(z.number().nullable()),
    decisions: z.array(z.int().min(0).max(1)),
  }),
  z.strictObject({ ...about, why: z.string() }),
]);

/** What `auditCells` gave, in the order of the cells. */
export function readAuditOutcomes(bytes: Uint8Array): readonly AuditOutcome[] {
  return z
    .array(auditOutcome)
    .parse(JSON.parse(Buffer.from(bytes).toString()))
    .map((outcome) => {
      if ('why' in outcome) return outcome;
      const { auditedCell, auditedUnder, scores, decisions } = outcome;
      return {
        ...{ auditedCell, auditedUnder },
        scoreOfRow: Float64Array.from(scores, (score) => score ?? Number.NaN),
        decisionOfRow: Uint8Array.from(decisions),
      };
    });
}

/** Whether bytes can be what `auditCells` gives for these cells. */
export function isAuditOf(bytes: Uint8Array, cells: readonly { readonly id: string }[]): boolean {
  try {
    const found = readAuditOutcomes(bytes);
    return found.length === cells.length && found.every(({ auditedCell }, i) => auditedCell === cells[i].id);
  } catch {
    return false; // not written by this kind of unit: it is computed again
  }
}

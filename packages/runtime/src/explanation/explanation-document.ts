import {
  EXPLANATION_SCHEMA,
  type ExplanationDocument,
  type ExplanationMethod,
  summariseMethod,
} from '@wince/core';
import { version } from '../provenance.ts';
import type { ExplanationEffort } from './explain-face.ts';
import { type DrawnRow, mapMethods } from './explain-row.ts';

/** What a document says beside its rows. */
interface DocumentHead {
  readonly cell: string;
  readonly positive: string;
  readonly negative: string;
  readonly synthetic: boolean;
  readonly scoreMeans: string;
  readonly outOfFold: boolean;
  readonly methods: readonly ExplanationMethod[];
  readonly effort: ExplanationEffort;
  readonly notes: readonly string[];
}

/** The explained rows as they are written. */
export function explanationDocument(
  drawn: readonly DrawnRow[],
  { cell, positive, negative, synthetic, scoreMeans, outOfFold, methods, effort, notes }: DocumentHead,
): ExplanationDocument {
  const rows = drawn.map(({ row }) => row);
  return {
    ...{ schema: EXPLANATION_SCHEMA, kind: 'wince explanation', version, cell, positive, synthetic },
    ...{ score_means: scoreMeans, out_of_fold: outOfFold, methods },
    parameters: {
      ...{ seed: effort.seed, masks: effort.masks, shuffles: effort.checks ? effort.shuffles : 0 },
      noisy_copies: effort.checks ? effort.noisyCopies : 0,
      noise: effort.noise,
      random_orders: effort.checks ? effort.randomOrders : 0,
    },
    rows,
    summary: mapMethods(methods).flatMap((method) =>
      [positive, negative].flatMap((decision) => summariseMethod(method, decision, rows) ?? []),
    ),
    notes,
  };
}

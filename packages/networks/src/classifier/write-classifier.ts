import type { FittedCell } from '@wince/core';
import { encodeOnnx } from '../onnx/model.ts';
import { ELEMENT, valueInfo } from '../onnx/schema.ts';
import { ML_DOMAIN, openGraph } from './graph-parts.ts';
import { cannotExport, type RowNames, stageEmitters } from './stages.ts';

/** What goes into the file of a classifier: float64 [N, columns], NaN where a row lacks a family. */
export const FEATURES_INPUT = 'features';

/** What is written beside the graph of a classifier. */
export interface ClassifierRequest {
  readonly fitted: FittedCell;
  /** How many columns the joined table has. */
  readonly columns: number;
  /** What whoever opens the file can read of it, by name. */
  readonly properties: Readonly<Record<string, string>>;
}

/**
 * Writes a fitted cell as an ONNX file (operator sets 17 and ai.onnx.ml 3), in double precision: selection, values for missing
 * families, scaling, classifier, calibration, prevalence and threshold. Abstention is not part of it.
 *
 * Input: `features`, float64 [N, columns]. Outputs: `raw` and `score`, float64 [N, 1], and `decision`, int64 [N, 1].
 *
 * @throws WinceError `cannot-export` for a stage or method that has no such form
 */
export function writeClassifier({ fitted, columns, properties }: ClassifierRequest): Uint8Array {
  const graph = openGraph();
  const start: RowNames = { x: FEATURES_INPUT, scores: null, decision: null };
  const end = fitted.stages.reduce((state, { stage, id, model }) => {
    const emit = stageEmitters[stage];
    if (!emit) throw cannotExport(`the stage "${stage}"`);
    return emit(graph, state, model, id);
  }, start);
  if (!end.scores || !end.decision) throw new Error('the stages of a fitted cell end without a decision');
  graph.name(end.scores.raw, 'raw');
  graph.name(end.scores.score, 'score');
  graph.name(end.decision, 'decision');
  const hasTrees = graph.nodes.some(({ domain }) => domain === ML_DOMAIN);
  return encodeOnnx({
    ...{ irVersion: 8, producerName: 'wince', producerVersion: '1' },
    opsetImport: [{ domain: '', version: 17 }, ...(hasTrees ? [{ domain: ML_DOMAIN, version: 3 }] : [])],
    metadataProps: Object.entries(properties).map(([key, value]) => ({ key, value })),
    graph: {
      ...{ name: 'classifier', node: graph.nodes, initializer: graph.tensors },
      input: [valueInfo(FEATURES_INPUT, ELEMENT.float64, [columns])],
      output: [
        valueInfo('raw', ELEMENT.float64, [1]),
        valueInfo('score', ELEMENT.float64, [1]),
        valueInfo('decision', ELEMENT.int64, [1]),
      ],
    },
  });
}

import { WinceError } from '@wince/core';
import { z } from 'zod';
import { attribute, ELEMENT } from '../onnx/schema.ts';
import { emitters, line, ofSigmoid, type ScoreNames } from './classifiers.ts';
import type { GraphParts } from './graph-parts.ts';

/** Names of the values that rows are on their way through the stages. */
export interface RowNames {
  /** float64 [N, columns] */
  readonly x: string;
  readonly scores: ScoreNames | null;
  /** int64 [N, 1]; null before the threshold. */
  readonly decision: string | null;
}

type EmitStage = (graph: GraphParts, state: RowNames, model: unknown, method: string) => RowNames;

const numbers = z.array(z.number());
const selected = z.object({ columns: z.array(z.int()) });
const imputed = z.object({ means: numbers });
const scaled = z.object({ mean: numbers, deviation: numbers });
const classified = z.object({ model: z.unknown() });
const shifted = z.object({ training: z.number(), value: z.number() });
const decided = z.object({ value: z.number() });

/** How each stage of a fitted cell is written, by its id. */
export const stageEmitters: Readonly<Record<string, EmitStage>> = {
  select: (graph, state, model) => {
    const columns = graph.wholes(selected.parse(model).columns);
    return { ...state, x: graph.op('Gather', [state.x, columns], [attribute.int('axis', 1)]) };
  },
  impute: (graph, state, model) => {
    const { means } = imputed.parse(model);
    const isMissing = graph.op('IsNaN', [state.x]);
    return { ...state, x: graph.op('Where', [isMissing, graph.numbers(means, [means.length]), state.x]) };
  },
  scale: (graph, state, model) => {
    const { mean, deviation } = scaled.parse(model);
    const centred = graph.op('Sub', [state.x, graph.numbers(mean, [mean.length])]);
    return { ...state, x: graph.op('Div', [centred, graph.numbers(deviation, [deviation.length])]) };
  },
  classify: (graph, state, model, method) => {
    const emit = emitters[method];
    if (!emit) throw cannotExport(`the classifier "${method}"`);
    return { ...state, scores: emit(graph, state.x, classified.parse(model).model) };
  },
  // What a row is not ruled out to be is no part of its score.
  abstain: (_, state) => state,
  // Nor is how unlike the training rows it is.
  outside: (_, state) => state,
  calibrate: (graph, state, model, method) => {
    const emit = calibrations[method];
    if (!emit) throw cannotExport(`the calibration "${method}"`);
    const scores = scoresOf(state);
    return { ...state, scores: { ...scores, score: emit(graph, scores, model) } };
  },
  prevalence: (graph, state, model) => {
    const { training, value } = shifted.parse(model);
    if (training === value) return state;
    const scores = scoresOf(state);
    const pain = graph.op('Mul', [scores.score, graph.numbers([value / training])]);
    const share = (1 - value) / (1 - training);
    const none = line(graph, scores.score, -share, share);
    return { ...state, scores: { ...scores, score: graph.op('Div', [pain, graph.op('Add', [pain, none])]) } };
  },
  threshold: (graph, state, model) => {
    const { value } = decided.parse(model);
    const reaches = graph.op('GreaterOrEqual', [scoresOf(state).score, graph.numbers([value])]);
    return { ...state, decision: graph.op('Cast', [reaches], [attribute.int('to', ELEMENT.int64)]) };
  },
};

const calibrations: Readonly<
  Record<string, (graph: GraphParts, scores: ScoreNames, model: unknown) => string>
> = {
  platt: (graph, { raw }, model) =>
    ofSigmoid(graph, raw, z.object({ slope: z.number(), intercept: z.number() }).parse(model)),
  beta: (graph, { score }, model) => {
    const { a, b, c } = z.object({ a: z.number(), b: z.number(), c: z.number() }).parse(model);
    const { rising, falling } = logarithms(graph, score);
    const first = graph.op('Mul', [rising, graph.numbers([a])]);
    const second = graph.op('Mul', [falling, graph.numbers([b])]);
    return graph.op('Sigmoid', [graph.op('Add', [graph.op('Sub', [first, second]), graph.numbers([c])])]);
  },
  temperature: (graph, { score }, model) => {
    const { temperature } = z.object({ temperature: z.number() }).parse(model);
    const { rising, falling } = logarithms(graph, score);
    const logit = graph.op('Sub', [rising, falling]);
    return graph.op('Sigmoid', [graph.op('Div', [logit, graph.numbers([temperature])])]);
  },
  isotonic: (graph, { raw }, model) => {
    const { at, value } = z.object({ at: numbers, value: numbers }).parse(model);
    if (at.length === 1) return line(graph, raw, 0, value[0]);
    const last = at.length - 1;
    const held = graph.op('Min', [graph.op('Max', [raw, graph.numbers([at[0]])]), graph.numbers([at[last]])]);
    // How many corners lie at or below a value tells between which two it is.
    const below = graph.op('GreaterOrEqual', [held, graph.numbers(at, [1, at.length])]);
    const counted = graph.op(
      'ReduceSum',
      [graph.op('Cast', [below], [attribute.int('to', ELEMENT.int64)]), graph.wholes([1])],
      [attribute.int('keepdims', 1)],
    );
    const low = graph.op('Min', [graph.op('Sub', [counted, graph.wholes([1])]), graph.wholes([last - 1])]);
    const high = graph.op('Add', [low, graph.wholes([1])]);
    const taken = (values: readonly number[], place: string) =>
      graph.op('Gather', [graph.numbers(values, [values.length]), place]);
    const [from, to] = [taken(at, low), taken(at, high)];
    const [height, top] = [taken(value, low), taken(value, high)];
    const share = graph.op('Div', [graph.op('Sub', [held, from]), graph.op('Sub', [to, from])]);
    return graph.op('Add', [height, graph.op('Mul', [share, graph.op('Sub', [top, height])])]);
  },
};

/** A score nearer to 0 or 1 counts as this far away, as in `logit`. */
const LEAST_SHARE = 1e-6;

/** ln s and ln(1 - s) of scores held away from 0 and 1. */
function logarithms(graph: GraphParts, score: string): { readonly rising: string; readonly falling: string } {
  const above = graph.op('Max', [score, graph.numbers([LEAST_SHARE])]);
  const held = graph.op('Min', [above, graph.numbers([1 - LEAST_SHARE])]);
  return { rising: graph.op('Log', [held]), falling: graph.op('Log', [line(graph, held, -1, 1)]) };
}

function scoresOf({ scores }: RowNames): ScoreNames {
  if (!scores) throw new Error('a stage that needs scores is before the classifier');
  return scores;
}

/** What this version does not know how to write. */
export function cannotExport(what: string): WinceError {
  return new WinceError('cannot-export', `A model with ${what} cannot be written as ONNX.`, {
    hint: 'Train the model with another method, or use it with `wince predict`.',
  });
}

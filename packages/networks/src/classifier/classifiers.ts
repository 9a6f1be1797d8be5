import { z } from 'zod';
import { attribute, doubles } from '../onnx/schema.ts';
import { type GraphParts, ML_DOMAIN } from './graph-parts.ts';

/** What a classifier gives: names of values of the graph, float64 [N, 1] each. */
export interface ScoreNames {
  readonly raw: string;
  readonly score: string;
}

/** Adds a classifier to a graph. @param x float64 [N, columns] */
type Emit = (graph: GraphParts, x: string, model: unknown) => ScoreNames;

const numbers = z.array(z.number());
const sigmoid = z.object({ slope: z.number(), intercept: z.number() });

const naiveBayes = z.object({
  logPriorOdds: z.number(),
  mean: z.tuple([numbers, numbers]),
  variance: z.tuple([numbers, numbers]),
});
const neighbours = z.object({
  k: z.int(),
  columns: z.int(),
  rows: numbers,
  labels: numbers,
  weights: numbers,
});
const plane = z.object({ weights: numbers, bias: z.number(), platt: sigmoid });
const machine = z.object({
  kernel: z.union([
    z.object({ kind: z.literal('rbf'), gamma: z.number() }),
    z.object({ kind: z.literal('polynomial'), gamma: z.number(), degree: z.int(), coef0: z.number() }),
  ]),
  columns: z.int(),
  vectors: numbers,
  coefficients: numbers,
  bias: z.number(),
  platt: sigmoid,
});
const logistic = z.object({ weights: numbers, intercept: z.number() });
const tree = z.object({ column: numbers, value: numbers, child: numbers });
const forest = z.object({ trees: z.array(tree) });

/** How each classifier of the catalogue is written, by its id. */
export const emitters: Readonly<Record<string, Emit>> = {
  'naive-bayes': (graph, x, model) => {
    const { logPriorOdds, mean, variance } = naiveBayes.parse(model);
    const constant = variance[0].reduce(
      (sum, own, c) => sum + 0.5 * (Math.log(own) - Math.log(variance[1][c])),
      logPriorOdds,
    );
    const [negative, positive] = [0, 1].map((label) => {
      const from = graph.op('Sub', [x, graph.numbers(mean[label], [mean[label].length])]);
      const scale = graph.numbers(variance[label], [variance[label].length]);
      return graph.op('Div', [graph.op('Mul', [from, from]), scale]);
    });
    const sum = sumOfRow(graph, graph.op('Sub', [negative, positive]));
    return ofLogit(graph, line(graph, sum, 0.5, constant));
  },
  knn: (graph, x, model) => {
    const { k, columns, rows, labels, weights } = neighbours.parse(model);
    // Differences, and not inner products: rows equally near are so to the last digit, and the first of them is nearer.
    const row = graph.op('Unsqueeze', [x, graph.wholes([1])]);
    const far = graph.op('Sub', [row, graph.numbers(rows, [labels.length, columns])]);
    const squares = graph.op(
      'ReduceSum',
      [graph.op('Mul', [far, far]), graph.wholes([2])],
      [attribute.int('keepdims', 0)],
    );
    const [, nearest] = graph.ops('TopK', [squares, graph.wholes([k])], 2, [
      ...[attribute.int('axis', 1), attribute.int('largest', 0), attribute.int('sorted', 1)],
    ]);
    const votes = (values: readonly number[]) =>
      sumOfRow(graph, graph.op('Gather', [graph.numbers(values, [values.length]), nearest]));
    const raw = graph.op('Div', [votes(weights.map((weight, i) => weight * labels[i])), votes(weights)]);
    return { raw, score: raw };
  },
  'svm-linear': (graph, x, model) => {
    const { weights, bias, platt } = plane.parse(model);
    const raw = graph.op('Add', [product(graph, x, weights), graph.numbers([bias])]);
    return { raw, score: ofSigmoid(graph, raw, platt) };
  },
  'svm-rbf': emitMachine,
  'svm-polynomial': emitMachine,
  logistic: (graph, x, model) => {
    const { weights, intercept } = logistic.parse(model);
    return ofLogit(graph, graph.op('Add', [product(graph, x, weights), graph.numbers([intercept])]));
  },
  'random-forest': (graph, x, model) => {
    const raw = graph.op('Cast', [emitForest(graph, x, forest.parse(model))], [attribute.int('to', FLOAT64)]);
    return { raw, score: raw };
  },
};

/** ONNX's number of float64. */
const FLOAT64 = 11;

function emitMachine(graph: GraphParts, x: string, model: unknown): ScoreNames {
  const { kernel, columns, vectors, coefficients, bias, platt } = machine.parse(model);
  const count = coefficients.length;
  const turned = Array.from({ length: vectors.length }, (_, i) => {
    const [column, vector] = [Math.floor(i / count), i % count];
    return vectors[vector * columns + column];
  });
  const products = graph.op('MatMul', [x, graph.numbers(turned, [columns, count])]);
  const values = kernel.kind === 'rbf' ? bell(kernel.gamma) : power(kernel);
  const raw = graph.op('Add', [product(graph, values, coefficients), graph.numbers([bias])]);
  return { raw, score: ofSigmoid(graph, raw, platt) };

  function bell(gamma: number): string {
    const own = sumOfRow(graph, graph.op('Mul', [x, x]));
    const lengths = Array.from({ length: count }, (_, v) =>
      vectors.slice(v * columns, (v + 1) * columns).reduce((sum, value) => sum + value * value, 0),
    );
    const both = graph.op('Add', [own, graph.numbers(lengths, [1, count])]);
    const far = graph.op('Sub', [both, graph.op('Mul', [products, graph.numbers([2])])]);
    const held = graph.op('Max', [far, graph.numbers([0])]);
    return graph.op('Exp', [graph.op('Mul', [held, graph.numbers([-gamma])])]);
  }

  function power({ gamma, coef0, degree }: { gamma: number; coef0: number; degree: number }): string {
    return graph.op('Pow', [line(graph, products, gamma, coef0), graph.numbers([degree])]);
  }
}

/** Trees as ONNX has them: all nodes of all trees in columns, of leaves and of nodes that ask. float32 [N, 1]. */
function emitForest(graph: GraphParts, x: string, { trees }: z.infer<typeof forest>): string {
  const nodes = trees.flatMap(({ column, value, child }, of) =>
    column.map((asked, node) => ({
      ...{ of, node, asked, value: value[node] },
      ...(asked < 0 ? { yes: 0, no: 0 } : { yes: child[node], no: child[node] + 1 }),
    })),
  );
  const leaves = nodes.filter(({ asked }) => asked < 0);
  const whole = (name: string, values: readonly number[]) => attribute.ints(name, values);
  const exact = (name: string, values: readonly number[]) =>
    attribute.tensor(name, doubles(name, [values.length], values));
  return graph.op(
    'TreeEnsembleRegressor',
    [x],
    [
      attribute.text('aggregate_function', 'AVERAGE'),
      attribute.int('n_targets', 1),
      whole(
        'nodes_treeids',
        nodes.map(({ of }) => of),
      ),
      whole(
        'nodes_nodeids',
        nodes.map(({ node }) => node),
      ),
      whole(
        'nodes_featureids',
        nodes.map(({ asked }) => Math.max(0, asked)),
      ),
      attribute.texts(
        'nodes_modes',
        nodes.map(({ asked }) => (asked < 0 ? 'LEAF' : 'BRANCH_LEQ')),
      ),
      exact(
        'nodes_values_as_tensor',
        nodes.map(({ asked, value }) => (asked < 0 ? 0 : value)),
      ),
      whole(
        'nodes_truenodeids',
        nodes.map(({ yes }) => yes),
      ),
      whole(
        'nodes_falsenodeids',
        nodes.map(({ no }) => no),
      ),
      whole(
        'target_treeids',
        leaves.map(({ of }) => of),
      ),
      whole(
        'target_nodeids',
        leaves.map(({ node }) => node),
      ),
      whole(
        'target_ids',
        leaves.map(() => 0),
      ),
      exact(
        'target_weights_as_tensor',
        leaves.map(({ value }) => value),
      ),
    ],
    ML_DOMAIN,
  );
}

/** `slope * x + intercept`, number by number. */
export function line(graph: GraphParts, x: string, slope: number, intercept: number): string {
  return graph.op('Add', [graph.op('Mul', [x, graph.numbers([slope])]), graph.numbers([intercept])]);
}

/** The sigmoid of a line through a value. */
export function ofSigmoid(
  graph: GraphParts,
  raw: string,
  { slope, intercept }: z.infer<typeof sigmoid>,
): string {
  return graph.op('Sigmoid', [line(graph, raw, slope, intercept)]);
}

function ofLogit(graph: GraphParts, raw: string): ScoreNames {
  return { raw, score: graph.op('Sigmoid', [raw]) };
}

function product(graph: GraphParts, x: string, weights: readonly number[]): string {
  return graph.op('MatMul', [x, graph.numbers(weights, [weights.length, 1])]);
}

function sumOfRow(graph: GraphParts, x: string): string {
  return graph.op('ReduceSum', [x, graph.wholes([1])], [attribute.int('keepdims', 1)]);
}

import { innerProducts } from '@wince/kernels';
import { classifiers } from '../../packages/core/src/learning/classifiers/catalogue.ts';
import { linearGram } from '../../packages/core/src/learning/classifiers/gram.ts';
import {
  type Kernel,
  kernelMatrix,
  kernelValue,
  scaleGamma,
  squaredLengths,
} from '../../packages/core/src/learning/classifiers/svm/kernel.ts';
import { solveSvm } from '../../packages/core/src/learning/classifiers/svm/smo.ts';
import type { Matrix } from '../../packages/core/src/numbers/matrix.ts';
import type { Inputs } from './inputs.ts';

/** What a fold gives: a score of each test row by each classifier, whose sign is the decision. */
export interface FoldResult {
  readonly fold: number;
  readonly test: Int32Array;
  readonly scores: Record<string, Float64Array>;
  /** Milliseconds. */
  readonly stages: Record<string, number>;
  /** 1/2 |w|^2 + sum of hinges of the linear machine on the training rows. */
  readonly objective: number;
}

interface Part {
  readonly x: Matrix<Float64Array>;
  readonly y: Uint8Array;
  readonly subjects: Int32Array;
}

/** Fits and scores one fold on the given columns, standardised by its training rows. */
export function runFold(inputs: Inputs, fold: number, columns: Int32Array, withRbf: boolean): FoldResult {
  const all = Int32Array.from(inputs.subjects.keys());
  const test = all.filter((r) => inputs.subjects[r] === fold);
  const training = all.filter((r) => inputs.subjects[r] !== fold);
  const stages: Record<string, number> = {};
  const scores: Record<string, Float64Array> = {};
  let clock = performance.now();
  const lap = (stage: string) => {
    const now = performance.now();
    stages[stage] = now - clock;
    clock = now;
  };

  const [a, b] = standardised(inputs, training, test, columns);
  lap('standardise');
  const byCatalogue = (id: string, middle: number) => {
    const classifier = classifiers.get(id);
    const model = classifier.fit({ ...a, seed: `fold ${fold}` }, classifier.parameters.parse({}));
    return classifier.predict(model, b.x).raw.map((raw) => raw - middle);
  };
  scores.gnb = byCatalogue('naive-bayes', 0);
  lap('gnb');
  scores.knn5 = byCatalogue('knn', 0.5);
  lap('knn5');
  // The peer fits no Platt sigmoid, so the machines are solved here without one.
  const gram = linearGram(a.x);
  lap('gram');
  const products = innerProducts(b.x, a.x);
  const linear = machine({ kind: 'linear' }, a, b, gram, products);
  scores.linear_svm = linear.decisions;
  lap('linear_svm');
  if (withRbf) {
    scores.rbf_svm = machine({ kind: 'rbf', gamma: scaleGamma(a.x) }, a, b, gram, products).decisions;
    lap('rbf_svm');
  }
  scores.random_forest = byCatalogue('random-forest', 0.5);
  lap('random_forest');
  return { fold, test, scores, stages, objective: objective(linear, a.y, gram) };
}

function standardised(
  { x, columns: width, y, subjects }: Inputs,
  training: Int32Array,
  test: Int32Array,
  columns: Int32Array,
) {
  const mean = new Float64Array(columns.length);
  const deviation = new Float64Array(columns.length);
  for (const r of training) for (let c = 0; c < columns.length; c++) mean[c] += x[r * width + columns[c]];
  for (let c = 0; c < columns.length; c++) mean[c] /= training.length;
  for (const r of training) {
    for (let c = 0; c < columns.length; c++) deviation[c] += (x[r * width + columns[c]] - mean[c]) ** 2;
  }
  for (let c = 0; c < columns.length; c++) deviation[c] = Math.sqrt(deviation[c] / training.length) || 1;
  return [training, test].map((rows): Part => {
    const data = new Float64Array(rows.length * columns.length);
    for (let i = 0, at = 0; i < rows.length; i++) {
      for (let c = 0; c < columns.length; c++, at++) {
        data[at] = (x[rows[i] * width + columns[c]] - mean[c]) / deviation[c];
      }
    }
    return {
      x: { rows: rows.length, columns: columns.length, data },
      y: Uint8Array.from(rows, (r) => y[r]),
      subjects: Int32Array.from(rows, (r) => subjects[r]),
    };
  });
}

interface Machine {
  readonly coefficients: Float64Array;
  readonly bias: number;
  readonly decisions: Float64Array;
}

/** A support vector machine with C = 1, and its decisions on the test rows. @param products test x training rows */
function machine(kernel: Kernel, a: Part, b: Part, gram: Float64Array, products: Float64Array): Machine {
  const n = a.x.rows;
  const { coefficients, bias } = solveSvm(
    kernelMatrix(kernel, gram, n),
    a.y,
    new Float64Array(n).fill(1),
    // With more columns than rows all margins are met and the objective is small: each violation shows in it.
    a.x.columns > n ? 1e-5 : 1e-3,
  );
  const ofTest = squaredLengths(b.x);
  const decisions = ofTest.map((square, r) => {
    let sum = bias;
    for (let t = 0; t < n; t++) {
      if (coefficients[t] === 0) continue;
      sum += coefficients[t] * kernelValue(kernel, products[r * n + t], square, gram[t * n + t]);
    }
    return sum;
  });
  return { coefficients, bias, decisions };
}

function objective({ coefficients, bias }: Machine, y: Uint8Array, gram: Float64Array): number {
  const n = y.length;
  let square = 0;
  let hinges = 0;
  for (let r = 0; r < n; r++) {
    let f = 0;
    for (let t = 0; t < n; t++) f += coefficients[t] * gram[r * n + t];
    square += coefficients[r] * f;
    hinges += Math.max(0, 1 - (y[r] === 1 ? 1 : -1) * (f + bias));
  }
  return square / 2 + hinges;
}

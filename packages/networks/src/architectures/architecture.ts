import type { Graph, Layer, Operation, Padding, Shape } from '../graph/graph.ts';
import { elements, shapeOf } from '../graph/shapes.ts';
import type { Preprocessing } from '../preprocessing.ts';

/** One layer as a paper's table has it. A layer reads the one before it. */
export type Plan =
  | {
      readonly kind: 'convolution';
      readonly name: string;
      readonly filters: number;
      /** Rows and columns, in pixels. */
      readonly window: number;
      readonly stride?: number;
      readonly padding?: number;
      readonly groups?: number;
    }
  | {
      readonly kind: 'maximum';
      readonly name: string;
      readonly window: number;
      readonly stride: number;
      /** Whether a last window may reach beyond the map: what is beyond never wins. */
      readonly isCeil: boolean;
    }
  | {
      readonly kind: 'normalisation';
      readonly name: string;
      readonly size: number;
      readonly kappa: number;
      readonly alpha: number;
      readonly beta: number;
    }
  | { readonly kind: 'matrix'; readonly name: string; readonly outputs: number }
  | { readonly kind: 'relu' | 'dropout' | 'softmax'; readonly name: string };

/** A network as its authors describe it: its layers, without weights. */
export interface Architecture {
  readonly id: string;
  readonly title: string;
  readonly domain: 'faces' | 'objects';
  /** DOI, arXiv or proceedings. */
  readonly source: string;
  readonly input: Preprocessing;
  readonly layers: readonly Plan[];
  /** What is read where no tap is named. */
  readonly output: string;
  readonly lastMap: string;
}

/**
 * An architecture as a graph whose weights have dimensions and no numbers: what random weights are drawn for
 * (`randomWeights`). It cannot be run as it is.
 */
export function emptyGraph(architecture: Architecture): Graph {
  const { width, height, colour } = architecture.input;
  const inputShape = [colour === 'grey' ? 1 : 3, height, width];
  const shapes = new Map<string, Shape>([['data', inputShape]]);
  const built: Layer[] = [];
  let before = 'data';
  for (const plan of architecture.layers) {
    const operation = operationOf(plan, shapes.get(before) ?? inputShape);
    const layer: Layer = { name: plan.name, inputs: [before], operation };
    shapes.set(plan.name, shapeOf(layer, shapes));
    built.push(layer);
    before = plan.name;
  }
  return { input: 'data', inputShape, layers: built };
}

function operationOf(plan: Plan, shape: Shape): Operation {
  switch (plan.kind) {
    case 'convolution': {
      const { filters, window, stride = 1, padding = 0, groups = 1 } = plan;
      const dims = [filters, shape[0] / groups, window, window];
      return {
        kind: 'convolution',
        weights: { dims, data: new Float32Array() },
        bias: new Float32Array(filters),
        strides: [stride, stride],
        dilations: [1, 1],
        padding: { top: padding, left: padding, bottom: padding, right: padding },
        groups,
      };
    }
    case 'matrix': {
      const dims = [plan.outputs, elements(shape)];
      const weights = { dims, data: new Float32Array() };
      return { kind: 'fully-connected', weights, bias: new Float32Array(plan.outputs) };
    }
    case 'maximum': {
      const { window, stride, isCeil } = plan;
      const padding: Padding = {
        top: 0,
        left: 0,
        bottom: isCeil ? beyond(shape[1], window, stride) : 0,
        right: isCeil ? beyond(shape[2], window, stride) : 0,
      };
      return {
        kind: 'pooling',
        mode: 'maximum',
        window: [window, window],
        strides: [stride, stride],
        padding,
      };
    }
    case 'normalisation': {
      const { size, kappa, alpha, beta } = plan;
      return { kind: 'local-response-normalisation', size, kappa, alpha, beta };
    }
    case 'softmax':
      return { kind: 'softmax', axis: 0 };
    case 'dropout':
      return { kind: 'identity' };
    case 'relu':
      return { kind: 'relu' };
  }
}

/** Rows that the last window needs beyond the map in ceil mode. */
function beyond(size: number, window: number, stride: number): number {
  return Math.ceil((size - window) / stride) * stride + window - size;
}

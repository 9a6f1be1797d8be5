/**
 * The form in which networks live between the format that they came in and the ONNX that goes out.
 *
 * Pictures are channels first: a map is [channels, height, width], a vector is [length]; the batch is not part of a shape.
 * Every weight is float32. Layers stand in an order in which each comes after those that it reads.
 */
export interface Graph {
  /** The name under which layers read the network's input: the tensor behind the preprocessing. */
  readonly input: string;
  /** [channels, height, width]. */
  readonly inputShape: Shape;
  readonly layers: readonly Layer[];
}

/** The dimensions for one picture: the batch goes before them. */
export type Shape = readonly number[];

/** One step of a network. Its name is that of its output, and of the tap that shows it. */
export interface Layer {
  readonly name: string;
  readonly inputs: readonly string[];
  readonly operation: Operation;
}

/** Numbers of a trained network, row-major. */
export interface Weights {
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

/** Rows and columns that are added around a map, in pixels. */
export interface Padding {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

/** [vertical, horizontal], in pixels. */
export type Pair = readonly [number, number];

export type Operation =
  | Convolution
  | FullyConnected
  | Pooling
  | LocalResponseNormalisation
  | Scaling
  | ParametricRelu
  | Permutation
  | RegionMatrix
  | CutRegion
  /** Points [count, 2] through a matrix [4, 4]. */
  | { readonly kind: 'transform-points' }
  /** A map of more pixels, a whole multiple [vertical, horizontal], bilinear between pixels that have their centres at half. */
  | { readonly kind: 'enlarge'; readonly factors: Pair }
  | { readonly kind: 'relu' }
  /** `leak * x` below zero. */
  | { readonly kind: 'leaky-relu'; readonly leak: number }
  /** Limits every value; a limit that is left out does not bind. */
  | { readonly kind: 'clip'; readonly least?: number; readonly most?: number }
  | { readonly kind: 'sigmoid' }
  | { readonly kind: 'tanh' }
  /** `alpha * (exp(x) - 1)` below zero. */
  | { readonly kind: 'elu'; readonly alpha: number }
  /** Along an axis of the shape (0 is the channel). */
  | { readonly kind: 'softmax'; readonly axis: number }
  /** Sum, element by element, of two layers or more of one shape. */
  | { readonly kind: 'add' }
  | { readonly kind: 'multiply' }
  | { readonly kind: 'concatenate'; readonly axis: number }
  /** Zeros around a map: at the start and at the end of each axis of the shape. */
  | { readonly kind: 'pad'; readonly before: readonly number[]; readonly after: readonly number[] }
  /** The mean of each channel over the map: a vector. */
  | { readonly kind: 'global-mean' }
  /** The same numbers in the same order in another shape. */
  | { readonly kind: 'reshape'; readonly shape: Shape }
  | { readonly kind: 'identity' };

/** Cross-correlation (the kernel is not flipped). */
export interface Convolution {
  readonly kind: 'convolution';
  /** [filters, input channels / groups, height, width]. */
  readonly weights: Weights;
  /** One number a filter. */
  readonly bias?: Float32Array;
  readonly strides: Pair;
  readonly dilations: Pair;
  readonly padding: Padding;
  readonly groups: number;
}

/** A matrix on the input flattened in the order of its shape (channels, rows, columns). */
export interface FullyConnected {
  readonly kind: 'fully-connected';
  /** [outputs, inputs]. */
  readonly weights: Weights;
  readonly bias?: Float32Array;
}

/** The greatest or the mean value under a sliding window. Padding never wins a maximum. */
export interface Pooling {
  readonly kind: 'pooling';
  readonly mode: 'maximum' | 'mean';
  readonly window: Pair;
  readonly strides: Pair;
  /** May be asymmetric. Readers turn a ceil mode into padding at the bottom and right. */
  readonly padding: Padding;
  /**
   * What a mean is divided by: the pixels of the map under the window, or the window's part of the map with
   * the given padding around it (that of a ceil mode, beyond it, is never counted).
   */
  readonly counted?: 'pixels' | Padding;
}

/** x / (kappa + alpha * sum of x^2 over a window of channels)^beta; alpha is not divided by the window's size. */
export interface LocalResponseNormalisation {
  readonly kind: 'local-response-normalisation';
  /** Channels from c - floor((size - 1) / 2) to c + ceil((size - 1) / 2). */
  readonly size: number;
  readonly kappa: number;
  readonly alpha: number;
  readonly beta: number;
}

/** x * factor + offset: one number for all, one a channel, or one an element. */
export interface Scaling {
  readonly kind: 'scale';
  readonly factor?: Float32Array;
  readonly offset?: Float32Array;
}

/** slope * x below zero: one slope a channel. */
export interface ParametricRelu {
  readonly kind: 'parametric-relu';
  readonly slopes: Float32Array;
}

/** Reorders the axes of the shape: axis i of the result is axis `order[i]` of the input. */
export interface Permutation {
  readonly kind: 'permute';
  readonly order: readonly number[];
}

/**
 * Where a region of a face lies, by landmarks [count, 3]: the matrix [4, 4] that leads from pixels of a picture of the region to
 * those of the landmarks' picture. The region is the box about `points`, turned so that the way from `from` to `to` has the angle
 * `angle`, in radians, and is larger by `enlargement`.
 */
export interface RegionMatrix {
  readonly kind: 'region-matrix';
  readonly points: readonly number[];
  readonly from: number;
  readonly to: number;
  readonly angle: number;
  /** [height, width] of the picture of the region. */
  readonly size: Pair;
  /** [vertical, horizontal]. */
  readonly enlargement: Pair;
}

/**
 * The part of a map that a matrix [4, 4] of a region names, as a map of this size: bilinear, with pixels that have their centres at
 * half, and 0 where it reaches beyond the centres of the map's outermost pixels.
 */
export interface CutRegion {
  readonly kind: 'cut-region';
  /** [height, width]. */
  readonly size: Pair;
}

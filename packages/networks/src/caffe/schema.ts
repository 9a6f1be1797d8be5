/** What stands in a field of a binary message. `raw` are packed floats that stay bytes, `raw64` packed doubles. */
export type FieldType = 'varint' | 'float' | 'text' | 'raw' | 'raw64' | Fields;

/** Fields of a message by number. Others are skipped: they say how to train, or what is not known here. */
export type Fields = ReadonlyMap<number, readonly [name: string, type: FieldType]>;

type Declared = Readonly<Record<string, readonly [number: number, type: FieldType]>>;

function fields(declared: Declared): Fields {
  return new Map(Object.entries(declared).map(([name, [number, type]]) => [number, [name, type]]));
}

const blobShape = fields({ dim: [1, 'varint'] });

/** A tensor: `shape`, or the older `num`, `channels`, `height`, `width`. Its gradient, `diff`, is not read. */
export const blobProto = fields({
  num: [1, 'varint'],
  channels: [2, 'varint'],
  height: [3, 'varint'],
  width: [4, 'varint'],
  data: [5, 'raw'],
  shape: [7, blobShape],
  double_data: [8, 'raw64'],
});

const stateRule = fields({ phase: [1, 'varint'] });

const convolution = fields({
  num_output: [1, 'varint'],
  bias_term: [2, 'varint'],
  pad: [3, 'varint'],
  kernel_size: [4, 'varint'],
  group: [5, 'varint'],
  stride: [6, 'varint'],
  pad_h: [9, 'varint'],
  pad_w: [10, 'varint'],
  kernel_h: [11, 'varint'],
  kernel_w: [12, 'varint'],
  stride_h: [13, 'varint'],
  stride_w: [14, 'varint'],
  axis: [16, 'varint'],
  dilation: [18, 'varint'],
});

const pooling = fields({
  pool: [1, 'varint'],
  kernel_size: [2, 'varint'],
  stride: [3, 'varint'],
  pad: [4, 'varint'],
  kernel_h: [5, 'varint'],
  kernel_w: [6, 'varint'],
  stride_h: [7, 'varint'],
  stride_w: [8, 'varint'],
  pad_h: [9, 'varint'],
  pad_w: [10, 'varint'],
  global_pooling: [12, 'varint'],
  round_mode: [13, 'varint'],
});

const lrn = fields({
  local_size: [1, 'varint'],
  alpha: [2, 'float'],
  beta: [3, 'float'],
  norm_region: [4, 'varint'],
  k: [5, 'float'],
});

const innerProduct = fields({
  num_output: [1, 'varint'],
  bias_term: [2, 'varint'],
  axis: [5, 'varint'],
  transpose: [6, 'varint'],
});

const concat = fields({ concat_dim: [1, 'varint'], axis: [2, 'varint'] });
const eltwise = fields({ operation: [1, 'varint'], coeff: [2, 'float'] });
const power = fields({ power: [1, 'float'], scale: [2, 'float'], shift: [3, 'float'] });
const relu = fields({ negative_slope: [1, 'float'] });
const softmax = fields({ axis: [2, 'varint'] });
const transform = fields({
  scale: [1, 'float'],
  crop_size: [3, 'varint'],
  mean_file: [4, 'text'],
  mean_value: [5, 'float'],
});

/** The layers of today: `layer`, their type a word. */
const layerV2 = fields({
  name: [1, 'text'],
  type: [2, 'text'],
  bottom: [3, 'text'],
  top: [4, 'text'],
  blobs: [7, blobProto],
  include: [8, stateRule],
  exclude: [9, stateRule],
  transform_param: [100, transform],
  concat_param: [104, concat],
  convolution_param: [106, convolution],
  eltwise_param: [110, eltwise],
  inner_product_param: [117, innerProduct],
  lrn_param: [118, lrn],
  pooling_param: [121, pooling],
  power_param: [122, power],
  relu_param: [123, relu],
  softmax_param: [125, softmax],
  prelu_param: [131, fields({ channel_shared: [2, 'varint'] })],
  reshape_param: [133, fields({ shape: [1, blobShape], axis: [2, 'varint'], num_axes: [3, 'varint'] })],
  flatten_param: [135, fields({ axis: [1, 'varint'], end_axis: [2, 'varint'] })],
  batch_norm_param: [139, fields({ eps: [3, 'float'] })],
  scale_param: [142, fields({ axis: [1, 'varint'], num_axes: [2, 'varint'], bias_term: [4, 'varint'] })],
  input_param: [143, fields({ shape: [1, blobShape] })],
  permute_param: [202, fields({ order: [1, 'varint'] })],
});

/** The oldest layers: everything in one message. */
const layerV0 = fields({
  name: [1, 'text'],
  type: [2, 'text'],
  num_output: [3, 'varint'],
  biasterm: [4, 'varint'],
  pad: [7, 'varint'],
  kernelsize: [8, 'varint'],
  group: [9, 'varint'],
  stride: [10, 'varint'],
  pool: [11, 'varint'],
  local_size: [13, 'varint'],
  alpha: [14, 'float'],
  beta: [15, 'float'],
  scale: [17, 'float'],
  k: [22, 'float'],
  cropsize: [20, 'varint'],
  blobs: [50, blobProto],
  concat_dim: [65, 'varint'],
});

/** The layers between: `layers`, their type a number. One that wraps a `layer` is of the oldest kind. */
const layerV1 = fields({
  layer: [1, layerV0],
  bottom: [2, 'text'],
  top: [3, 'text'],
  name: [4, 'text'],
  type: [5, 'varint'],
  blobs: [6, blobProto],
  concat_param: [9, concat],
  convolution_param: [10, convolution],
  inner_product_param: [17, innerProduct],
  lrn_param: [18, lrn],
  pooling_param: [19, pooling],
  power_param: [21, power],
  eltwise_param: [24, eltwise],
  relu_param: [30, relu],
  include: [32, stateRule],
  exclude: [33, stateRule],
  transform_param: [36, transform],
  softmax_param: [39, softmax],
});

/** @source BVLC Caffe's `caffe.proto`, and `permute_param` of its SSD branch */
export const netParameter = fields({
  name: [1, 'text'],
  layers: [2, layerV1],
  input: [3, 'text'],
  input_dim: [4, 'varint'],
  input_shape: [8, blobShape],
  layer: [100, layerV2],
});

import type { CutRegion, RegionMatrix, Shape } from '../graph/graph.ts';
import { attribute, ELEMENT, floats, integers, type NodeProto, type TensorProto } from './schema.ts';

/** Nodes that are written one behind the other, and the constants that they read. */
interface Steps {
  readonly nodes: NodeProto[];
  readonly tensors: TensorProto[];
  /** Adds a node, and gives the name of what it writes. */
  step(
    opType: string,
    input: readonly string[],
    attributes?: NodeProto['attribute'],
    output?: string,
  ): string;
  numbers(dims: readonly number[], values: readonly number[]): string;
  indices(values: readonly number[]): string;
}

function stepsOf(name: string): Steps {
  const nodes: NodeProto[] = [];
  const tensors: TensorProto[] = [];
  const keep = (tensor: TensorProto): string => {
    tensors.push(tensor);
    return tensor.name;
  };
  return {
    nodes,
    tensors,
    step(opType, input, attributes = [], output = `${name}#step-${nodes.length}`) {
      nodes.push({ name: output, opType, input, output: [output], attribute: attributes });
      return output;
    },
    numbers: (dims, values) =>
      keep(floats(`${name}#constant-${tensors.length}`, dims, Float32Array.from(values))),
    indices: (values) => keep(integers(`${name}#constant-${tensors.length}`, values)),
  };
}

const along = (axis: number) => [attribute.int('axis', axis)];
const over = (axis: number) => [attribute.ints('axes', [axis]), attribute.int('keepdims', 1)];

/**
 * The matrix of a region from its landmarks [N, count, 3]. With c and s the cosine and sine of the turn that brings the way from
 * one landmark to the other to the angle wanted, both linear in that way's unit vector, the box about the turned points has the
 * size (w, h) and the centre m. What leads from the region's picture (W x H) back is
 * p = m' + [[c, s], [-s, c]] * diag(ex * w / W, ey * h / H) * (q - (W, H) / 2), where m' is m turned back.
 */
export function regionMatrix(name: string, landmarks: string, operation: RegionMatrix) {
  const steps = stepsOf(name);
  const { step, numbers, indices } = steps;
  const { points, from, to, angle, size, enlargement } = operation;
  const [height, width] = size;
  const flat = step('Gather', [landmarks, indices([0, 1])], along(2));
  const way = step('Sub', [
    step('Gather', [flat, indices([to])], along(1)),
    step('Gather', [flat, indices([from])], along(1)),
  ]);
  const length = step('Max', [step('ReduceL2', [way], over(2)), numbers([], [1e-20])]);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  // [ux, uy] to [c, s, -s, c]: the turn of points that stand in rows.
  const spread = numbers([2, 4], [cos, sin, -sin, cos, sin, -cos, cos, sin]);
  const four = step('MatMul', [step('Div', [way, length]), spread]);
  const turn = step('Reshape', [four, indices([0, 2, 2])]);
  const turned = step('MatMul', [step('Gather', [flat, indices(points)], along(1)), turn]);
  const most = step('ReduceMax', [turned], over(1));
  const least = step('ReduceMin', [turned], over(1));
  const middle = step('Mul', [step('Add', [most, least]), numbers([], [0.5])]);
  const back = step('MatMul', [turn, step('Transpose', [middle], [attribute.ints('perm', [0, 2, 1])])]);
  const pixels = step('Mul', [
    step('Sub', [most, least]),
    numbers([1, 1, 2], [enlargement[1] / width, enlargement[0] / height]),
  ]);
  const scaled = step('Mul', [turn, pixels]);
  const shift = step('Add', [back, step('MatMul', [scaled, numbers([2, 1], [-width / 2, -height / 2])])]);
  const rows = step('MatMul', [
    step('Concat', [scaled, shift], along(2)),
    numbers([3, 4], [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1]),
  ]);
  const padded = step('Pad', [rows, indices([0, 0, 0, 0, 2, 0])]);
  const rest = numbers([4, 4], [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
  step('Add', [padded, rest], [], name);
  return { nodes: steps.nodes, tensors: steps.tensors };
}

/** The first two rows of a matrix [N, 4, 4] without their third column, turned: what rows of (x, y, 1) are multiplied with. */
function planar({ step, indices }: Steps, matrix: string): string {
  const rows = step('Gather', [matrix, indices([0, 1])], along(1));
  const columns = step('Gather', [rows, indices([0, 1, 3])], along(2));
  return step('Transpose', [columns], [attribute.ints('perm', [0, 2, 1])]);
}

/** Points [N, count, 2] through a matrix [N, 4, 4]. */
export function transformPoints(name: string, [points, matrix]: readonly string[]) {
  const steps = stepsOf(name);
  const { step, numbers, indices } = steps;
  const withOne = step('Pad', [points, indices([0, 0, 0, 0, 0, 1]), numbers([], [1])]);
  step('MatMul', [withOne, planar(steps, matrix)], [], name);
  return { nodes: steps.nodes, tensors: steps.tensors };
}

/** The part of a map [N, channels, height, width] that a matrix [N, 4, 4] names. */
export function cutRegion(name: string, [map, matrix]: readonly string[], shape: Shape, { size }: CutRegion) {
  const steps = stepsOf(name);
  const { step, numbers, indices } = steps;
  const [, rows, columns] = shape;
  const [height, width] = size;
  const centres = Array.from({ length: height * width }, (_, i) => [
    (i % width) + 0.5,
    Math.floor(i / width) + 0.5,
    1,
  ]).flat();
  const inMap = step('MatMul', [numbers([1, height * width, 3], centres), planar(steps, matrix)]);
  const pixels = step('Sub', [inMap, numbers([], [0.5])]);
  const clipped = step('Min', [
    step('Max', [pixels, numbers([], [0])]),
    numbers([1, 1, 2], [columns - 1, rows - 1]),
  ]);
  const same = step('Cast', [step('Equal', [pixels, clipped])], [attribute.int('to', ELEMENT.float32)]);
  const inside = step('Cast', [step('ReduceMin', [same], over(2))], [attribute.int('to', ELEMENT.bool)]);
  const shares = step('Sub', [
    step('Mul', [pixels, numbers([1, 1, 2], [2 / (columns - 1), 2 / (rows - 1)])]),
    numbers([], [1]),
  ]);
  // Beyond the map no sample is half in it.
  const grid = step('Where', [inside, shares, numbers([], [-10])]);
  const attributes = [
    attribute.text('mode', 'bilinear'),
    attribute.text('padding_mode', 'zeros'),
    attribute.int('align_corners', 1),
  ];
  step('GridSample', [map, step('Reshape', [grid, indices([0, height, width, 2])])], attributes, name);
  return { nodes: steps.nodes, tensors: steps.tensors };
}

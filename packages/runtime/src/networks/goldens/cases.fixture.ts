import { wavyPicture } from '../../../../networks/src/fixtures/drawn-numbers.fixture.ts';
import { everyOperator } from '../../../../networks/src/fixtures/tflite-network.fixture.ts';
import { rewired } from './rewired.ts';

/** A network that is run by LiteRT and by ours, on the same drawn numbers. */
export interface GoldenCase {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** [height, width, channels] of the input. */
  readonly shape: readonly number[];
  readonly input: Float32Array;
}

/** A case before its input is drawn, between the least and the greatest value. */
interface DrawnCase extends Omit<GoldenCase, 'input'> {
  readonly range: readonly [number, number];
}

/** Where the files of the packages are read: their bytes by package and path. */
export type ReadPackaged = (name: string, path: string) => Uint8Array;

/** Bytes of the face mesh with attention and of the plain one in the assets of their package. */
const ATTENTION = [0, 2495952] as const;
const PLAIN = [2495952, 3737848] as const;

/** Tensors of the face mesh with attention by their numbers in its file. */
const MESH = 186;
const FACE_FLAG = 710;
const REGIONS = [
  ['lips', 199, [684]],
  ['left-eye', 200, [687, 690]],
  ['right-eye', 201, [693, 696]],
] as const;

/**
 * The networks of the goldens. LiteRT does not know the three operators that MediaPipe added, so the face mesh with attention
 * is run in four parts: up to the mesh, and behind each of the pictures of regions.
 */
export function goldenCases(read: ReadPackaged): readonly GoldenCase[] {
  const assets = read('@mediapipe/face_mesh', 'face_mesh_solution_packed_assets.data');
  const attention = assets.subarray(...ATTENTION);
  const detector = (path: string) => read('@mediapipe/face_detection', path);
  const cases: readonly DrawnCase[] = [
    { name: 'every-operator', bytes: everyOperator(), shape: [8, 10, 3], range: [-1, 1] },
    { name: 'short-range', bytes: detector('face_detection_short_range.tflite'), shape: [128, 128, 3], range: [-1, 1] },
    { name: 'full-range', bytes: detector('face_detection_full_range.tflite'), shape: [192, 192, 3], range: [-1, 1] },
    { name: 'face-mesh', bytes: assets.subarray(...PLAIN), shape: [192, 192, 3], range: [0, 1] },
    { name: 'attention-mesh', bytes: rewired(attention, 0, [MESH, FACE_FLAG]), shape: [192, 192, 3], range: [0, 1] },
    ...REGIONS.map(([name, input, outputs]): DrawnCase => ({
      name: `attention-${name}`,
      bytes: rewired(attention, input, outputs),
      shape: [16, 16, 32],
      range: [-2, 2],
    })),
  ];
  return cases.map(({ range, ...rest }) => ({ ...rest, input: wavyPicture(rest.shape, range, rest.name) }));
}

import {
  apparentAge,
  COLOUR_SIZE,
  DETECTOR_SIZE,
  FAR_DETECTOR_SIZE,
  type FaceNetworks,
  type LocateParameters,
  MESH_SIZE,
  type MeshOutput,
  type RegisteredFace,
  refineLandmarks,
  sigmoid,
} from '@wince/core';
import type { OpenedNetwork, OpenNetwork, TapValues } from './opened-network.ts';

const DETECTOR_TAPS = ['scores_16x16', 'scores_8x8', 'boxes_16x16', 'boxes_8x8'] as const;
const MESH_TAPS = ['mesh', 'presence'] as const;
const ATTENTION_TAPS = [...MESH_TAPS, 'lips', 'left-eye', 'right-eye'] as const;

const FAR_TAPS = ['scores', 'boxes'] as const;
const FAR_DETECTOR = 'blazeface-full-range';

/** The network that tells people apart, and its layer. It is opened when two people are near each other, a face was lost, or its age is asked for. */
export const IDENTITY_NETWORK = 'faceres';
const IDENTITY_TAP = 'embedding';
/** Its layer that tells how old a face looks. */
const AGE_LAYER = 'age_pred/Softmax';

/** The networks that find and place a face, by their names in the catalogue: the detector, the mesh, the detector of small faces. */
export function faceNetworkNames({
  mesh,
}: Pick<LocateParameters, 'mesh'>): readonly [string, string, string] {
  return ['blazeface', mesh === 'attention' ? 'facemesh-attention' : 'facemesh', FAR_DETECTOR];
}

/** Detectors and mesh, held until they are closed. */
export interface OpenedFaceNetworks {
  readonly networks: FaceNetworks;
  /** How old a face looks; see `apparentAge`. */
  age(face: RegisteredFace): Promise<number>;
  close(): Promise<void>;
}

/**
 * Opens BlazeFace 256 and the face mesh, plain or with attention; the detector of small faces, and what tells people apart, are opened
 * when they are first asked.
 *
 * @param open what runs networks here
 * @param kind which mesh
 * @throws whatever `open` throws
 */
export async function wireFaceNetworks(
  open: OpenNetwork,
  kind: LocateParameters['mesh'],
): Promise<OpenedFaceNetworks> {
  const [detecting, placing] = faceNetworkNames({ mesh: kind });
  const taps = kind === 'attention' ? ATTENTION_TAPS : MESH_TAPS;
  const detector = await open(detecting, DETECTOR_TAPS);
  const mesh = await open(placing, taps).catch(async (error: unknown) => {
    await detector.close();
    throw error;
  });
  let far: Promise<OpenedNetwork> | undefined;
  let identity: Promise<OpenedNetwork> | undefined;
  const person = async (face: RegisteredFace, tap: string) => {
    identity ??= open(IDENTITY_NETWORK, [IDENTITY_TAP, AGE_LAYER]);
    const session = await identity;
    checkSize(session, COLOUR_SIZE);
    return tapData(await session.run(face.colour), tap);
  };
  return {
    networks: {
      ...wire(detector, mesh, kind === 'attention' ? attendedOutput : plainOutput),
      async detectFar(image) {
        far ??= open(FAR_DETECTOR, FAR_TAPS);
        const opened = await far;
        checkSize(opened, FAR_DETECTOR_SIZE);
        const values = await opened.run(image);
        const [scores, boxes] = FAR_TAPS.map((tap) => tapData(values, tap));
        return { scores, boxes };
      },
      identify: (face) => person(face, IDENTITY_TAP),
    },
    age: async (face) => apparentAge(await person(face, AGE_LAYER)),
    async close() {
      // What could not be opened has been told already, and holds nothing.
      const later = await Promise.all([far, identity].map((opening) => opening?.catch(() => undefined)));
      await Promise.all([detector, mesh, ...later].map((session) => session?.close()));
    },
  };
}

/** The networks in the form that the science takes. */
function wire(
  detector: OpenedNetwork,
  mesh: OpenedNetwork,
  output: (values: ReadonlyMap<string, TapValues>) => MeshOutput,
): FaceNetworks {
  checkSize(detector, DETECTOR_SIZE);
  checkSize(mesh, MESH_SIZE);
  return {
    async detect(image) {
      const values = await detector.run(image);
      const [scores16, scores8, boxes16, boxes8] = DETECTOR_TAPS.map((tap) => tapData(values, tap));
      return { scores16, scores8, boxes16, boxes8 };
    },
    mesh: async (image) => output(await mesh.run(image)),
  };
}

function plainOutput(values: ReadonlyMap<string, TapValues>): MeshOutput {
  const [points, presence] = MESH_TAPS.map((tap) => tapData(values, tap));
  return { points, confidence: presence[0] };
}

/** The picture's left is the subject's right. */
function attendedOutput(values: ReadonlyMap<string, TapValues>): MeshOutput {
  const [mesh, presence, lips, rightEye, leftEye] = ATTENTION_TAPS.map((tap) => tapData(values, tap));
  return { points: refineLandmarks({ mesh, lips, rightEye, leftEye }), confidence: sigmoid(presence[0]) };
}

function checkSize({ card }: OpenedNetwork, size: number): void {
  const { width, height } = card.input;
  if (width !== size || height !== size) {
    throw new RangeError(`the network ${card.id} takes ${width} x ${height} pixels, not ${size} x ${size}`);
  }
}

function tapData(values: ReadonlyMap<string, TapValues>, tap: string): Float32Array {
  const value = values.get(tap);
  if (!value) throw new Error(`the network gave no "${tap}"`);
  return value.data;
}

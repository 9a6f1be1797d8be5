import {
  analyseFace,
  DETECTOR_SIZE,
  FACE_ANALYSIS_VERSION,
  type FaceAnalysis,
  type FaceNetworks,
  type FaceParameters,
  MESH_SIZE,
  type RgbImage,
} from '@wince/core';
import { CONVERTER_VERSION, networks } from '@wince/networks';
import { sha256 } from '../media/picture.ts';
import { weightsIdentity } from '../networks/converted-files.ts';
import { type NetworkSession, openNetwork, type TapValues } from '../networks/session.ts';
import { faceParametersOf } from './parameters.ts';

const DETECTOR_TAPS = ['scores_16x16', 'scores_8x8', 'boxes_16x16', 'boxes_8x8'] as const;
const MESH_TAPS = ['mesh', 'presence'] as const;

export interface FaceAnalyserOptions {
  /** The folder that keeps converted networks. */
  readonly cache: string;
  /** Threads that one run of a network may use; 1 by default. */
  readonly threads?: number;
  /** See {@link faceParametersOf}; all defaults when left out. */
  readonly parameters?: Readonly<Record<string, unknown>>;
}

/** Finds, registers and measures the face of a picture. Holds two networks until it is closed. */
export interface FaceAnalyser {
  readonly parameters: FaceParameters;
  /** See {@link faceAnalysisVersion}. */
  readonly version: string;
  /** The same picture gives the same numbers. */
  analyse(image: RgbImage): Promise<FaceAnalysis>;
  close(): Promise<void>;
}

/**
 * Opens the face analyser: BlazeFace 256 and the face mesh, converted at first use.
 *
 * @throws WinceError `bad-parameter`, and those of `openNetwork`
 */
export async function openFaceAnalyser({
  cache,
  threads = 1,
  parameters: given = {},
}: FaceAnalyserOptions): Promise<FaceAnalyser> {
  const parameters = faceParametersOf(given);
  const detector = await openNetwork({ network: 'blazeface', taps: DETECTOR_TAPS, cache, threads });
  const mesh = await openNetwork({ network: 'facemesh', taps: MESH_TAPS, cache, threads }).catch(
    async (error: unknown) => {
      await detector.close();
      throw error;
    },
  );
  const faceNetworks = wire(detector, mesh);
  return {
    parameters,
    version: faceAnalysisVersion(parameters),
    analyse: (image) => analyseFace(image, faceNetworks, parameters),
    async close() {
      await Promise.all([detector.close(), mesh.close()]);
    },
  };
}

/**
 * What an analysis depends on beside the pixels, in one string for the keys of caches: the version of the method, the
 * parameters, and the networks as converted.
 */
export function faceAnalysisVersion(parameters: FaceParameters): string {
  const identities = ['blazeface', 'facemesh'].map((id) => {
    const card = networks.get(id);
    return [weightsIdentity(card), card.input];
  });
  const dependencies = JSON.stringify([parameters, CONVERTER_VERSION, identities]);
  return `face-${FACE_ANALYSIS_VERSION}-${sha256(dependencies).slice(0, 32)}`;
}

/** The networks in the form that the science takes. */
function wire(detector: NetworkSession, mesh: NetworkSession): FaceNetworks {
  checkSize(detector, DETECTOR_SIZE);
  checkSize(mesh, MESH_SIZE);
  return {
    async detect(image) {
      const values = await detector.run(image);
      const [scores16, scores8, boxes16, boxes8] = DETECTOR_TAPS.map((tap) => tapData(values, tap));
      return { scores16, scores8, boxes16, boxes8 };
    },
    async mesh(image) {
      const values = await mesh.run(image);
      const [points, presence] = MESH_TAPS.map((tap) => tapData(values, tap));
      return { points, confidence: presence[0] };
    },
  };
}

function checkSize({ card }: NetworkSession, size: number): void {
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

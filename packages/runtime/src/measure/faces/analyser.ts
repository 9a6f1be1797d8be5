import {
  analyseFace,
  FACE_ANALYSIS_VERSION,
  type FaceAnalysis,
  type FaceParameters,
  faceParameters,
  type RegisteredFace,
  type RgbImage,
} from '@wince/core';
import { CONVERTER_VERSION, networks } from '@wince/networks';
import { faceNetworkNames } from '@wince/observation';
import { sha256Of } from '../../files/hash.ts';
import { weightsIdentity } from '../../networks/converted-files.ts';
import { deviceParts } from '../../networks/device.ts';
import type { Store } from '../../store/index.ts';
import { openFaceNetworks } from './face-networks.ts';

/** How a face analyser is opened. */
export interface FaceAnalyserOptions {
  /** Keeps converted networks. */
  readonly store: Store;
  /** Threads that one run of a network may use; 1 by default. */
  readonly threads?: number;
  /** All defaults when left out. */
  readonly parameters?: FaceParameters;
}

/** Finds, registers and measures the face of a picture. Holds two networks until it is closed. */
export interface FaceAnalyser {
  readonly parameters: FaceParameters;
  /** See `faceAnalysisVersion`. */
  readonly version: string;
  /** The same picture gives the same numbers. */
  analyse(image: RgbImage): Promise<FaceAnalysis>;
  /** How old a face looks; see `apparentAge`. */
  age(face: RegisteredFace): Promise<number>;
  close(): Promise<void>;
}

/**
 * Opens the face analyser: BlazeFace 256 and the face mesh, plain or with attention, converted at first use.
 *
 * @throws WinceError those of `openNetwork`
 */
export async function openFaceAnalyser({
  store,
  threads = 1,
  parameters = faceParameters.parse({}),
}: FaceAnalyserOptions): Promise<FaceAnalyser> {
  const opened = await openFaceNetworks({ store, threads, mesh: parameters.locate.mesh });
  return {
    parameters,
    version: faceAnalysisVersion(parameters),
    analyse: (image) => analyseFace(image, opened.networks, parameters),
    age: opened.age,
    close: () => opened.close(),
  };
}

/**
 * What an analysis depends on beside the pixels, in one string for the keys of caches: the version of the method, the
 * parameters, and the networks as converted.
 */
export function faceAnalysisVersion(parameters: FaceParameters): string {
  const identities = faceNetworkNames(parameters.locate).map((id) => {
    const card = networks.get(id);
    return [weightsIdentity(card), card.input];
  });
  const dependencies = JSON.stringify([parameters, CONVERTER_VERSION, identities, ...deviceParts()]);
  return `face-${FACE_ANALYSIS_VERSION}-${sha256Of(dependencies).slice(0, 32)}`;
}

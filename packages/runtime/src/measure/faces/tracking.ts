import {
  openFaceTracker,
  type RegisteredFace,
  type TrackingParameters,
  trackingParameters,
} from '@wince/core';
import { networks } from '@wince/networks';
import { IDENTITY_NETWORK, type TrackFace } from '@wince/observation';
import { sha256Of } from '../../files/hash.ts';
import { weightsIdentity } from '../../networks/converted-files.ts';
import type { Store } from '../../store/index.ts';
import { faceAnalysisVersion } from './analyser.ts';
import { openFaceNetworks } from './face-networks.ts';

/** Rises when the same frames with the same parameters and networks give other numbers. */
const TRACKING_VERSION = 7;

/** Trackers with their networks opened. Holds two networks until it is closed. */
export interface FaceTracking {
  readonly parameters: TrackingParameters;
  /** See `faceTrackingVersion`. */
  readonly version: string;
  /** A tracker for one recording, from its beginning; see `openFaceTracker`. Several may run side by side. */
  readonly track: TrackFace;
  /** How old a face looks; see `apparentAge`. */
  age(face: RegisteredFace): Promise<number>;
  close(): Promise<void>;
}

/**
 * Opens what tracks faces through videos: BlazeFace 256 and the face mesh, converted at first use.
 *
 * @param options `store`: keeps converted networks; `threads`: that one run may use, 1 by default; `apart`: whether
 *   the mesh runs in a thread of its own, where nothing else would use it; not by default
 * @throws WinceError those of `openNetwork`
 */
export async function openFaceTracking({
  store,
  threads = 1,
  apart = false,
  parameters = trackingParameters.parse({}),
}: {
  readonly store: Store;
  readonly threads?: number;
  readonly apart?: boolean;
  readonly parameters?: TrackingParameters;
}): Promise<FaceTracking> {
  const opened = await openFaceNetworks({ store, threads, apart, mesh: parameters.face.locate.mesh });
  return {
    parameters,
    version: faceTrackingVersion(parameters),
    track: (options) => openFaceTracker(opened.networks, parameters, options),
    age: opened.age,
    close: () => opened.close(),
  };
}

/** What a tracked frame depends on beside the frames, in one string for the keys of caches. */
export function faceTrackingVersion(parameters: TrackingParameters): string {
  const own = sha256Of(JSON.stringify(parameters)).slice(0, 32);
  const people = weightsIdentity(networks.get(IDENTITY_NETWORK)).slice(0, 16);
  return `tracking-${TRACKING_VERSION}-${own}-${people}-${faceAnalysisVersion(parameters.face)}`;
}

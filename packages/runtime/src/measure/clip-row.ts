import {
  type ClipParameters,
  meanOverFrames,
  STRAIN_FRAME_COLUMNS,
  type StrainSample,
  statisticsOverFrames,
  strainClipFeatures,
  strainFrameFeatures,
  usualOverFrames,
} from '@wince/core';
import type { FaceFamilyRequest, FamilyRequest, FrameFamilyRequest } from './families.ts';
import type { DescribedClip } from './recording/clip-window.ts';

/** The families of faces that a family of clips is made of; none for those of strain. */
export function faceRequestOf(request: FamilyRequest): FaceFamilyRequest | null {
  if (request.kind === 'strain' || request.kind === 'strain-frame') return null;
  return 'of' in request ? faceRequestOf(request.of) : request;
}

/** Whether a family needs to know the face at rest. */
export function needsRest(request: FamilyRequest): boolean {
  if ('of' in request) return needsRest(request.of);
  return request.kind === 'strain' || request.kind === 'strain-frame';
}

/** The values of one family for a clip, or the reason why it has none. */
export interface ClipValues {
  readonly values: Float32Array;
  /** For reference rows: the median absolute deviation of each column over frames; null where a family has no frames. */
  readonly spread: Float32Array | null;
}

/**
 * What a family says of a clip: families of faces by the mean over key frames, `temporal` by statistics over all described frames,
 * `change` by the mean over them, from which the subject's baseline is taken later; `strain` by its own.
 *
 * A reference row stands for what is usual: families of faces and `change` give the median over described frames there, and
 * the median absolute deviation beside it.
 *
 * @param requests the families of faces in the order in which `clip.described` has their values
 */
export function clipValues(
  request: FamilyRequest,
  columns: number,
  clip: DescribedClip,
  options: {
    readonly requests: readonly FaceFamilyRequest[];
    readonly parameters: ClipParameters;
    readonly reference: boolean;
  },
): ClipValues | string {
  const { requests, parameters, reference } = options;
  const values = new Float32Array(columns);
  if (request.kind === 'strain') {
    const reason = strainClipFeatures(clip.strain, parameters.strain, values);
    return reason ?? { values, spread: null };
  }
  const of = 'of' in request ? request.of : request;
  const described =
    of.kind === 'strain-frame'
      ? clip.strain.map((sample) => ({ time: sample.time, values: strainValues(sample) }))
      : clip.described.map(({ time, values: all }) => ({ time, values: all[placeOf(of, requests)] }));
  if (request.kind === 'temporal') {
    const [times, frames] = [described.map(({ time }) => time), described.map((frame) => frame.values)];
    if (frames.length < 2) return `${frames.length} frames described, and a course over time takes 2`;
    statisticsOverFrames(times, frames, parameters.temporal, values);
    return complete(values, null);
  }
  if (reference) {
    const spread = new Float32Array(columns);
    usualOverFrames(
      described.map((frame) => frame.values),
      values,
      spread,
    );
    return complete(values, spread);
  }
  const chosen =
    request.kind === 'change' || of.kind === 'strain-frame'
      ? described
      : clip.keyFrames.map(({ index }) => described[index]);
  meanOverFrames(
    chosen.map((frame) => frame.values),
    values,
  );
  return complete(values, null);
}

function complete(values: Float32Array, spread: Float32Array | null): ClipValues | string {
  return values.some(Number.isNaN) ? 'no frame of the clip could be described' : { values, spread };
}

function strainValues(sample: StrainSample): Float32Array {
  const values = new Float64Array(STRAIN_FRAME_COLUMNS.length);
  strainFrameFeatures(sample, values);
  return Float32Array.from(values);
}

function placeOf(request: FrameFamilyRequest, requests: readonly FaceFamilyRequest[]): number {
  const key = JSON.stringify(request);
  const place = requests.findIndex((each) => JSON.stringify(each) === key);
  if (place < 0) throw new Error(`${key} was not described`);
  return place;
}

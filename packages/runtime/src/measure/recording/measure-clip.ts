import {
  COLOUR_SIZE,
  FRAME_FAULTS,
  type FrameFaultName,
  type KeyFrame,
  openTrackedTime,
  type RegisteredFace,
  trackedTimeParameters,
  type VideoFrame,
} from '@wince/core';
import sharp from 'sharp';
import { type DescribedClip, openClipWindow } from './clip-window.ts';
import { type FollowSetup, openFollower } from './follow.ts';
import type { FaceAtRest } from './rest.ts';

/** What was measured on a clip, or an interval of a recording. */
export interface MeasuredClip extends DescribedClip {
  readonly frames: number;
  /** Shares of the clip's time: usable, and under each fault. A moment may have several faults. */
  readonly usable: number;
  readonly faults: ReadonlyMap<FrameFaultName, number>;
  /** The mesh's confidence, on average over described frames; null where there are none. */
  readonly confidence: number | null;
  /** From its first frame to the end of its last. */
  readonly seconds: number;
  /** The sharpest of the described faces as a small JPEG; null where there is none. */
  readonly thumbnail: Uint8Array | null;
}

/** Describes a registered face by every family that is asked for. */
export type DescribeFace = (face: RegisteredFace) => Promise<readonly Float32Array[]>;

/** Pixels of a side of a thumbnail. */
const SIDE = 112;

/**
 * Follows the face through a clip and measures it.
 *
 * @param frames at `rate`
 */
export async function measureClip(
  frames: AsyncIterable<VideoFrame>,
  setup: FollowSetup,
  { rest, describe }: { readonly rest: FaceAtRest | null; readonly describe: DescribeFace },
): Promise<MeasuredClip> {
  const follower = openFollower(setup, rest);
  const window = openClipWindow(setup.parameters);
  const time = openTrackedTime(trackedTimeParameters.parse({}));
  let sharpest: KeyFrame | undefined;
  let count = 0;
  let end: number | undefined;
  const take = async (frame: KeyFrame | undefined): Promise<void> => {
    if (!frame) return;
    window.add(frame, await describe(frame.face.registered));
    if (!sharpest || sharpnessOf(frame) > sharpnessOf(sharpest)) sharpest = frame;
  };
  for await (const frame of frames) {
    const { tracked, strain, stretch } = await follower.next(frame);
    await take(stretch);
    if (strain) window.addStrain(strain);
    count++;
    time.add(tracked);
    end = frame.time + 1 / setup.parameters.rate;
  }
  await take(follower.end());
  const clip = window.clip();
  const { seconds, share, faults } = time.sum(end);
  const confidence = clip.described.reduce((sum, frame) => sum + frame.confidence, 0);
  return {
    ...clip,
    frames: count,
    seconds,
    usable: share,
    faults: new Map(
      FRAME_FAULTS.filter((name) => faults[name] > 0).map((name) => [name, faults[name] / seconds]),
    ),
    confidence: clip.described.length > 0 ? confidence / clip.described.length : null,
    thumbnail: sharpest ? await thumbnailOf(sharpest) : null,
  };
}

function sharpnessOf({ face }: KeyFrame): number {
  return face.quality.measures.sharpness.value;
}

async function thumbnailOf({ face }: KeyFrame): Promise<Uint8Array> {
  return sharp(face.registered.colour.data, { raw: { width: COLOUR_SIZE, height: COLOUR_SIZE, channels: 3 } })
    .resize(SIDE, SIDE)
    .jpeg({ quality: 70 })
    .toBuffer();
}

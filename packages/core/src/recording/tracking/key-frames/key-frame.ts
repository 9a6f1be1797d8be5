import type { FoundFace } from '../../../face/analysis.ts';
import type { TrackedFrame } from '../tracked-frame.ts';
import { faceThumbnail } from './thumbnail.ts';

/** A frame that was chosen. */
export interface KeyFrame {
  /** Seconds from the beginning of the recording. */
  readonly time: number;
  readonly track: number | null;
  /** Its face, with pictures of its own: it does not hold the frame. */
  readonly face: FoundFace;
  readonly thumbnail: Float32Array;
  /** How far it is from what it was compared with; see `thumbnailDistance`. Infinity where there was nothing. */
  readonly distance: number;
}

/** A frame with a face to use, and its thumbnail. */
export interface UsableFrame {
  readonly time: number;
  readonly track: number | null;
  readonly face: FoundFace;
  readonly thumbnail: Float32Array;
}

/** The frame's face where the frame has no fault. */
export function usableFace({ analysis, faults }: TrackedFrame): FoundFace | undefined {
  return analysis.status === 'used' && faults.length === 0 ? analysis : undefined;
}

/** The frame as one that may be chosen; undefined where it cannot be used. */
export function usableFrame(frame: TrackedFrame): UsableFrame | undefined {
  const face = usableFace(frame);
  if (!face) return undefined;
  return { time: frame.time, track: frame.track, face, thumbnail: faceThumbnail(face.registered.grey) };
}

/** The frame with its registered pictures made, so that the picture it came from can go. */
export function detached(frame: UsableFrame): UsableFrame {
  const { colour, grey, landmarks } = frame.face.registered;
  return { ...frame, face: { ...frame.face, registered: { colour, grey, landmarks } } };
}

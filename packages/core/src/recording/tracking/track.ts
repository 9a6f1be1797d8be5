import type { MeshedFace } from '../../face/mesh.ts';
import {
  applySimilarity,
  composeSimilarity,
  invertSimilarity,
  type Similarity,
  similarityScale,
} from '../../face/similarity.ts';
import type { TurnedSquare } from '../../face/turned-square.ts';
import type { CoveringWatch } from './covering/covering.ts';
import type { KnownFace } from './identity.ts';
import type { LandmarkSmoother } from './smoothing.ts';

/** A face that is followed. */
export interface Track {
  readonly number: number;
  readonly smoother: LandmarkSmoother;
  readonly watch: CoveringWatch;
  /** As the mesh gave it in the newest frame, not smoothed. */
  readonly face: MeshedFace;
  readonly toTemplate: Similarity;
  /** When, and what the detector saw of it last, with the face's place at that time. */
  readonly time: number;
  readonly seen: {
    readonly time: number;
    readonly score: number;
    readonly box: TurnedSquare;
    readonly toTemplate: Similarity;
  };
  /** When the detector looked last; `seen.time` is earlier where it did not confirm the face. */
  readonly looked: number;
  /** Faces in the picture that count, with this one. */
  readonly faces: number;
  /** Since when its identity has not been surely that of the track; null where it is, or nobody has asked. */
  readonly doubted: number | null;
  /** Whether the next look comes soon, and asks whose face it is. */
  readonly asks: boolean;
  /** Whose face it is. */
  readonly known: KnownFace;
}

/** Where a lost face was. */
export interface Lost {
  readonly number: number;
  readonly time: number;
  readonly landmarks: Float64Array;
  readonly watch: CoveringWatch;
  readonly known: KnownFace;
  readonly reason: string;
}

/** The detector's last box, moved as the face has moved since. */
export function boxOf({ seen: { box, toTemplate: then }, toTemplate: now }: Track): TurnedSquare {
  const moved = composeSimilarity(invertSimilarity(now), then);
  const [x, y] = applySimilarity(moved, [box.x, box.y]);
  return { x, y, side: box.side * similarityScale(moved), angle: box.angle + Math.atan2(moved.b, moved.a) };
}

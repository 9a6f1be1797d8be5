import { z } from 'zod';
import { LANDMARK } from '../../face/landmarks.ts';
import { type GreyImage, toGrey } from '../../image/image.ts';
import { polygonMask } from '../../image/polygon.ts';
import type { TrackedFrame } from '../../recording/tracking/tracked-frame.ts';
import { defineFamily, type FamilyObserver } from '../family.ts';
import { pixelsOf } from '../strain/areas.ts';
import { patchMovement } from './patch-movement.ts';
import { type ChinStep, trembleOf } from './tremble.ts';

/** Pixels of the registered colour face: the distance of the outer eye corners. */
const EYE_DISTANCE = 84;
/** Seconds between two frames of which one follows the other: 20 frames a second and a little. */
const LONGEST_STEP = 0.055;
/** Hz: slower is the jaw of a cry, faster is noise. Pieces of a second tell frequencies apart by 2 Hz. */
const [LOW, HIGH] = [5, 9];
/** The middle of the face, which an expression moves least: between the inner eye corners, down to the tip of the nose. */
const MIDDLE = [LANDMARK.rightEyeInner, LANDMARK.leftEyeInner, 429, 279, 4, 49, 209] as const;

/** The edge of the lower lip, in the middle. */
const UNDER_LIP = 18;
/** Half axes of the ball of the chin, in pixels. */
const CHIN = { across: 0.2 * EYE_DISTANCE, down: 0.13 * EYE_DISTANCE } as const;

const COLUMNS = ['quiver amplitude', 'quiver rate', 'quiver share'];

/** A frame of which the next one is compared. */
interface ChinFrame {
  readonly time: number;
  readonly track: number | null;
  readonly grey: GreyImage;
  readonly landmarks: Float64Array;
}

/**
 * `quiver`: how much the chin trembles in a clip, up and down between 5 and 9 Hz, against the middle of the face. A still picture cannot show it,
 * and neither can frames that are further than 1/20 s apart: `clips: rate` must be the rate of the recording, 20 or more.
 *
 * @source Grunau, Craig 1987, doi:10.1016/0304-3959(87)90073-X (chin quiver; the measure is this program's)
 */
export const quiver = defineFamily({
  id: 'quiver',
  version: 1,
  title: 'Trembling of the chin over a clip',
  source: 'doi:10.1016/0304-3959(87)90073-X; own measure',
  unit: 'eye distances (root mean square), Hz, and a share of the movement of the chin',
  kind: 'geometry',
  needs: ['face', 'frames'],
  parameters: z.strictObject({}),
  columns: () => COLUMNS,
  open: observeChin,
});

function observeChin(): FamilyObserver {
  let before: ChinFrame | undefined;
  let steps: ChinStep[] = [];
  /** Pairs of frames that follow each other on the same face, and those of them that were near enough in time. */
  let [pairs, near] = [0, 0];
  return {
    tracked(frame) {
      const now = chinFrame(frame);
      if (now && before && now.track === before.track) {
        pairs++;
        const lasts = now.time - before.time;
        if (lasts <= LONGEST_STEP) {
          near++;
          const down = chinMovement(before, now);
          if (down !== undefined) steps.push({ time: (now.time + before.time) / 2, lasts, down });
        }
      }
      before = now;
    },
    forget(earliest) {
      steps = steps.filter(({ time }) => time >= earliest);
    },
    values() {
      const tremble = trembleOf(steps, LOW, HIGH);
      if (tremble) {
        const { amplitude, rate, share } = tremble;
        return { values: Float32Array.of(amplitude, rate, share), spread: null };
      }
      if (pairs > 0 && near < pairs / 2)
        return {
          reason:
            'the frames are too far apart to show a chin that trembles: use a recording with at least 20 frames a second, and set `clips: rate` to the rate of the recording, so that no frame is left out (of 30 frames a second, a rate of 20 leaves out every third)',
        };
      return { reason: 'the chin could not be followed for most of a second' };
    },
  };
}

function chinFrame({ time, track, analysis, faults, isCovered }: TrackedFrame): ChinFrame | undefined {
  if (analysis.status !== 'used' || faults.length > 0 || isCovered) return undefined;
  const { colour, landmarks } = analysis.registered;
  return { time, track, grey: toGrey(colour), landmarks };
}

/** How far the chin went down against the middle of the face, in eye distances. */
function chinMovement(before: ChinFrame, now: ChinFrame): number | undefined {
  const { width, height } = before.grey;
  const of = (mask: Uint8Array) => patchMovement(before.grey, now.grey, inside(mask, width, height));
  const corners = MIDDLE.flatMap((landmark) => [...placeOf(before, landmark)]);
  const [chin, middle] = [of(chinMask(before)), of(polygonMask(corners, width, height))];
  return chin && middle && (chin.down - middle.down) / EYE_DISTANCE;
}

/** The ball of the chin, an ellipse halfway from the lower lip to the edge of the jaw: lip and jaw themselves move otherwise. */
function chinMask(frame: ChinFrame): Uint8Array {
  const { width, height } = frame.grey;
  const [lip, jaw] = [placeOf(frame, UNDER_LIP), placeOf(frame, LANDMARK.chinBottom)];
  const [x, y] = [(lip[0] + jaw[0]) / 2, (lip[1] + jaw[1]) / 2];
  return new Uint8Array(width * height).map(
    (_, pixel) =>
      +(
        ((pixel % width) - x) ** 2 / CHIN.across ** 2 +
          (Math.floor(pixel / width) - y) ** 2 / CHIN.down ** 2 <=
        1
      ),
  );
}

function placeOf({ landmarks }: ChinFrame, landmark: number): readonly [number, number] {
  return [landmarks[2 * landmark], landmarks[2 * landmark + 1]];
}

/** The pixels of a mask that have neighbours on all sides. */
function inside(mask: Uint8Array, width: number, height: number): Int32Array {
  return pixelsOf(mask).filter((pixel) => {
    const [column, row] = [pixel % width, Math.floor(pixel / width)];
    return column > 0 && row > 0 && column < width - 1 && row < height - 1;
  });
}

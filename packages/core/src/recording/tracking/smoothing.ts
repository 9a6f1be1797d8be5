import { LANDMARKS } from '../../face/landmarks.ts';
import { fitTemplate, type RegistrationParameters } from '../../face/registration.ts';
import { applySimilarity, invertSimilarity, type Similarity } from '../../face/similarity.ts';
import { COLOUR_FRAMING, COLOUR_SIZE } from '../../face/template.ts';
import { type OneEuroParameters, openOneEuroFilter } from '../smoothing/one-euro.ts';

/** Pixels of the registered colour face in an eye distance, and the point between the eyes there. */
const UNIT = COLOUR_FRAMING.eyeDistance * COLOUR_SIZE;
const EYES = [COLOUR_FRAMING.eyesX * COLOUR_SIZE - 0.5, COLOUR_FRAMING.eyesY * COLOUR_SIZE - 0.5] as const;

/** Landmarks and depths in pixels of the picture. */
export interface SmoothedShape {
  readonly landmarks: Float64Array;
  readonly depth: Float64Array;
}

/** Smooths the landmarks of one track. */
export interface LandmarkSmoother {
  /** @param time seconds, rising. Gives new arrays; what it is given stays as it is. */
  next(shape: SmoothedShape, time: number): SmoothedShape;
}

/**
 * Smooths where the face is and what shape it has, each by a one-euro filter of its own: a head that moves does not let the
 * jitter of the mouth pass, and a mouth that opens does not wait for the head.
 *
 * The place is that of registration (two coordinates, the logarithm of the scale, the turn), the shape is what registration
 * leaves (468 points and depths). All of it is in eye distances, the place in those of the track's first frame; scale and
 * turn are pure numbers that move the edge of a face by about as many eye distances.
 */
export function openLandmarkSmoother(
  smoothing: OneEuroParameters,
  registration: RegistrationParameters,
): LandmarkSmoother {
  const place = openOneEuroFilter(4, smoothing);
  const shape = openOneEuroFilter(3 * LANDMARKS, smoothing);
  let unit: number | undefined;
  let turn = 0;
  return {
    next({ landmarks, depth }, time) {
      const { toTemplate } = fitTemplate(landmarks, registration);
      const toPicture = invertSimilarity(toTemplate);
      const [x, y] = applySimilarity(toPicture, EYES);
      // Pixels of the picture in an eye distance.
      const scale = Math.hypot(toPicture.a, toPicture.b) * UNIT;
      unit ??= scale;
      // Without a step where the angle wraps.
      const angle = Math.atan2(toPicture.b, toPicture.a);
      turn = angle + 2 * Math.PI * Math.round((turn - angle) / (2 * Math.PI));
      const placed = Float64Array.of(x / unit, y / unit, Math.log(scale), turn);
      const points = new Float64Array(3 * LANDMARKS);
      applySimilarity(toTemplate, landmarks).forEach((value, i) => {
        points[i] = (value - EYES[i % 2]) / UNIT;
      });
      for (let i = 0; i < LANDMARKS; i++) points[2 * LANDMARKS + i] = depth[i] / scale;
      place.next(placed, time);
      shape.next(points, time);
      const smoothScale = Math.exp(placed[2]);
      const back: Similarity = {
        a: smoothScale * Math.cos(placed[3]),
        b: smoothScale * Math.sin(placed[3]),
        x0: placed[0] * unit,
        y0: placed[1] * unit,
      };
      return {
        landmarks: applySimilarity(back, points.subarray(0, 2 * LANDMARKS)),
        depth: points.subarray(2 * LANDMARKS).map((value) => value * smoothScale),
      };
    },
  };
}

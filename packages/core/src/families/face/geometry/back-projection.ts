import { applySimilarity } from '../../../face/similarity.ts';
import { COLOUR_TO_GREY, GREY_SIZE } from '../../../face/template.ts';
import { spreadWeight } from '../spread.ts';
import { MIDLINE_MEASURES, SIDE_MEASURES } from './measures.ts';

/** Pixels that a landmark is moved by, to see which measures move with it. */
const STEP = 0.01;

/** Pixels of the grey face about a landmark over which its share is spread. */
const REACH = 3;

/**
 * Each column's weight goes to the landmarks that its measure is taken between, by how much it moves with each of them; see
 * `Extractor.backProject`. The eye distance that measures are divided by does not count.
 */
export function backProjectGeometry(landmarks: Float64Array, weights: Float64Array, map: Float64Array): void {
  const shares = new Float64Array(landmarks.length / 2);
  const points = Int32Array.from(shares.keys());
  const add = (weight: number, of: (moved: Float64Array) => number) => {
    if (weight !== 0) spreadWeight(weight, { places: points, gave: pullOf(landmarks, of) }, shares);
  };
  SIDE_MEASURES.forEach(({ of }, i) => {
    const [right, left, mean, difference] = weights.subarray(4 * i, 4 * i + 4);
    const both = (mean + difference) / 2;
    add(right + both, (moved) => of(moved, 'right'));
    add(left + both, (moved) => of(moved, 'left'));
  });
  MIDLINE_MEASURES.forEach(({ of }, i) => {
    add(weights[4 * SIDE_MEASURES.length + i], of);
  });
  const grey = applySimilarity(COLOUR_TO_GREY, landmarks);
  for (const point of points) {
    if (shares[point] === 0) continue;
    const [cx, cy] = [grey[2 * point], grey[2 * point + 1]].map((value) =>
      Math.min(GREY_SIZE - 1, Math.max(0, Math.round(value))),
    );
    const places: number[] = [];
    const gave: number[] = [];
    for (let y = Math.max(0, cy - REACH); y <= Math.min(GREY_SIZE - 1, cy + REACH); y++) {
      for (let x = Math.max(0, cx - REACH); x <= Math.min(GREY_SIZE - 1, cx + REACH); x++) {
        places.push(y * GREY_SIZE + x);
        gave.push(Math.exp((-2 * ((x - cx) ** 2 + (y - cy) ** 2)) / REACH ** 2));
      }
    }
    spreadWeight(shares[point], { places: Int32Array.from(places), gave: Float64Array.from(gave) }, map);
  }
}

/** How far a measure moves with each landmark. */
function pullOf(landmarks: Float64Array, of: (moved: Float64Array) => number): Float64Array {
  const moved = landmarks.slice();
  const whole = of(moved);
  const pull = new Float64Array(landmarks.length / 2);
  for (let i = 0; i < landmarks.length; i++) {
    moved[i] = landmarks[i] + STEP;
    pull[i >> 1] += Math.abs(of(moved) - whole);
    moved[i] = landmarks[i];
  }
  return pull;
}

import type { Affine } from '../image/warp.ts';

/**
 * A similarity of the plane: turn, scale and move, never reflect.
 * (x, y) goes to (a x - b y + x0, b x + a y + y0); the scale is hypot(a, b), the turn atan2(b, a).
 */
export interface Similarity {
  readonly a: number;
  readonly b: number;
  readonly x0: number;
  readonly y0: number;
}

/** How {@link fitSimilarityRobust} weighs points that do not follow the others. */
export interface RobustFit {
  /** Residuals up to this many robust standard deviations keep their full weight. Huber's 1.345: 95 % efficiency. */
  readonly huber: number;
  /** At most so many rounds of reweighting. */
  readonly rounds: number;
}

/**
 * The similarity that takes one set of points nearest to another, in the sense of least squares.
 *
 * Umeyama's closed form. In the plane its singular value decomposition comes down to one angle: of all turns, and
 * without ever a reflection, the best is atan2(sum of cross products, sum of dot products) of the centred points.
 *
 * @param from x, y pairs
 * @param to x, y pairs, as many
 * @param weights one per point, not negative; all the same when left out
 * @throws RangeError when the numbers differ, or fewer than two places of `from` have weight
 * @source Umeyama 1991, doi:10.1109/34.88573
 */
export function fitSimilarity(
  from: ArrayLike<number>,
  to: ArrayLike<number>,
  weights?: ArrayLike<number>,
): Similarity {
  const points = from.length / 2;
  if (to.length !== from.length || !Number.isInteger(points) || (weights && weights.length !== points)) {
    throw new RangeError('a similarity is fitted to as many points as it starts from, with a weight each');
  }
  let total = 0;
  let fromX = 0;
  let fromY = 0;
  let toX = 0;
  let toY = 0;
  for (let i = 0; i < points; i++) {
    const w = weights ? weights[i] : 1;
    total += w;
    fromX += w * from[2 * i];
    fromY += w * from[2 * i + 1];
    toX += w * to[2 * i];
    toY += w * to[2 * i + 1];
  }
  fromX /= total;
  fromY /= total;
  toX /= total;
  toY /= total;
  let dot = 0;
  let cross = 0;
  let spread = 0;
  for (let i = 0; i < points; i++) {
    const w = weights ? weights[i] : 1;
    const x = from[2 * i] - fromX;
    const y = from[2 * i + 1] - fromY;
    const u = to[2 * i] - toX;
    const v = to[2 * i + 1] - toY;
    dot += w * (x * u + y * v);
    cross += w * (x * v - y * u);
    spread += w * (x * x + y * y);
  }
  if (!(spread > 0)) throw new RangeError('a similarity needs at least two different points');
  const a = dot / spread;
  const b = cross / spread;
  return { a, b, x0: toX - a * fromX + b * fromY, y0: toY - b * fromX - a * fromY };
}

/**
 * As {@link fitSimilarity}, but a few points that do not follow the others lose weight (Huber's, on residuals scaled by
 * 1.4826 times their median).
 *
 * @source Huber 1964, doi:10.1214/aoms/1177703732; Holland and Welsch 1977, doi:10.1080/03610927708827533
 */
export function fitSimilarityRobust(
  from: ArrayLike<number>,
  to: ArrayLike<number>,
  { huber, rounds }: RobustFit,
): Similarity {
  let fit = fitSimilarity(from, to);
  const weights = new Float64Array(from.length / 2);
  for (let round = 0; round < rounds; round++) {
    const distances = residuals(fit, from, to);
    const scale = 1.4826 * Float64Array.from(distances).sort()[distances.length >> 1];
    // Half of the points or more lie exactly on the fit: there is nothing to weigh against.
    if (!(scale > 1e-12)) return fit;
    for (let i = 0; i < weights.length; i++) {
      weights[i] = Math.min(1, (huber * scale) / Math.max(distances[i], 1e-300));
    }
    const next = fitSimilarity(from, to, weights);
    const change = Math.max(
      Math.abs(next.a - fit.a) + Math.abs(next.b - fit.b),
      (Math.abs(next.x0 - fit.x0) + Math.abs(next.y0 - fit.y0)) * 1e-3,
    );
    fit = next;
    if (change < 1e-12) return fit;
  }
  return fit;
}

/** The distance of each moved point from where it should be. */
export function residuals(map: Similarity, from: ArrayLike<number>, to: ArrayLike<number>): Float64Array {
  const moved = applySimilarity(map, from);
  return Float64Array.from({ length: from.length / 2 }, (_, i) =>
    Math.hypot(moved[2 * i] - to[2 * i], moved[2 * i + 1] - to[2 * i + 1]),
  );
}

/** Moves x, y pairs. */
export function applySimilarity({ a, b, x0, y0 }: Similarity, points: ArrayLike<number>): Float64Array {
  const moved = new Float64Array(points.length);
  for (let i = 0; i < points.length; i += 2) {
    moved[i] = a * points[i] - b * points[i + 1] + x0;
    moved[i + 1] = b * points[i] + a * points[i + 1] + y0;
  }
  return moved;
}

/** The way back. @throws RangeError for a scale of 0. */
export function invertSimilarity({ a, b, x0, y0 }: Similarity): Similarity {
  const square = a * a + b * b;
  if (!(square > 0)) throw new RangeError('a similarity of scale 0 has no inverse');
  const ia = a / square;
  const ib = -b / square;
  return { a: ia, b: ib, x0: -(ia * x0 - ib * y0), y0: -(ib * x0 + ia * y0) };
}

/** First `inner`, then `outer`. */
export function composeSimilarity(outer: Similarity, inner: Similarity): Similarity {
  return {
    a: outer.a * inner.a - outer.b * inner.b,
    b: outer.b * inner.a + outer.a * inner.b,
    x0: outer.a * inner.x0 - outer.b * inner.y0 + outer.x0,
    y0: outer.b * inner.x0 + outer.a * inner.y0 + outer.y0,
  };
}

/** Steps of a map, in new lengths: of where the origin goes, and of where a point goes that lies at a distance of 1. */
const PLACE_STEP = 2 ** -3;
const TURN_STEP = 2 ** -11;

/**
 * A map in whole steps: points near the origin go to within an eighth of what a distance of 1 becomes, and those at a distance of some
 * hundreds to within two eighths. Maps that were fitted on two machines, and differ in their last digits, are then the same.
 */
export function similarityInSteps(map: Similarity): Similarity {
  const unit = powerOfTwoNear(similarityScale(map));
  const [place, turn] = [unit * PLACE_STEP, unit * TURN_STEP];
  return {
    ...{ a: inSteps(map.a, turn), b: inSteps(map.b, turn) },
    ...{ x0: inSteps(map.x0, place), y0: inSteps(map.y0, place) },
  };
}

/** The power of two that is nearest to a positive number, by their ratio. */
export function powerOfTwoNear(value: number): number {
  return 2 ** Math.round(Math.log2(value));
}

/** A value in whole steps. */
export function inSteps(value: number, step: number): number {
  return step * Math.round(value / step);
}

/** How much longer distances become. */
export function similarityScale({ a, b }: Similarity): number {
  return Math.hypot(a, b);
}

/** The same map in the form that warping takes. */
export function similarityToAffine({ a, b, x0, y0 }: Similarity): Affine {
  return { a, b: -b, c: x0, d: b, e: a, f: y0 };
}

/** Side of the picture that the detector takes, in pixels. */
export const DETECTOR_SIZE = 256;

/** Side of the picture that the detector of small faces takes, in pixels. */
export const FAR_DETECTOR_SIZE = 192;

/** What the detector of small faces gives for one picture: one anchor in the middle of each of 48 x 48 cells, row by row. */
export interface FarDetectorOutput {
  /** 2304 logits. */
  readonly scores: ArrayLike<number>;
  /** 2304 x 16 numbers: centre, size and six key points, in pixels from the anchor. */
  readonly boxes: ArrayLike<number>;
}

/** What the detector gives for one picture: raw scores (logits) and boxes of its two grids of anchors. */
export interface DetectorOutput {
  /** 512 logits of the 16 x 16 grid, 2 anchors a cell. */
  readonly scores16: ArrayLike<number>;
  /** 384 logits of the 8 x 8 grid, 6 anchors a cell. */
  readonly scores8: ArrayLike<number>;
  /** 512 x 16 numbers: centre, size and six key points, in pixels from the anchor. */
  readonly boxes16: ArrayLike<number>;
  /** 384 x 16 numbers. */
  readonly boxes8: ArrayLike<number>;
}

/** A face that the detector saw, in pixels of the picture that it was shown (pixel centres at whole numbers). */
export interface Detection {
  /** In [0, 1]. */
  readonly score: number;
  /** Centre and size of the box. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /**
   * Six x, y pairs: the subject's right eye, left eye, nose tip, mouth, right ear, left ear. "Right" is the subject's, so
   * it stands on the left of an upright picture.
   */
  readonly keypoints: Float64Array;
}

const VALUES = 16;

/** Centres of the 896 anchors, x and y in pixels of the network's input: the 16 x 16 grid first, each row from the left. */
export function detectorAnchors(): Float64Array {
  return Float64Array.of(...centresOf(DETECTOR_SIZE, 16, 2), ...centresOf(DETECTOR_SIZE, 8, 6));
}

/** The middle of each of `cells` x `cells` cells, `perCell` times, x and y in pixels. */
function centresOf(size: number, cells: number, perCell: number): Float64Array {
  const stride = size / cells;
  const centres: number[] = [];
  for (let y = 0; y < cells; y++) {
    for (let x = 0; x < cells; x++) {
      for (let i = 0; i < perCell; i++) centres.push((x + 0.5) * stride, (y + 0.5) * stride);
    }
  }
  return Float64Array.from(centres);
}

const ANCHORS = detectorAnchors();
const FAR_ANCHORS = centresOf(FAR_DETECTOR_SIZE, 48, 1);

/**
 * Faces in the output of BlazeFace 256: all anchors above a score, boxes that overlap joined to one.
 *
 * @param minimumScore in [0, 1]
 * @param overlap boxes whose intersection is more than this share of their union are the same face
 * @returns the best first
 * @throws RangeError when the output has the wrong sizes
 * @source Bazarevsky et al. 2019, arXiv 1907.05047
 */
export function decodeDetections(output: DetectorOutput, minimumScore: number, overlap: number): Detection[] {
  const { scores16, scores8, boxes16, boxes8 } = output;
  const grids = [
    { scores: scores16, boxes: boxes16, anchors: ANCHORS.subarray(0, 1024) },
    { scores: scores8, boxes: boxes8, anchors: ANCHORS.subarray(1024) },
  ];
  return decode(grids, minimumScore, overlap);
}

/**
 * Faces in the output of MediaPipe's full-range detector, in the same way.
 *
 * @returns the best first, in pixels of its picture of 192 x 192
 * @throws RangeError when the output has the wrong sizes
 */
export function decodeFarDetections(
  { scores, boxes }: FarDetectorOutput,
  minimumScore: number,
  overlap: number,
): Detection[] {
  return decode([{ scores, boxes, anchors: FAR_ANCHORS }], minimumScore, overlap);
}

/** What a detector says of one grid of anchors. */
interface Grid {
  readonly scores: ArrayLike<number>;
  readonly boxes: ArrayLike<number>;
  /** x and y of each. */
  readonly anchors: Float64Array;
}

function decode(grids: readonly Grid[], minimumScore: number, overlap: number): Detection[] {
  const found: Detection[] = [];
  for (const { scores, boxes, anchors } of grids) {
    const count = anchors.length / 2;
    if (scores.length !== count || boxes.length !== count * VALUES) {
      throw new RangeError(`the detector gives ${count} scores and boxes, not ${scores.length}`);
    }
    for (let i = 0; i < count; i++) {
      const score = 1 / (1 + Math.exp(-scores[i]));
      if (score >= minimumScore) found.push(decodeBox(boxes, anchors, i, score));
    }
  }
  // Ties keep the order of the anchors: sort is stable.
  return joinOverlapping(
    found.sort((a, b) => b.score - a.score),
    overlap,
  );
}

function decodeBox(boxes: ArrayLike<number>, anchors: Float64Array, index: number, score: number): Detection {
  const at = index * VALUES;
  // The network counts from the picture's corner; pixel centres at whole numbers lie half a pixel before.
  const x = anchors[2 * index] - 0.5;
  const y = anchors[2 * index + 1] - 0.5;
  const keypoints = new Float64Array(12);
  for (let k = 0; k < 12; k += 2) {
    keypoints[k] = x + boxes[at + 4 + k];
    keypoints[k + 1] = y + boxes[at + 5 + k];
  }
  return {
    score,
    x: x + boxes[at],
    y: y + boxes[at + 1],
    width: boxes[at + 2],
    height: boxes[at + 3],
    keypoints,
  };
}

/**
 * Weighted suppression: the best box takes in all that overlap it, as their mean weighted by score. Steadier than keeping
 * the best alone.
 */
export function joinOverlapping(sorted: readonly Detection[], overlap: number): Detection[] {
  const joined: Detection[] = [];
  let rest = sorted;
  while (rest.length > 0) {
    const best = rest[0];
    const same = rest.filter((other) => other === best || intersectionOverUnion(best, other) > overlap);
    rest = rest.filter((other) => !same.includes(other));
    joined.push(weightedMean(same, best.score));
  }
  return joined;
}

function weightedMean(boxes: readonly Detection[], score: number): Detection {
  const total = boxes.reduce((sum, box) => sum + box.score, 0);
  const mean = (value: (box: Detection) => number): number =>
    boxes.reduce((sum, box) => sum + box.score * value(box), 0) / total;
  return {
    score,
    x: mean((box) => box.x),
    y: mean((box) => box.y),
    width: mean((box) => box.width),
    height: mean((box) => box.height),
    keypoints: Float64Array.from({ length: 12 }, (_, k) => mean((box) => box.keypoints[k])),
  };
}

/** Intersection over union of two boxes, in [0, 1]. */
export function intersectionOverUnion(
  a: Pick<Detection, 'x' | 'y' | 'width' | 'height'>,
  b: Pick<Detection, 'x' | 'y' | 'width' | 'height'>,
): number {
  const width =
    Math.min(a.x + a.width / 2, b.x + b.width / 2) - Math.max(a.x - a.width / 2, b.x - b.width / 2);
  const height =
    Math.min(a.y + a.height / 2, b.y + b.height / 2) - Math.max(a.y - a.height / 2, b.y - b.height / 2);
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  return shared / (a.width * a.height + b.width * b.height - shared);
}

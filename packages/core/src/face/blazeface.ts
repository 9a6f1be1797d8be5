/** Side of the picture that the detector takes, in pixels. */
export const DETECTOR_SIZE = 256;

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
  const centres: number[] = [];
  for (const { cells, perCell } of [
    { cells: 16, perCell: 2 },
    { cells: 8, perCell: 6 },
  ]) {
    const stride = DETECTOR_SIZE / cells;
    for (let y = 0; y < cells; y++) {
      for (let x = 0; x < cells; x++) {
        for (let i = 0; i < perCell; i++) centres.push((x + 0.5) * stride, (y + 0.5) * stride);
      }
    }
  }
  return Float64Array.from(centres);
}

const ANCHORS = detectorAnchors();

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
  const found: Detection[] = [];
  const grids = [
    { scores: output.scores16, boxes: output.boxes16, count: 512, start: 0 },
    { scores: output.scores8, boxes: output.boxes8, count: 384, start: 512 },
  ];
  for (const { scores, boxes, count, start } of grids) {
    if (scores.length !== count || boxes.length !== count * VALUES) {
      throw new RangeError(`the detector gives ${count} scores and boxes, not ${scores.length}`);
    }
    for (let i = 0; i < count; i++) {
      const score = 1 / (1 + Math.exp(-scores[i]));
      if (score >= minimumScore) found.push(decodeBox(boxes, i, start + i, score));
    }
  }
  // Ties keep the order of the anchors: sort is stable.
  return joinOverlapping(
    found.sort((a, b) => b.score - a.score),
    overlap,
  );
}

function decodeBox(boxes: ArrayLike<number>, index: number, anchor: number, score: number): Detection {
  const at = index * VALUES;
  // The network counts from the picture's corner; pixel centres at whole numbers lie half a pixel before.
  const x = ANCHORS[2 * anchor] - 0.5;
  const y = ANCHORS[2 * anchor + 1] - 0.5;
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

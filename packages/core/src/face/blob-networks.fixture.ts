import type { RgbImage } from '../image/image.ts';
import type { DetectorOutput, FarDetectorOutput } from './blazeface.ts';
import { detectorAnchors } from './blazeface.ts';
import { LANDMARK, LANDMARKS } from './landmarks.ts';
import type { FaceNetworks, MeshOutput } from './networks.ts';
import { REFERENCE_POINTS } from './template.ts';

/** Where white pixels lie in a picture: their middle and the side of a square of as many. */
function blobOf({ width, data }: RgbImage): { x: number; y: number; side: number } {
  let [x, y, count] = [0, 0, 0];
  for (let i = 0; i < data.length; i += 3) {
    if (data[i] < 128) continue;
    x += (i / 3) % width;
    y += Math.floor(i / 3 / width);
    count++;
  }
  return { x: x / count + 0.5, y: y / count + 0.5, side: Math.sqrt(count) };
}

/** Of two half-turns of a face, what the networks say of each: by whether the upper half of the blob is red. */
export interface BlobScores {
  readonly score: number;
  readonly confidence: number;
  /** How badly eyes and nose fit the template, in eye distances. */
  readonly misfit: number;
}

/**
 * Networks that take a white square for a face: upright where its upper half is pure white, upside down where it is not. The detector
 * sees none that is smaller than `least` of its pixels.
 */
export function blobNetworks(options: {
  readonly least: number;
  readonly upright: BlobScores;
  readonly flipped: BlobScores;
  /** How far landmarks go with the frame instead of the blob, in [0, 1]: 1 for a pattern. */
  readonly drift?: number;
  /** The score of the detector of small faces, which sees any blob upright; there is none where left out. */
  readonly far?: number;
}): FaceNetworks {
  const anchors = detectorAnchors();
  const told = (image: RgbImage) => {
    const blob = blobOf(image);
    const above = Math.round(blob.y - blob.side / 4) * image.width + Math.round(blob.x);
    return { blob, says: image.data[3 * above + 1] > 200 ? options.upright : options.flipped };
  };
  return {
    async detect(image) {
      const output: Record<keyof DetectorOutput, Float64Array> = {
        scores16: new Float64Array(512).fill(-20),
        scores8: new Float64Array(384).fill(-20),
        boxes16: new Float64Array(512 * 16),
        boxes8: new Float64Array(384 * 16),
      };
      const { blob, says } = told(image);
      if (!(blob.side >= options.least)) return output;
      const anchor = 2 * (Math.floor(blob.y / 16) * 16 + Math.floor(blob.x / 16));
      output.scores16[anchor] = Math.log(says.score / (1 - says.score));
      const [dx, dy] = [blob.x - anchors[2 * anchor], blob.y - anchors[2 * anchor + 1]];
      const eyes = blob.side / 4;
      output.boxes16.set(
        [dx, dy, blob.side, blob.side, dx - eyes, dy - eyes, dx + eyes, dy - eyes],
        16 * anchor,
      );
      return output;
    },
    ...(options.far !== undefined && {
      detectFar: async (image: RgbImage) => farOutput(image, options.far ?? 0),
    }),
    async mesh(image): Promise<MeshOutput> {
      const { blob, says } = told(image);
      const drift = options.drift ?? 0;
      const place = (own: number, frame: number) => (1 - drift) * own + drift * frame;
      const [x, y] = [place(blob.x, image.width / 2), place(blob.y, image.height / 2)];
      const unit = place(blob.side, image.width / 1.5) / 1.2;
      const points = new Float64Array(3 * LANDMARKS);
      for (let i = 0; i < LANDMARKS; i++) {
        const turn = (2 * Math.PI * i) / LANDMARKS;
        points.set([x + 0.6 * unit * Math.cos(turn), y + 0.6 * unit * Math.sin(turn), 0], 3 * i);
      }
      for (const { landmark, x: u, y: v } of REFERENCE_POINTS) {
        const off = landmark === LANDMARK.noseBridgeLower ? says.misfit * 3 : 0;
        points.set([x + u * unit, y + (v - 0.2 + off) * unit, 0], 3 * landmark);
      }
      return { confidence: says.confidence, points };
    },
  };
}

/** What the detector of small faces says of the blob, which it takes for upright: one of 48 x 48 anchors, 4 pixels apart. */
function farOutput(image: RgbImage, score: number): FarDetectorOutput {
  const [scores, boxes] = [new Float64Array(2304).fill(-20), new Float64Array(2304 * 16)];
  const { x, y, side } = blobOf(image);
  if (!(side > 0)) return { scores, boxes };
  const [column, row] = [Math.floor(x / 4), Math.floor(y / 4)];
  const [dx, dy] = [x - 4 * column - 2, y - 4 * row - 2];
  const anchor = 48 * row + column;
  scores[anchor] = Math.log(score / (1 - score));
  const eyes = side / 4;
  boxes.set([dx, dy, side, side, dx - eyes, dy - eyes, dx + eyes, dy - eyes], 16 * anchor);
  return { scores, boxes };
}

/** A black picture with a white square, its lower half (or its upper, `flipped`) a little tinted. */
export function blobPicture(
  width: number,
  height: number,
  square: { readonly x: number; readonly y: number; readonly side: number; readonly flipped?: boolean },
): RgbImage {
  const data = new Uint8Array(width * height * 3);
  const { x: cx, y: cy, side, flipped = false } = square;
  for (let y = Math.round(cy - side / 2); y < cy + side / 2; y++) {
    for (let x = Math.round(cx - side / 2); x < cx + side / 2; x++) {
      const tinted = y >= cy !== flipped;
      data.set(tinted ? [255, 150, 255] : [255, 255, 255], 3 * (y * width + x));
    }
  }
  return { width, height, data };
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { group, SHARED } from '../../../../tests/groups.ts';
import {
  type Detection,
  decodeDetections,
  decodeFarDetections,
  detectorAnchors,
  intersectionOverUnion,
  joinOverlapping,
} from './blazeface.ts';

/** An output in which no anchor sees anything. */
function nothing() {
  return {
    scores16: new Float32Array(512).fill(-20),
    scores8: new Float32Array(384).fill(-20),
    boxes16: new Float32Array(512 * 16),
    boxes8: new Float32Array(384 * 16),
  };
}

describe('BlazeFace', () => {
  test('has its anchors on the centres of the cells of its two grids', () => {
    const anchors = detectorAnchors();
    expect(anchors.length).toBe(896 * 2);
    expect([...anchors.subarray(0, 6)]).toEqual([8, 8, 8, 8, 24, 8]);
    expect([...anchors.subarray(1024, 1038)]).toEqual([
      16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 48, 16,
    ]);
    expect([...anchors.subarray(-2)]).toEqual([240, 240]);
  });

  test('a box is counted from its anchor, in pixels', () => {
    const output = nothing();
    // The second anchor of the third cell of the second row of the fine grid: its centre is at (40, 24).
    const anchor = (16 + 2) * 2 + 1;
    output.scores16[anchor] = 2;
    output.boxes16.set([3, -4, 50, 60, -10, -5, 10, -5, 0, 0, 0, 12, -20, 0, 20, 0], anchor * 16);
    const [found, ...others] = decodeDetections(output, 0.5, 0.3);
    expect(others).toEqual([]);
    expect(found.score).toBeCloseTo(1 / (1 + Math.exp(-2)), 12);
    // Pixel centres at whole numbers: half a pixel before the network's count.
    const box = [found.x, found.y, found.width, found.height, ...found.keypoints];
    const expected = [
      42.5, 19.5, 50, 60, 29.5, 18.5, 49.5, 18.5, 39.5, 23.5, 39.5, 35.5, 19.5, 23.5, 59.5, 23.5,
    ];
    box.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i], 10);
    });
  });

  test('nothing is found where nothing is, and wrong sizes are refused', () => {
    expect(decodeDetections(nothing(), 0.01, 0.3)).toEqual([]);
    expect(() => decodeDetections({ ...nothing(), scores8: new Float32Array(512) }, 0.5, 0.3)).toThrow(
      RangeError,
    );
  });

  test('the detector of small faces has one anchor a cell of 48 x 48', () => {
    const [scores, boxes] = [new Float32Array(2304).fill(-20), new Float32Array(2304 * 16)];
    // The third cell of the second row: its centre is at (10, 6).
    scores[48 + 2] = 2;
    boxes.set([1, -2, 9, 8, -3, -1, 3, -1], 16 * (48 + 2));
    const [{ x, y, width, height, keypoints }, ...others] = decodeFarDetections({ scores, boxes }, 0.5, 0.3);
    expect(others).toEqual([]);
    expect([x, y, width, height, ...keypoints.subarray(0, 4)]).toEqual([
      10.5, 3.5, 9, 8, 6.5, 4.5, 12.5, 4.5,
    ]);
    expect(() => decodeFarDetections({ scores: scores.subarray(1), boxes }, 0.5, 0.3)).toThrow(RangeError);
  });

  test('boxes of one face become their mean weighted by score; another face stays', () => {
    const box = (score: number, x: number): Detection => ({
      score,
      x,
      y: 50,
      width: 40,
      height: 40,
      keypoints: new Float64Array(12).fill(x),
    });
    const [first, second, ...others] = joinOverlapping([box(0.9, 100), box(0.6, 110), box(0.5, 180)], 0.3);
    expect(others).toEqual([]);
    expect(first.score).toBe(0.9);
    expect(first.x).toBeCloseTo((0.9 * 100 + 0.6 * 110) / 1.5, 12);
    expect(first.keypoints[5]).toBeCloseTo(104, 12);
    expect(second.x).toBe(180);
    expect(intersectionOverUnion(box(1, 100), box(1, 110))).toBeCloseTo(30 / 50, 12);
    expect(intersectionOverUnion(box(1, 100), box(1, 141))).toBe(0);
  });
});

group('BlazeFace on a picture with known landmarks', 'shared', () => {
  test('the eyes of the box are where the landmarks have the pupils', () => {
    const folder = join(SHARED, 'data/networks/tfjs/golden');
    const floats = (index: number): Float32Array => {
      const file = readFileSync(join(folder, `blazeface.001_03.out${index}.bin`));
      return new Float32Array(file.buffer.slice(file.byteOffset, file.byteOffset + file.length));
    };
    const [scores16, scores8, boxes16, boxes8] = [0, 1, 2, 3].map(floats);
    const [face] = decodeDetections({ scores16, scores8, boxes16, boxes8 }, 0.5, 0.3);
    expect(face.score).toBeGreaterThan(0.85);
    const landmarks = readFileSync(join(SHARED, 'data/london-faces/neutral/001_03.tem'), 'utf8').split('\n');
    for (const eye of [0, 1]) {
      const [x, y] = landmarks[1 + eye].split(/\s+/).map((value) => (Number(value) * 256) / 1350);
      expect(Math.hypot(face.keypoints[2 * eye] - x, face.keypoints[2 * eye + 1] - y)).toBeLessThan(3);
    }
  });
});

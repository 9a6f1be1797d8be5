import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rotateRgb } from '../image/warp.ts';
import { applySimilarity, similarityScale } from './similarity.ts';
import { cutSquare, squareInSteps, squareToPicture, wholePicture, wrapAngle } from './turned-square.ts';

const square = {
  width: 8,
  height: 8,
  data: Uint8Array.from({ length: 192 }, (_, i) => (i * 37) % 256),
};

describe('a turned square in a picture', () => {
  test('in steps is the same for places that differ in their last digits, and near to what it was', () => {
    const frame = { x: 101.3, y: 88.9, side: 150.2, angle: 0.11 };
    const stepped = squareInSteps(frame, 192);
    expect(squareInSteps({ ...frame, x: 101.300001, angle: 0.110001 }, 192)).toEqual(stepped);
    expect(squareInSteps(stepped, 192)).toEqual(stepped);
    for (const name of ['x', 'y', 'side'] as const)
      expect(Math.abs(stepped[name] - frame[name])).toBeLessThanOrEqual(0.5);
    expect(Math.abs(stepped.angle - frame.angle)).toBeLessThanOrEqual(2 ** -8);
    // A face of 20 pixels across is not moved by half a pixel.
    const small = { ...frame, side: 20.2 };
    expect(Math.abs(squareInSteps(small, 192).x - small.x)).toBeLessThanOrEqual(2 ** -4);
  });

  test('the whole of a square picture is the picture', () => {
    expect(cutSquare(square, wholePicture(square, 0), 8).data).toEqual(square.data);
  });

  test('a quarter turn of the frame turns the face back', () => {
    // The picture was turned clockwise by 90 degrees; so was the frame: what is cut out is the picture as it was.
    const turned = rotateRgb(square, 90);
    expect(cutSquare(turned, wholePicture(turned, Math.PI / 2), 8).data).toEqual(square.data);
  });

  test('maps its middle to its centre and its side to its length', () => {
    const frame = fc.record({
      x: fc.double({ min: -100, max: 100, noNaN: true }),
      y: fc.double({ min: -100, max: 100, noNaN: true }),
      side: fc.double({ min: 1, max: 500, noNaN: true }),
      angle: fc.double({ min: -4, max: 4, noNaN: true }),
    });
    fc.assert(
      fc.property(frame, fc.integer({ min: 1, max: 300 }), (place, size) => {
        const map = squareToPicture(place, size);
        const [x, y] = applySimilarity(map, [(size - 1) / 2, (size - 1) / 2]);
        expect(x).toBeCloseTo(place.x, 6);
        expect(y).toBeCloseTo(place.y, 6);
        expect(similarityScale(map) * size).toBeCloseTo(place.side, 6);
      }),
    );
  });

  test('holds all of a picture at any angle', () => {
    const wide = { width: 300, height: 100 };
    for (const angle of [0, 0.3, 1, Math.PI / 2, 2.5, -1.2]) {
      const frame = wholePicture(wide, angle);
      const half = frame.side / 2 + 1e-9;
      for (const [x, y] of [
        [-150, -50],
        [150, -50],
        [150, 50],
        [-150, 50],
      ]) {
        expect(Math.abs(Math.cos(angle) * x + Math.sin(angle) * y)).toBeLessThanOrEqual(half);
        expect(Math.abs(Math.cos(angle) * y - Math.sin(angle) * x)).toBeLessThanOrEqual(half);
      }
    }
  });

  test.each([
    [3 * Math.PI, Math.PI],
    [-Math.PI, Math.PI],
    [0.5, 0.5],
    [2 * Math.PI + 0.5, 0.5],
    [-7, -7 + 2 * Math.PI],
  ])('the angle %f is %f', (angle, wrapped) => {
    expect(wrapAngle(angle)).toBeCloseTo(wrapped, 12);
  });
});

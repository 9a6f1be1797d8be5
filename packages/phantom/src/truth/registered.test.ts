import { applySimilarity, composeSimilarity, invertSimilarity, type Similarity } from '@wince/core';
import { expect, it } from 'vitest';
import type { Displacement } from './displacement.ts';
import { registeredDisplacement } from './registered.ts';

const SIDE = 24;
const WIDTH = 40;

/** A displacement by formula over a picture, skin everywhere but in one pixel. */
function displaced(move: (x: number, y: number) => readonly [number, number], hole = -1): Displacement {
  const plane = (): Float32Array => new Float32Array(WIDTH * WIDTH);
  const field = {
    width: WIDTH,
    height: WIDTH,
    dx: plane(),
    dy: plane(),
    exx: plane(),
    eyy: plane(),
    exy: plane(),
  };
  for (let i = 0; i < WIDTH * WIDTH; i++) {
    const [x, y] = [i % WIDTH, Math.floor(i / WIDTH)];
    const [toX, toY] = move(x, y);
    field.dx[i] = toX - x;
    field.dy[i] = toY - y;
  }
  return { ...field, skin: Uint8Array.from({ length: WIDTH * WIDTH }, (_, i) => (i === hole ? 0 : 1)) };
}

const fromFrame: Similarity = { a: 0.7, b: 0.1, x0: -3, y0: 1 };
const headMotion: Similarity = { a: 1.05, b: -0.08, x0: 2, y0: -1.5 };

it('is nothing where registration takes the whole movement away', () => {
  const moved = displaced((x, y) => {
    const [toX, toY] = applySimilarity(headMotion, [x, y]);
    return [toX, toY];
  });
  // Where the head went, the second frame is registered by the way back.
  const back = invertSimilarity(headMotion);
  const { u, v } = registeredDisplacement(moved, fromFrame, composeSimilarity(fromFrame, back), SIDE);
  let known = 0;
  u.forEach((value, i) => {
    if (Number.isNaN(value)) return;
    known++;
    expect(Math.hypot(value, v[i])).toBeLessThan(1e-4);
  });
  expect(known).toBeGreaterThan(0.75 * SIDE * SIDE);
});

it('is what is left, in pixels of the registered frame', () => {
  const still: Similarity = { a: 0.5, b: 0, x0: 0, y0: 0 };
  const stretched = displaced((x, y) => [1.1 * x, y + 2]);
  const { u, v } = registeredDisplacement(stretched, still, still, 16);
  for (let i = 0; i < 256; i++) {
    expect(u[i]).toBeCloseTo(0.1 * (i % 16), 4);
    expect(v[i]).toBeCloseTo(1, 4);
  }
});

it('is unknown beside what is not skin, and outside of the picture', () => {
  const whole: Similarity = { a: 1, b: 0, x0: 0, y0: 0 };
  const { u } = registeredDisplacement(
    displaced((x, y) => [x + 1, y], 10 * WIDTH + 10),
    whole,
    whole,
    WIDTH,
  );
  const unknown = [...u.keys()].filter((i) => Number.isNaN(u[i]));
  const hole = [9, 10].flatMap((y) => [9, 10].map((x) => y * WIDTH + x));
  const border = (i: number) => i % WIDTH === WIDTH - 1 || i >= WIDTH * (WIDTH - 1);
  expect(unknown.filter((i) => !border(i))).toEqual(hole);
  expect(unknown.filter(border)).toHaveLength(2 * WIDTH - 1);
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { numbersFrom } from '../numbers.fixture.ts';
import { TERMS } from './equations.ts';
import { repeatEnds } from './line-loops.ts';
import { openFlowMemory, roundUpToFour } from './memory.ts';
import { openWindowSolver } from './window.ts';
import { windowLoops } from './window-loops.ts';

/** Equations of a window with texture: A'A of a sum of squares, so that none is near to having no solution. */
function equationsOf(width: number, height: number, seed: number): Float32Array {
  const next = numbersFrom(seed);
  const out = new Float32Array(TERMS * width * height);
  for (let i = 0; i < width * height; i++) {
    const [a, b] = [1 + next(), next() - 0.5];
    out.set([a * a + 1, a * b, b * b + 1, 4 * next() - 2, 4 * next() - 2], TERMS * i);
  }
  return out;
}

/** The displacement at (x, y) by sums over the window, one by one, in 64 bits. */
function plainly(
  equations: Float32Array,
  [width, height]: readonly [number, number],
  weights: Float64Array,
  x: number,
  y: number,
): [number, number] {
  const half = (weights.length - 1) / 2;
  const g = new Float64Array(TERMS);
  for (let dy = -half; dy <= half; dy++) {
    for (let dx = -half; dx <= half; dx++) {
      const row = Math.min(Math.max(y + dy, 0), height - 1);
      const column = Math.min(Math.max(x + dx, 0), width - 1);
      const at = TERMS * (row * width + column);
      for (let t = 0; t < TERMS; t++) g[t] += weights[dy + half] * weights[dx + half] * equations[at + t];
    }
  }
  const over = g[0] * g[2] - g[1] * g[1] + 1e-3;
  return [(g[0] * g[4] - g[1] * g[3]) / over, (g[2] * g[3] - g[1] * g[4]) / over];
}

function weightsOf(window: number, kind: 'box' | 'gaussian'): Float64Array {
  const half = (window - 1) / 2;
  const raw = Float64Array.from({ length: window }, (_, i) =>
    kind === 'box' ? 1 : Math.exp(-((i - half) ** 2) / (2 * (0.3 * half) ** 2)),
  );
  const total = raw.reduce((sum, weight) => sum + weight);
  return raw.map((weight) => weight / total);
}

it.each(['webassembly', 'plain'])(
  'solves windows as sums in 64 bits do, to the rounding of 32: %s',
  (form) => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 26 }).map((half) => 2 * half + 1),
        fc.constantFrom('box', 'gaussian'),
        fc.integer({ min: 1, max: 23 }),
        fc.integer({ min: 1, max: 23 }),
        fc.nat(),
        (window, windowKind, width, height, seed) => {
          const loops = [repeatEnds, ...windowLoops({ window, windowKind })];
          const memory = openFlowMemory(loops, form === 'plain');
          expect(memory.form).toBe(form);
          const { rowAt, solve } = openWindowSolver(memory, width, height, { window, windowKind });
          const equations = equationsOf(width, height, seed);
          const [half, line] = [(window - 1) / 2, roundUpToFour(width)];
          const [u, v] = [memory.room(line), memory.room(line)];
          const weights = weightsOf(window, windowKind);
          for (let y = -half; y < height; y++) {
            const ahead = y + half;
            if (ahead < height) {
              const row = memory.floatsAt(rowAt(ahead), TERMS * line);
              for (let x = 0; x < width; x++) {
                for (let t = 0; t < TERMS; t++)
                  row[t * line + x] = equations[TERMS * (ahead * width + x) + t];
              }
            }
            if (y < 0) continue;
            solve(y, u, v);
            for (let x = 0; x < width; x++) {
              const [wantedU, wantedV] = plainly(equations, [width, height], weights, x, y);
              expect(Math.abs(memory.floatsAt(u, line)[x] - wantedU)).toBeLessThan(1e-5);
              expect(Math.abs(memory.floatsAt(v, line)[x] - wantedV)).toBeLessThan(1e-5);
            }
          }
        },
      ),
      { numRuns: 30 },
    );
  },
);

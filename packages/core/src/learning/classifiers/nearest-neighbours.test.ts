import fc from 'fast-check';
import { expect, it } from 'vitest';
import { drawRows } from '../selection/drawn-rows.fixture.ts';
import { nearestNeighbours } from './nearest-neighbours.ts';

it('finds the same neighbours in large tables, by inner products first, as in small ones', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(0, 1e3, 1e8, 1e16),
      fc.constantFrom(1e-3, 1),
      fc.constantFrom(1, 1e-30),
      fc.integer(),
      (offset, lattice, scale, seed) => {
        const table = drawRows(`${seed}`, { subjects: 60, each: 6, columns: 40 });
        const unseen = drawRows(`unseen ${seed}`, { subjects: 20, each: 4, columns: 40 });
        // Far from 0 rounding is large beside the distances; on a lattice many are equal; squares of very small numbers are none in single precision.
        for (const { x } of [table, unseen]) {
          for (let i = 0; i < x.data.length; i++)
            x.data[i] = scale * (offset + Math.round(x.data[i] / lattice) * lattice);
        }
        // And of very large ones, as some rows have them, they are infinite.
        if (offset === 1e16) table.x.data.fill(1e25, 0, 20 * table.x.columns);
        const model = nearestNeighbours.fit({ ...table, seed: '' }, { k: 5 });
        const { columns, data } = unseen.x;
        const alone = Array.from({ length: unseen.x.rows }, (_, r) => {
          const x = { rows: 1, columns, data: data.slice(r * columns, (r + 1) * columns) };
          return nearestNeighbours.predict(model, x).raw[0];
        });
        expect([...nearestNeighbours.predict(model, unseen.x).raw]).toEqual(alone);
      },
    ),
    { numRuns: 20 },
  );
});

import { z } from 'zod';
import { CHANNELS } from '../colour-trace.ts';
import { meanOf, productsOf, weighted } from './channels.ts';
import { definePulseMethod } from './pulse-method.ts';

/**
 * LGI, local group invariance: the levels are projected on the plane orthogonal to the direction in which they are largest, along
 * which light and movement change them; the green part of what is left is the signal.
 *
 * @source Pilz, Zaunseder, Krajewski and Blazek 2018, doi:10.1109/CVPRW.2018.00172
 */
export const lgi = definePulseMethod({
  id: 'lgi',
  version: 1,
  title: 'Local group invariance',
  source: 'Pilz, Zaunseder, Krajewski and Blazek 2018, doi:10.1109/CVPRW.2018.00172',
  parameters: z.strictObject({}),
  extract({ colours }) {
    const along = firstDirection(productsOf(colours));
    const green = CHANNELS.indexOf('green');
    const signal = weighted(
      colours,
      along.map((part, i) => (i === green ? 1 : 0) - along[green] * part),
    );
    const level = meanOf(colours.green);
    return signal.map((value) => value / level);
  },
});

/** The eigenvector of the largest eigenvalue of a matrix of positive numbers, by powers of it. */
function firstDirection(m: Float64Array): readonly number[] {
  let direction: readonly number[] = [1, 1, 1];
  for (let round = 0; round < ROUNDS; round++) {
    const [x, y, z] = direction;
    const next = [0, 3, 6].map((row) => m[row] * x + m[row + 1] * y + m[row + 2] * z);
    const size = Math.hypot(...next);
    direction = next.map((value) => value / size);
  }
  return direction;
}

/** The levels of skin are far larger than their changes, so that each round gains several digits. */
const ROUNDS = 60;

import { cosineSums } from '../compiled/cosine-sums.ts';
import { bytesOfBase64 } from '../webassembly/base64.ts';
import { instantiate } from '../webassembly/instance.ts';
import type { CosineWeights, OpenCosineSums } from './cosine-sums.ts';

const FLOAT = 8;
/** Coefficients that are added up side by side. */
const GROUP = 8;
/** Rows that are taken into the memory at a time. */
const TOGETHER = 64;

/** Cosine transforms in WebAssembly, or undefined where there is none. All of them share one memory, into which the last one was written. */
export function vectorCosineSums(): OpenCosineSums | undefined {
  const instance = instantiate(bytesOfBase64(cosineSums));
  if (!instance) return undefined;
  const addRows = instance.exported('cosineSums');
  let held: CosineWeights | undefined;
  return (transform) => {
    const { bands, count } = transform;
    const half = bands / 2;
    const groups = Math.ceil(count / GROUP);
    const basis = grouped(transform, groups);
    const pairs = FLOAT * basis.length;
    const levelsAt = pairs + 2 * FLOAT * half;
    const sumsAt = levelsAt + FLOAT * TOGETHER * bands;
    return (levels, floor, rows, out) => {
      instance.grow(sumsAt + FLOAT * (TOGETHER * count + GROUP));
      if (held !== transform) new Float64Array(instance.buffer(), 0, basis.length).set(basis);
      held = transform;
      const own = new Float64Array(instance.buffer(), levelsAt, TOGETHER * bands);
      const sums = new Float64Array(instance.buffer(), sumsAt, TOGETHER * count);
      for (let row = 0; row < rows; row += TOGETHER) {
        const taken = Math.min(TOGETHER, rows - row);
        own.set(levels.subarray(row * bands, (row + taken) * bands));
        addRows(levelsAt, taken, half, floor, groups, 0, pairs, sumsAt, FLOAT * count);
        out.set(sums.subarray(0, taken * count), row * count);
      }
    };
  };
}

/** Band by band the weights of eight coefficients, group by group; of those that there are not, 0. */
function grouped({ bands, count, weights }: CosineWeights, groups: number): Float64Array {
  const half = bands / 2;
  const basis = new Float64Array(groups * half * GROUP);
  for (let c = 0; c < count; c++) {
    const first = (c - (c % GROUP)) * half + (c % GROUP);
    for (let band = 0; band < half; band++) basis[first + band * GROUP] = weights[c * half + band];
  }
  return basis;
}

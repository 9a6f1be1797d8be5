import { trees } from '../compiled/trees.ts';
import { bytesOfBase64 } from '../webassembly/base64.ts';
import { instantiate } from '../webassembly/instance.ts';
import { type BinnedRows, type GrowTree, MOST_BINS } from './tree.ts';

const WORDS_A_NODE = 6;
const WORDS_A_WAITING_NODE = 3;
/** Bins of eight columns of up to 64 rows. */
const GATHERED = 512;

/** Trees in WebAssembly, or undefined where there is none. All tables share one memory: a table is copied anew when another was last. */
export function webassemblyTrees(): ((table: BinnedRows) => GrowTree) | undefined {
  const instance = instantiate(bytesOfBase64(trees));
  if (!instance) return undefined;
  const growTree = instance.exported('growTree');
  let held: BinnedRows | undefined;
  return (table) => {
    const { rows, columns, bins, labels } = table;
    const places = placesOf(rows, columns);
    return ({ counts, tried, seed }) => {
      instance.grow(places.end);
      const buffer = instance.buffer();
      if (held !== table) {
        new Uint8Array(buffer, places.bins, bins.length).set(bins);
        new Uint8Array(buffer, places.sums, 9 * MOST_BINS).fill(0);
      }
      held = table;
      // Little-endian longs: the lower word of a negative row, the upper word of a positive one.
      const packed = new Int32Array(buffer, places.packed, 2 * rows);
      const members = new Int32Array(buffer, places.members, rows);
      let size = 0;
      for (let row = 0; row < rows; row++) {
        packed[2 * row] = labels[row] === 1 ? 0 : counts[row];
        packed[2 * row + 1] = labels[row] === 1 ? counts[row] : 0;
        if (counts[row] > 0) members[size++] = row;
      }
      const order = new Int32Array(buffer, places.order, columns);
      for (let column = 0; column < columns; column++) order[column] = column;
      const state = new Uint32Array(buffer, places.seed, 4);
      state.set(seed);
      growTree(
        ...[places.bins, rows, columns, places.packed, places.members, size, places.order, tried],
        ...[
          places.seed,
          places.spare,
          places.local,
          places.sums,
          places.marks,
          places.gathered,
          places.waiting,
          places.nodes,
        ],
      );
      const many = state[0];
      const nodes = new Int32Array(buffer, places.nodes, WORDS_A_NODE * many);
      const line = (number: number) => {
        const numbers = new Int32Array(many);
        for (let node = 0, at = number; node < many; node++, at += WORDS_A_NODE) numbers[node] = nodes[at];
        return numbers;
      };
      return {
        ...{ column: line(0), below: line(1), above: line(2) },
        ...{ child: line(3), negative: line(4), positive: line(5) },
      };
    };
  };
}

/** Where everything stands in the memory, in bytes. */
function placesOf(rows: number, columns: number) {
  let end = 0;
  const take = (bytes: number): number => {
    const at = end;
    end += (bytes + 7) & ~7;
    return at;
  };
  const places = {
    sums: take(8 * MOST_BINS),
    marks: take(MOST_BINS),
    gathered: take(GATHERED),
    seed: take(4 * 4),
    packed: take(8 * rows),
    local: take(8 * rows),
    members: take(4 * rows),
    spare: take(4 * rows),
    order: take(4 * columns),
    waiting: take(4 * WORDS_A_WAITING_NODE * (rows + 1)),
    nodes: take(4 * WORDS_A_NODE * 2 * rows),
    bins: take(rows * columns),
  };
  return { ...places, end };
}

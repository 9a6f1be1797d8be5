import { rowSums } from '../compiled/row-sums.ts';
import type { Rows } from '../row-pairs/rows.ts';
import { bytesOfBase64 } from '../webassembly/base64.ts';
import { instantiate } from '../webassembly/instance.ts';
import { type OpenRowSums, solveTriangles } from './row-sums.ts';

const FLOAT = 8;

/** Sums in WebAssembly, or undefined where there is none. All tables share one memory: a table is copied anew when another was last. */
export function vectorRowSums(): OpenRowSums | undefined {
  const instance = instantiate(bytesOfBase64(rowSums));
  if (!instance) return undefined;
  const [dotRows, addProducts] = [instance.exported('dotRows'), instance.exported('addProducts')];
  const [addSquares, factorise] = [instance.exported('addSquares'), instance.exported('factorise')];
  let held: Rows | undefined;
  return (table) => {
    const { rows, columns, data } = table;
    const size = columns + 1;
    // A row is widened by a 1, and to an even number of floats.
    const width = (size + 1) & ~1;
    const step = FLOAT * width;
    const places = placesOf(rows, width, size);
    const floats = (at: number, length: number) => new Float64Array(instance.buffer(), at, length);
    const open = () => {
      instance.grow(places.end);
      if (held === table) return;
      held = table;
      const x = floats(places.x, (rows + 2) * width).fill(0);
      for (let r = 0; r < rows; r++) {
        x.set(data.subarray(r * columns, (r + 1) * columns), r * width);
        x[r * width + columns] = 1;
      }
    };
    return {
      dot(vector, added, out) {
        open();
        // The 1 of a row counts for nothing here.
        floats(places.vector, width).fill(0).set(vector.subarray(0, columns));
        dotRows(places.x, (rows + 1) & ~1, step, places.vector, added, places.ofRows);
        out.set(floats(places.ofRows, rows));
      },
      addProducts(factors, sums) {
        open();
        floats(places.ofRows, rows).set(factors.subarray(0, rows));
        const own = floats(places.vector, width).fill(0);
        own.set(sums.subarray(0, columns));
        addProducts(places.x, rows, step, places.ofRows, places.vector);
        sums.set(own.subarray(0, columns));
      },
      solveSquares(which, times, diagonal, vector) {
        open();
        const many = (which.length + 3) & ~3;
        const own = new Uint32Array(instance.buffer(), places.which, many);
        // A row of 0 stands behind the last one.
        for (let i = 0; i < many; i++) own[i] = step * (i < which.length ? which[i] : rows);
        const matrix = floats(places.matrix, size * width).fill(0);
        addSquares(places.x, places.which, many, size, step, times, places.matrix);
        for (let c = 0; c < size; c++) matrix[c * width + c] += diagonal[c];
        factorise(places.matrix, size, step, places.ok);
        if (new Int32Array(instance.buffer(), places.ok, 1)[0] === 0) return false;
        solveTriangles(matrix, size, width, vector);
        return true;
      },
    };
  };
}

/** Where everything stands in the memory, in bytes, at multiples of 16. */
function placesOf(rows: number, width: number, size: number) {
  let end = 0;
  const take = (bytes: number): number => {
    const at = end;
    end += (bytes + 15) & ~15;
    return at;
  };
  const places = {
    ok: take(4),
    vector: take(FLOAT * width),
    ofRows: take(FLOAT * (rows + 2)),
    which: take(4 * (rows + 4)),
    matrix: take(FLOAT * (size * width + 2)),
    x: take(FLOAT * (rows + 2) * width),
  };
  return { ...places, end };
}

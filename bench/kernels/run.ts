/**
 * Times each kernel in WebAssembly against its plain form, in turn with each other, at sizes of real use.
 *
 *     npx node bench/kernels/run.ts [--repeat 7] [--only distances]
 *
 * Prints one JSON document: medians of the processor's milliseconds, which others on the machine move less than the clock,
 * and plain over WebAssembly. Ends with status 1 where the two forms differ in a bit.
 */
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import {
  fillBlockMeans,
  innerProducts,
  lineFilters,
  manhattanDistances,
  openFlow,
  warpedPixels,
} from '@wince/kernels';
import { gaborMagnitudes } from '../../packages/core/src/families/face/gabor/magnitudes.ts';
import { flowParameters } from '../../packages/core/src/families/strain/flow-parameters.ts';
import { randomFrom } from '../../packages/core/src/numbers/random.ts';

/** Computes once, in one of the two forms, and gives what came out. */
type Kernel = (plain: boolean) => ArrayLike<number>;

const random = randomFrom('bench', 'kernels');

/** A block of ReliefF's distances: 128 of 3026 rows from all, 4096 columns of whole steps. */
function distances(): Kernel {
  const [rows, columns] = [3026, 4096];
  const data = Float64Array.from({ length: rows * columns }, () => random.below(2 ** 34));
  const block = { rows: 128, columns, data: data.subarray(0, 128 * columns) };
  return (plain) => manhattanDistances(block, { rows, columns, data }, { plain });
}

/** New rows against support vectors of as many columns as a selection keeps. */
function products(rows: number): Kernel {
  const columns = 500;
  const table = (count: number) => ({
    rows: count,
    columns,
    data: Float64Array.from({ length: count * columns }, () => random.normal()),
  });
  const [a, b] = [table(rows), table(1000)];
  return (plain) => innerProducts(a, b, { plain });
}

/** Two pictures of 256 x 256 expanded, and the flow between them. */
function flow(): Kernel {
  const side = 256;
  const pictures = [0, 2.5].map((shift) =>
    Uint8Array.from({ length: side * side }, (_, i) => {
      const [x, y] = [(i % side) - shift, Math.floor(i / side)];
      return 128 + 60 * Math.sin(x / 9 + Math.sin(y / 13)) + 50 * Math.cos(y / 7 + x / 31);
    }),
  );
  const workspaces = [false, true].map((plain) => {
    const workspace = openFlow({ width: side, height: side, parameters: flowParameters.parse({}), plain });
    return { workspace, expanded: pictures.map(() => workspace.newPicture()), field: workspace.newField() };
  });
  return (plain) => {
    const { workspace, expanded, field } = workspaces[plain ? 1 : 0];
    pictures.forEach((picture, i) => {
      workspace.expand(picture, expanded[i]);
    });
    workspace.flow(expanded[0], expanded[1], field);
    return field.u;
  };
}

/** Five scales, eight orientations over 128 x 128. */
function gabor(): Kernel {
  const data = Uint8Array.from({ length: 128 * 128 }, () => random.below(256));
  const filters = [lineFilters(), lineFilters({ plain: true })];
  const bank = { frequency: 0.4, scales: 5, orientations: 8, bandwidth: 1 };
  return (plain) => {
    const sums: number[] = [];
    const visit = (_scale: number, _orientation: number, magnitudes: Float64Array) =>
      sums.push(magnitudes.reduce((sum, value) => sum + value, 0));
    gaborMagnitudes({ width: 128, height: 128, data }, bank, visit, filters[plain ? 1 : 0]);
    return sums;
  };
}

/** A face of a frame of 960 x 540 as the mesh takes it: nine samples for each of 192 x 192 pixels. */
function warp(): Kernel {
  const [width, height, side] = [960, 540, 192];
  const data = Uint8Array.from({ length: 3 * width * height }, () => random.below(256));
  const map = { a: 2.1, b: 0.1, c: 200, d: -0.1, e: 2.1, f: 80 };
  const source = { data, width, height, channels: 3 } as const;
  const warp = { source, map, border: 0, width: side, height: side, fine: 3 } as const;
  return (plain) => warpedPixels(warp, { plain }).data;
}

/** A frame of 960 x 540 at half its size, for the detector. */
function blocks(): Kernel {
  const [width, block, columns, rows] = [960, 2, 480, 270];
  const data = Uint8Array.from({ length: 3 * width * block * rows }, () => random.below(256));
  const out = new Uint8Array(3 * columns * rows);
  return (plain) => {
    const picture = { data, width, channels: 3, left: 0, top: 0, block, columns, rows } as const;
    fillBlockMeans(picture, out, { at: 0, line: 3 * columns }, { plain });
    return out;
  };
}

const KERNELS: Readonly<Record<string, () => Kernel>> = {
  distances,
  products: () => products(500),
  'products of one row': () => products(1),
  flow,
  gabor,
  warp,
  'block means': blocks,
};

const { values } = parseArgs({
  options: { repeat: { type: 'string', default: '7' }, only: { type: 'string' } },
});
const median = (all: readonly number[]) => all.toSorted((a, b) => a - b)[all.length >> 1];
const report: Record<string, object> = {};
for (const [name, open] of Object.entries(KERNELS)) {
  if (values.only !== undefined && values.only !== name) continue;
  const kernel = open();
  const expected = Array.from(kernel(true));
  const same = Array.from(kernel(false)).every((value, i) => Object.is(value, expected[i]));
  if (!same) process.exitCode = 1;
  const cpu = { webassembly: [] as number[], plain: [] as number[] };
  for (let i = 0; i < Number(values.repeat); i++) {
    for (const form of ['webassembly', 'plain'] as const) {
      const before = process.cpuUsage();
      kernel(form === 'plain');
      const { user, system } = process.cpuUsage(before);
      cpu[form].push((user + system) / 1000);
    }
  }
  const [webassembly, plain] = [median(cpu.webassembly), median(cpu.plain)];
  report[name] = { webassembly, plain, ratio: plain / webassembly, same };
}
console.log(JSON.stringify({ cpu_ms: report, load: loadavg()[0] }, null, 2));

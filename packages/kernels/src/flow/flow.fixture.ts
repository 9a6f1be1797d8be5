import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { SHARED } from '../../../../tests/groups.ts';
import type { FlowField } from './farneback.ts';
import { openFlow } from './farneback.ts';
import type { FlowParameters } from './parameters.ts';

const GOLDENS = fileURLToPath(new URL('goldens/', import.meta.url));

/** As wince uses them where nobody asks for others. */
export const USUAL: FlowParameters = {
  pyramidScale: 0.5,
  levels: 3,
  smallest: 32,
  window: 15,
  windowKind: 'box',
  iterations: 3,
  neighbourhood: 5,
  sigma: 1.2,
};

/** The cases of the goldens: their pictures and the field that OpenCV found. */
export function goldenCases() {
  const file = z.object({
    cases: z.array(
      z.object({
        name: z.string(),
        width: z.int(),
        height: z.int(),
        parameters: z.object({
          pyramidScale: z.number(),
          levels: z.int(),
          window: z.int(),
          windowKind: z.enum(['box', 'gaussian']),
          iterations: z.int(),
          neighbourhood: z.int(),
          sigma: z.number(),
        }),
      }),
    ),
  });
  return file.parse(JSON.parse(readFileSync(join(GOLDENS, 'flow.json'), 'utf8'))).cases.map((entry) => ({
    ...entry,
    parameters: { ...USUAL, ...entry.parameters },
    previous: new Uint8Array(readFileSync(join(GOLDENS, `${entry.name}-a.u8`))),
    next: new Uint8Array(readFileSync(join(GOLDENS, `${entry.name}-b.u8`))),
    expected: floats(readFileSync(join(GOLDENS, `${entry.name}.f32`))),
  }));
}

function floats(bytes: Buffer): Float32Array {
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

/** The flow between two pictures, in a workspace of its own. */
export function flowBetween(
  previous: Uint8Array,
  next: Uint8Array,
  width: number,
  height: number,
  parameters: FlowParameters = USUAL,
  plain = false,
): FlowField {
  const workspace = openFlow({ width, height, parameters, plain });
  const [a, b, field] = [workspace.newPicture(), workspace.newPicture(), workspace.newField()];
  workspace.expand(previous, a);
  workspace.expand(next, b);
  workspace.flow(a, b, field);
  return field;
}

/** A binary PGM of 128 x 128 pixels of the reference data. */
export function sharedPicture(name: string): Uint8Array {
  const bytes = readFileSync(join(SHARED, 'data/numeric', name));
  return new Uint8Array(bytes.subarray(bytes.length - 128 * 128));
}

/** Means over an 8 x 8 grid of blocks of a 128 x 128 plane. */
export function blockMeans(plane: ArrayLike<number>): number[][] {
  return Array.from({ length: 8 }, (_, row) =>
    Array.from({ length: 8 }, (_, column) => {
      let sum = 0;
      for (let y = 0; y < 16; y++) {
        for (let x = 0; x < 16; x++) sum += plane[(row * 16 + y) * 128 + column * 16 + x];
      }
      return sum / 256;
    }),
  );
}

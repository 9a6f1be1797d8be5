import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type RgbImage, WinceError } from '@wince/core';
import type { Preprocessing, Shape } from '@wince/networks';
import { z } from 'zod';
import type { Layers } from './layers.ts';
import { preprocessed } from './preprocessed.ts';

/** Somebody else's activations of a network: a description, and beside it `NAME.activations.bin` and the input. */
const goldenForm = z.looseObject({
  net: z.string(),
  input: z.looseObject({
    file: z.string(),
    shape: z.array(z.int().positive()),
    /** The picture that the input was made of: bytes [height, width, 3] in RGB. What follows a space is a remark. */
    image: z.string().optional(),
  }),
  activations: z
    .array(
      z.looseObject({
        layer: z.string(),
        shape: z.array(z.int().positive()),
        offset_bytes: z.int().nonnegative(),
      }),
    )
    .min(1),
});

/** How one layer compares. */
export interface LayerComparison {
  readonly layer: string;
  readonly shape: readonly number[];
  /** The golden's largest absolute value. */
  readonly largest: number;
  /** The largest absolute difference. */
  readonly difference: number;
  readonly agrees: boolean;
}

/** How a network's layers compare with a golden. */
export interface Verification {
  /** The largest difference that agrees, as a share of a layer's largest absolute value. */
  readonly tolerance: number;
  /** How what the network makes of the picture compares with the golden's input; absent where the golden has no picture. */
  readonly preprocessing?: LayerComparison;
  readonly layers: readonly LayerComparison[];
  /** What first departs from the golden, in the golden's order: a layer, or `preprocessing`. */
  readonly departsAt?: string;
}

/** What counts as agreement. */
export interface VerifyOptions {
  /** The largest difference that agrees, as a share of a layer's largest absolute value; 1e-5 by default. */
  readonly tolerance?: number;
  /** Compared, too, where the golden has the picture that its input was made of. Default: it is not compared. */
  readonly preprocessing?: Preprocessing;
}

/**
 * Compares a network, behind its preprocessing, with activations that another implementation wrote; and the preprocessing
 * itself with the input that they were computed from.
 *
 * @param goldenFile a JSON file of the form
 *   `{ net, input: { file, shape, image? }, activations: [{ layer, shape, offset_bytes }] }`;
 *   numbers are float32, little-endian, row-major, channels first; `image` is a file of bytes [height, width, 3], RGB
 * @throws WinceError `bad-golden` where the files do not fit each other or the network
 */
export async function verifyLayers(
  network: Layers,
  goldenFile: string,
  { tolerance = 1e-5, preprocessing }: VerifyOptions = {},
): Promise<Verification> {
  const golden = await readGolden(goldenFile);
  const folder = path.dirname(goldenFile);
  const input = await readFloats(path.join(folder, golden.input.file));
  const activations = await readFloats(goldenFile.replace(/(\.golden)?\.json$/, '.activations.bin'));
  const known = new Set(network.names);
  const absent = golden.activations.find(({ layer }) => !known.has(layer));
  if (absent)
    throw badGolden(goldenFile, `it has the layer "${absent.layer}", but the network does not have it`);
  const expectedLength = network.inputShape.reduce((product, size) => product * size, 1);
  if (input.length !== expectedLength) {
    throw badGolden(
      goldenFile,
      `its input has ${input.length} numbers, but the network needs ${expectedLength}`,
    );
  }
  const names = golden.activations.map(({ layer }) => layer);
  const found = await network.read(names, input);
  const layers = golden.activations.map(({ layer, shape, offset_bytes: offset }) => {
    const length = shape.reduce((product, size) => product * size, 1);
    const wanted = activations.subarray(offset / 4, offset / 4 + length);
    const values = found.get(layer)?.data ?? new Float32Array();
    if (wanted.length !== length || values.length !== length) {
      throw badGolden(
        goldenFile,
        `its layer "${layer}" has ${wanted.length} numbers, but the layer of the network has ${values.length}`,
      );
    }
    return comparison(layer, shape, values, wanted, tolerance);
  });
  const [picture] = golden.input.image?.split(' ') ?? [];
  const before =
    preprocessing && picture !== undefined
      ? comparison(
          'preprocessing',
          network.inputShape,
          await preprocessed(preprocessing, await pictureOf(path.join(folder, picture), preprocessing)),
          input,
          tolerance,
        )
      : undefined;
  const departing = [...(before ? [before] : []), ...layers].find(({ agrees }) => !agrees);
  return { tolerance, preprocessing: before, layers, departsAt: departing?.layer };
}

async function pictureOf(file: string, { width, height }: Preprocessing): Promise<RgbImage> {
  const bytes = await readBytes(file);
  if (bytes.length !== width * height * 3) {
    throw badGolden(
      file,
      `${bytes.length} bytes are not a picture of ${width} x ${height} pixels in three colours`,
    );
  }
  return { width, height, data: new Uint8Array(bytes) };
}

function comparison(
  layer: string,
  shape: Shape,
  values: Float32Array,
  wanted: Float32Array,
  tolerance: number,
): LayerComparison {
  const { largest, difference } = compared(values, wanted);
  return { layer, shape, largest, difference, agrees: difference <= tolerance * largest };
}

function compared(values: Float32Array, wanted: Float32Array): { largest: number; difference: number } {
  let largest = 0;
  let difference = 0;
  for (let i = 0; i < wanted.length; i++) {
    largest = Math.max(largest, Math.abs(wanted[i]));
    const each = Math.abs(values[i] - wanted[i]);
    // Not a number is as far off as can be.
    difference = each <= difference ? difference : Number.isNaN(each) ? Number.POSITIVE_INFINITY : each;
  }
  return { largest, difference };
}

async function readGolden(file: string): Promise<z.infer<typeof goldenForm>> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw badGolden(file, 'it cannot be read', cause);
  });
  try {
    return goldenForm.parse(JSON.parse(text));
  } catch (cause) {
    throw badGolden(file, 'it is not a description of activations', cause);
  }
}

async function readBytes(file: string): Promise<Buffer> {
  return readFile(file).catch((cause: unknown) => {
    throw badGolden(file, 'it cannot be read', cause);
  });
}

async function readFloats(file: string): Promise<Float32Array> {
  const bytes = await readBytes(file);
  if (bytes.length % 4 !== 0)
    throw badGolden(file, `${bytes.length} bytes are not a whole number of float32 values`);
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

function badGolden(file: string, reason: string, cause?: unknown): WinceError {
  return new WinceError('bad-golden', `${file}: ${reason}.`, {
    hint: 'docs/networks/importing.md describes the form of this file.',
    cause,
  });
}

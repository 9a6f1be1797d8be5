import { readFile } from 'node:fs/promises';
import { WinceError } from '@wince/core';
import {
  type Architecture,
  type NetworkCard,
  type NetworkSource,
  type Preprocessing,
  readCaffeMean,
  readMatMean,
} from '@wince/networks';

/** What a user says of the pictures that a network was trained with, where its file does not. */
export interface ImportOptions {
  /** The order of colours that the network was trained with. Default: as the file states. */
  readonly colour?: 'rgb' | 'bgr' | 'grey';
  /** What is subtracted: `none`, numbers with commas, or a `.binaryproto` or `.mat` file; in the network's order of colours. Default: as the file states. */
  readonly mean?: string;
  /** Multiplied with what is left; 1 by default. */
  readonly scale?: number;
}

export interface DescribedPreprocessing {
  readonly format: Extract<NetworkSource, { readonly kind: 'file' }>['format'];
  readonly channels: number;
  /** [height, width]. */
  readonly size: readonly [number, number];
  readonly architecture?: Architecture;
  /** What the file itself says. */
  readonly stated?: Preprocessing;
  /** What the file says where it does not state what is subtracted. */
  readonly partly?: { readonly scale?: number; readonly meanFile?: string };
}

/** How pictures are prepared, and what of it is only the usual. */
export interface StatedInput {
  readonly input: Preprocessing;
  readonly assumed: NonNullable<NetworkCard['assumed']>;
}

/**
 * The preprocessing of a network that is imported: what the user says, else what its file says, else that of its
 * architecture. Never a guess: a network whose mean nobody states is refused. The order of colours and the scale are the usual ones
 * where nobody states them, and the card says so.
 *
 * @throws WinceError `unclear-preprocessing`, `bad-mean`
 */
export async function preprocessingOf(
  { format, channels, size, architecture, stated, partly }: DescribedPreprocessing,
  { colour, mean, scale }: ImportOptions,
  file: string,
): Promise<StatedInput> {
  const [height, width] = size;
  const base = stated ?? (architecture && inOrderOf(format, architecture.input));
  if (!base && mean === undefined) {
    const where = partly?.meanFile ? ` It names the file "${partly.meanFile}", which must be given.` : '';
    throw new WinceError(
      'unclear-preprocessing',
      `${file} does not state what is subtracted from its pictures.${where}`,
      {
        hint: 'Give it with --mean (none, numbers like 104,117,123, or a .binaryproto or .mat file), --colour and --scale.',
      },
    );
  }
  const picture = base?.mean && base.mean.length > 3 ? base : undefined;
  if (picture && mean === undefined && (picture.height !== height || picture.width !== width)) {
    const sides = [picture, { height, width }].map((each) => `${each.height}x${each.width}`);
    throw new WinceError(
      'unclear-preprocessing',
      `${file} subtracts an average picture of ${sides[0]}, which does not fit pictures of ${sides[1]}.`,
      { hint: 'Leave --size out, or give what is subtracted with --mean.' },
    );
  }
  const order = colour ?? base?.colour ?? (channels === 1 ? 'grey' : format === 'caffe' ? 'bgr' : 'rgb');
  if ((order === 'grey' ? 1 : 3) !== channels) {
    throw new WinceError(
      'unclear-preprocessing',
      `${file} needs ${channels} channels, which does not fit the order ${order}.`,
      {
        hint: 'Only networks for pictures of three colours or of one grey can be used.',
      },
    );
  }
  const subtracted = mean === undefined ? reordered(base, order) : await meanOf(mean, channels, size);
  const resizing = base?.resizing;
  const factor = scale ?? base?.scale ?? partly?.scale;
  // MatConvNet has RGB by definition, and a grey picture has one order only.
  const isColourTold =
    colour !== undefined || base !== undefined || format === 'matconvnet' || channels === 1;
  return {
    input: {
      width,
      height,
      colour: order,
      mean: subtracted,
      scale: factor ?? 1,
      ...(resizing && { resizing }),
    },
    assumed: [
      ...(isColourTold ? [] : ['colour' as const]),
      ...(factor === undefined ? ['scale' as const] : []),
    ],
  };
}

/** An architecture's mean is in RGB, and Caffe's nets see BGR. */
function inOrderOf(format: DescribedPreprocessing['format'], input: Preprocessing): Preprocessing {
  if (format !== 'caffe' || input.mean === null) return input;
  return { ...input, colour: 'bgr', mean: [...input.mean].reverse() };
}

function reordered(base: Preprocessing | undefined, order: Preprocessing['colour']): Preprocessing['mean'] {
  if (!base || base.mean === null || base.colour === order) return base?.mean ?? null;
  if (base.mean.length === 3) return [...base.mean].reverse();
  throw new WinceError(
    'unclear-preprocessing',
    `An average picture in ${base.colour} cannot be used in ${order}.`,
    {
      hint: 'Leave --colour out, or give the average picture in the other order with --mean.',
    },
  );
}

async function meanOf(
  text: string,
  channels: number,
  [height, width]: readonly [number, number],
): Promise<Preprocessing['mean']> {
  if (text === 'none') return null;
  if (!/\.(binaryproto|mat)$/i.test(text)) {
    const numbers = text.split(',').map(Number);
    if (numbers.length === channels && numbers.every(Number.isFinite)) return numbers;
    throw badMean(`"${text}" is not ${channels} numbers with commas between them`);
  }
  const bytes = await readFile(text).catch((cause: unknown) => {
    throw badMean(`${text} cannot be read`, cause);
  });
  const { dims, data } = /\.mat$/i.test(text) ? await readMatMean(bytes, channels) : readCaffeMean(bytes);
  const [depth, rows, columns] = dims;
  if (depth === channels && rows * columns === 1) return [...data];
  if (depth !== channels || rows < height || columns < width) {
    throw badMean(
      `${text} is ${columns} x ${rows} in ${depth} colours, but the pictures are ${width} x ${height} in ${channels}`,
    );
  }
  return centre(data, dims, [height, width]);
}

/** The middle of an average picture that is larger than the network's input, as Caffe crops it. */
function centre(
  data: Float32Array,
  [depth, rows, columns]: readonly number[],
  [height, width]: readonly [number, number],
): Float32Array<ArrayBuffer> {
  const top = Math.floor((rows - height) / 2);
  const left = Math.floor((columns - width) / 2);
  const out = new Float32Array(depth * height * width);
  for (let c = 0; c < depth; c++) {
    for (let y = 0; y < height; y++) {
      const from = (c * rows + top + y) * columns + left;
      out.set(data.subarray(from, from + width), (c * height + y) * width);
    }
  }
  return out;
}

function badMean(reason: string, cause?: unknown): WinceError {
  return new WinceError('bad-mean', `${reason}.`, {
    hint: 'Give none, numbers like 104,117,123, or a .binaryproto or .mat file.',
    cause,
  });
}

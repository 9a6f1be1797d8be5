import type { FilePlace } from '../network-error.ts';
import type { Preprocessing } from '../preprocessing.ts';
import {
  cells,
  field,
  type MatNumbers,
  type MatValue,
  matError,
  numbersOf,
  text,
  unknownToMat,
} from './mat-value.ts';

/** What a MatConvNet file says of the pictures that go in, and of what comes out. */
export interface Normalisation {
  /** [height, width] of pictures. */
  readonly size?: readonly [number, number];
  /** Only where it says what is subtracted. */
  readonly preprocessing?: Preprocessing;
  /** Names of the classes, in the order of the last layer. */
  readonly classes: readonly string[];
}

/**
 * `net.normalization` of old files or `net.meta.normalization` of newer ones: the size of pictures, and the average
 * picture or colour that is subtracted from RGB in 0 to 255, and how its authors resized. A file that has no average picture does not
 * say what is subtracted: its preprocessing is left open.
 *
 * @throws WinceError `unsupported-layer` where the average picture is neither of the size of pictures nor one colour,
 *   `bad-network-file` where it is not finite
 */
export function normalisationOf(net: MatValue): Normalisation {
  const meta = field(net, 'meta');
  const normalization = field(meta, 'normalization') ?? field(net, 'normalization');
  const classes = field(meta, 'classes') ?? field(net, 'classes');
  const names = cells(field(classes, 'description') ?? field(classes, 'name')).map(
    (name) => text(name) ?? '',
  );
  const size = numbersOf(field(normalization, 'imageSize')) ?? numbersOf(field(meta, 'inputSize'));
  if (!size || size.data.length < 2) return { classes: names };
  const [height, width, channels = 3] = size.data;
  if (![height, width].every((side) => Number.isSafeInteger(side) && side > 0 && side < 2 ** 16)) {
    throw unknownToMat(
      `${width} x ${height} is not a size of pictures.`,
      normalization?.place ?? meta?.place,
    );
  }
  const average = field(normalization, 'averageImage');
  // Without an average picture nobody knows whether none is subtracted or it lies in another file.
  if (average === undefined) return { classes: names, size: [height, width] };
  const colours = numbersOf(average);
  if (!colours) throw unknownToMat('the average picture is not made of numbers.', average.place);
  const mean = averageOf(colours, height, width, channels, average.place);
  if (mean !== null && !isFinitePicture(mean)) {
    throw matError('the average picture contains a value that is not a finite number.', average.place);
  }
  const colour = channels === 1 ? 'grey' : 'rgb';
  const resizing = resizingOf(normalization);
  return {
    classes: names,
    size: [height, width],
    preprocessing: { width, height, colour, mean, scale: 1, ...(resizing && { resizing }) },
  };
}

function resizingOf(normalization: MatValue | undefined): Preprocessing['resizing'] {
  const interpolation = text(field(normalization, 'interpolation'));
  const border = numbersOf(field(normalization, 'border'))?.data;
  const kept = numbersOf(field(normalization, 'keepAspect'))?.data[0];
  const found = {
    ...(interpolation && { interpolation }),
    ...(border?.length === 2 &&
      border.every(Number.isFinite) && { border: [border[0], border[1]] satisfies [number, number] }),
    ...(kept !== undefined && { keptAspect: kept !== 0 }),
  };
  return Object.keys(found).length > 0 ? found : undefined;
}

/** A loop, as `every` makes an object of each of the numbers. */
function isFinitePicture(mean: ArrayLike<number>): boolean {
  for (let i = 0; i < mean.length; i++) if (!Number.isFinite(mean[i])) return false;
  return true;
}

/** One number a colour, or a picture [colours, rows, columns] from MATLAB's [rows, columns, colours]. */
function averageOf(
  { dims, data }: MatNumbers,
  height: number,
  width: number,
  channels: number,
  place: FilePlace | undefined,
): Preprocessing['mean'] {
  if (data.length === channels) return [...data];
  if (dims[0] !== height || dims[1] !== width || data.length !== height * width * channels) {
    throw unknownToMat(
      `the average picture has the shape [${dims.join(', ')}], but the pictures have ${width} x ${height} pixels.`,
      place,
    );
  }
  const mean = new Float32Array(data.length);
  for (let c = 0; c < channels; c++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) mean[(c * height + y) * width + x] = data[y + height * (x + width * c)];
    }
  }
  return mean;
}

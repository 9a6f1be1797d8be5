import { networkError } from '../network-error.ts';
import { FORMAT, type MatNumbers, type MatValue, matError, numbersOf } from './mat-value.ts';
import { readMatVariables } from './variables.ts';

/** An average picture as MATLAB keeps it beside a network. */
export interface MatMean {
  /** [colours, rows, columns]; rows and columns are 1 for one number a colour. */
  readonly dims: readonly [number, number, number];
  readonly data: Float32Array<ArrayBuffer>;
}

/**
 * Reads the picture that is to be subtracted from a MAT file of version 5, 7 or 7.3: the only variable in it that is made of
 * numbers for so many colours, [rows, columns, colours], or one number a colour. The order of colours is the file's.
 *
 * @throws WinceError `bad-network-file` where no variable fits, several do, or a number is not finite
 */
export async function readMatMean(bytes: Uint8Array, colours: number): Promise<MatMean> {
  const variables = await readMatVariables(bytes);
  const fitting = [...variables].flatMap(([name, value]) => {
    const numbers = numbersOf(value);
    return numbers && isMean(numbers, colours) ? [{ name, numbers, place: value.place }] : [];
  });
  const [found, ...others] = fitting;
  if (!found || others.length > 0) {
    const all = [...variables].map(([name, value]) => `${name} ${shapeText(value)}`).slice(0, 8);
    throw networkError(
      'bad-network-file',
      FORMAT,
      `${fitting.length} variables are an average picture in ${colours} colours, but exactly 1 is needed. The file has ${all.join(', ') || 'no variables'}.`,
    );
  }
  const { dims, data } = found.numbers;
  if (!data.every((value: number) => Number.isFinite(value)))
    throw matError('the average picture contains a value that is not a finite number.', found.place);
  if (data.length === colours) return { dims: [colours, 1, 1], data: Float32Array.from(data) };
  const [rows, columns] = dims;
  const mean = new Float32Array(data.length);
  for (let c = 0; c < colours; c++)
    for (let y = 0; y < rows; y++)
      for (let x = 0; x < columns; x++)
        mean[(c * rows + y) * columns + x] = data[y + rows * (x + columns * c)];
  return { dims: [colours, rows, columns], data: mean };
}

function isMean({ dims, data }: MatNumbers, colours: number): boolean {
  if (data.length === colours) return true;
  const [rows, columns, depth = 1] = dims;
  return dims.length <= 3 && depth === colours && rows > 1 && columns > 1;
}

function shapeText(value: MatValue): string {
  return value.kind === 'numbers' ? `[${value.dims.join(', ')}]` : `(${value.kind})`;
}

import { networkError } from '../network-error.ts';

const FORMAT = 'ONNX file';

/**
 * Reads a part of a file that an ONNX file names.
 *
 * @param location relative to the folder of the ONNX file, already known to lead no way out by its text
 * @returns the bytes; fewer where the file ends before
 */
export type ExternalData = (location: string, offset: number, length: number) => Uint8Array;

/** How weights in files beside are read, or that they stay where they are: in the files that the program itself wrote. */
export type ExternalWeights = ExternalData | 'kept';

/** A tensor of which the file says where its bytes lie. */
export interface ExternalTensor {
  readonly name: string;
  readonly externalData: readonly { readonly key: string; readonly value: string }[];
}

/**
 * The bytes of a tensor that lie in another file.
 *
 * @param length of what its shape needs
 * @throws WinceError `bad-network-file` where the place is wrong or the file too short, `unsupported-layer` where no files
 *   beside are read
 */
export function externalBytes(
  tensor: ExternalTensor,
  length: number,
  external: ExternalData | undefined,
): Uint8Array {
  const layer = tensor.name;
  const place = new Map(tensor.externalData.map(({ key, value }) => [key, value]));
  const location = place.get('location') ?? '';
  const refuse = (reason: string): never => {
    throw networkError('bad-network-file', FORMAT, `${reason}.`, { layer });
  };
  if (location === '') refuse('the tensor is in another file, but the file is not named');
  if (!isBeside(location))
    refuse(`the weights "${location}" are not in the folder of the network, and no other place is read`);
  const offset =
    whole(place.get('offset') ?? '0') ?? refuse(`the offset "${place.get('offset')}" is not a number`);
  const stated = place.get('length');
  if (stated !== undefined && whole(stated) !== length)
    refuse(`the tensor needs ${length} bytes, but "${location}" holds ${stated} for it`);
  if (!external) {
    const message = `the weights are in the file "${location}".`;
    throw networkError('unsupported-layer', FORMAT, message, {
      layer,
      hint: 'Import the network from the folder that has both files.',
    });
  }
  const bytes = external(location, offset, length);
  if (bytes.length !== length)
    refuse(
      `the tensor needs ${length} bytes from byte ${offset} of "${location}", which has ${bytes.length} there`,
    );
  return bytes;
}

/** Whether a path stays below the folder that it starts from, on any system. */
function isBeside(location: string): boolean {
  const isAbsolute = /^([/\\]|[A-Za-z]:)/.test(location);
  return !isAbsolute && !location.includes('\0') && !location.split(/[/\\]/).includes('..');
}

function whole(text: string): number | undefined {
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(number) ? number : undefined;
}

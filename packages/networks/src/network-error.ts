import { WinceError } from '@wince/core';

/** Where in a network's file something was found. */
export interface FilePlace {
  /** The layer at fault, by the file's own name. */
  readonly layer?: string;
  /** Bytes from the start of the file. */
  readonly offset?: number;
  /** Where what stands at `offset` is compressed: bytes from the start of what it inflates to. */
  readonly inflated?: number;
  /** Of a text that goes with it, from 1. */
  readonly line?: number;
  /** Where a file of JSON holds it, like `modelTopology.node[3]`. */
  readonly path?: string;
  /** What to do about it, where the usual advice is another. */
  readonly hint?: string;
}

/** Errors that a file of a network may give rise to. */
export type NetworkFileError = 'bad-network-file' | 'unsupported-layer' | 'network-size';

/** How the size of pictures is given. */
export const SIZE_OPTION = 'Give the size of pictures with --size ROWSxCOLUMNS, as in --size 224x224.';

const USUAL_HINTS: Readonly<Record<NetworkFileError, string>> = {
  'bad-network-file': 'Check that the file is complete and that it has this format.',
  'unsupported-layer': 'The documentation of the networks lists all layers that can be read.',
  'network-size': SIZE_OPTION,
};

/**
 * The error of every reader: what was found where, and in which format it was looked for.
 * Its code is `bad-network-file` where the bytes are wrong, `unsupported-layer` where they are right but not known here,
 * `network-size` where the size of pictures is not stated or cannot be what was asked for.
 */
export function networkError(
  code: NetworkFileError,
  format: string,
  message: string,
  place: FilePlace = {},
  cause?: unknown,
): WinceError {
  const where = [
    place.layer === undefined ? '' : ` in layer "${place.layer}"`,
    place.offset === undefined ? '' : ` at byte ${place.offset}`,
    place.inflated === undefined ? '' : ` (byte ${place.inflated} of the decompressed data)`,
    place.line === undefined ? '' : ` in line ${place.line} of the prototxt`,
    place.path === undefined ? '' : ` at ${place.path}`,
  ].join('');
  const hint = place.hint ?? USUAL_HINTS[code];
  return new WinceError(code, `${format}${where}: ${message}`, { hint, cause });
}

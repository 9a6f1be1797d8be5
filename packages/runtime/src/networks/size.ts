import { stat } from 'node:fs/promises';
import path from 'node:path';
import { type Architecture, architectures, emptyGraph, type NetworkCard } from '@wince/networks';
import { packageRoot } from './package-files.ts';

/**
 * Bytes of a network's weights: of its files, or of an architecture's numbers as float32.
 *
 * @returns nothing where the package is not installed as the card has it
 */
export async function networkSize({
  id,
  source,
}: Pick<NetworkCard, 'id' | 'source'>): Promise<number | undefined> {
  switch (source.kind) {
    case 'file':
    case 'variant':
      return source.bytes;
    case 'architecture': {
      const architecture = architectures.find((each) => each.id === source.architecture);
      return architecture && weightBytes(architecture);
    }
    case 'package-file':
      try {
        const [start, end] = source.part ?? [
          0,
          (await stat(path.join(packageRoot(source.package, id), source.path))).size,
        ];
        return end - start;
      } catch {
        return undefined;
      }
    case 'package':
      try {
        const root = packageRoot(source.package, id);
        const files = await Promise.all(source.weights.map((file) => stat(path.join(root, file.path))));
        return files.reduce((sum, { size }) => sum + size, 0);
      } catch {
        return undefined;
      }
  }
}

/** Bytes of all weights and biases of an architecture as float32. */
export function weightBytes(architecture: Architecture): number {
  const counts = emptyGraph(architecture).layers.map(({ operation }) => {
    if (!('weights' in operation)) return 0;
    const { weights, bias } = operation;
    return weights.dims.reduce((product, size) => product * size, 1) + (bias?.length ?? 0);
  });
  return 4 * counts.reduce((sum, count) => sum + count, 0);
}

import type { FramePowers, FrameWindow, OpenFramePowers } from './frame-powers.ts';
import { plainFramePowers } from './plain.ts';
import { vectorFramePowers } from './vectors.ts';

let fastest: OpenFramePowers | undefined;

/**
 * Prepares the power spectra of frames, in WebAssembly or, where there is none, in plain TypeScript: the same bits.
 *
 * @param options `plain` asks for plain TypeScript
 * @throws Error where `size` is not a power of two of 4 or more, or the window is longer
 */
export function openFramePowers(
  window: FrameWindow,
  options: { readonly plain?: boolean } = {},
): FramePowers {
  const { size } = window;
  if (!Number.isInteger(Math.log2(size)) || size < 4)
    throw new Error(`a frame of ${size} samples is not a power of two of 4 or more`);
  if (window.window.length > size)
    throw new Error(`a window of ${window.window.length} samples does not fit into a frame of ${size}`);
  fastest ??= vectorFramePowers() ?? plainFramePowers;
  return options.plain ? plainFramePowers(window) : fastest(window);
}

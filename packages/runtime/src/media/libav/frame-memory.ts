import { askEngine } from '../../engine-flags.ts';

let isAsked = false;

/**
 * Asks the garbage collector to count the pixels of frames with everything else. Otherwise it looks through all objects of the process
 * whenever 64 MB of pixels were made, which in a video of 1080 lines is several times a second, and takes a seventh of the processor's time.
 * Memory stays bounded, at some 200 MB more.
 */
export function countFramesWithTheRest(): void {
  // Pixels are given back soon: to look for them often, as where rows are held (`holdingMuch`), is not worth its time.
  askEngine('--heap-growing-percent=0');
  if (isAsked) return;
  isAsked = true;
  askEngine('--external-memory-accounted-in-global-limit');
}

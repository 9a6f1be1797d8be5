import { setFlagsFromString } from 'node:v8';

/** The engine of Node 24, whose flags are known. Of another one nothing is asked. */
const KNOWN_ENGINE = /^13\./;

let isAsked = false;

/**
 * Asks the garbage collector to count the pixels of frames with everything else. Otherwise it looks through all objects of the process
 * whenever 64 MB of pixels were made, which in a video of 1080 lines is several times a second, and takes a seventh of the processor's time.
 * Memory stays bounded, at some 200 MB more.
 */
export function countFramesWithTheRest(): void {
  if (isAsked) return;
  isAsked = true;
  if (KNOWN_ENGINE.test(process.versions.v8)) {
    setFlagsFromString('--external-memory-accounted-in-global-limit');
  }
}

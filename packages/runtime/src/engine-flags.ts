import { setFlagsFromString } from 'node:v8';

/** The engine of Node 24, whose flags are known. Of another one nothing is asked. */
const KNOWN_ENGINE = /^13\./;

/** Sets a flag of the engine, for this process with all its threads; of an engine whose flags are not known nothing is asked. */
export function askEngine(flag: string): void {
  if (KNOWN_ENGINE.test(process.versions.v8)) setFlagsFromString(flag);
}

/** By how many percent the memory of objects that are in use may grow before the garbage collector looks through them again. */
const GROWTH = 20;

let many = 0;

/**
 * Does work that holds something of each of very many rows. Meanwhile the garbage collector looks through all objects whenever they have grown by a
 * fifth, where it would wait until there are twice as many or more: memory is then what rows need. Beside the reading of recordings its time is small.
 */
export async function holdingMuch<Result>(work: () => Promise<Result>): Promise<Result> {
  if (many++ === 0) askEngine(`--heap-growing-percent=${GROWTH}`);
  try {
    return await work();
  } finally {
    // 0 is the engine's own choice.
    if (--many === 0) askEngine('--heap-growing-percent=0');
  }
}

/** Work of which it is to be known how long several workers take. */
export interface Work {
  /** Seconds that each unit takes of a worker. */
  readonly units: readonly number[];
  /** Bytes that a worker reads for each unit. */
  readonly read: number;
}

/** What all workers share. */
export interface Shared {
  /** Seconds in which the queue hands out a unit: one after the other. */
  readonly handing: number;
  /** Bytes a second that the folder of recordings gives to all workers together. */
  readonly reading: number;
}

/** How long so many workers take. */
export interface Simulated {
  readonly seconds: number;
  /** Which part of their time the workers worked. */
  readonly used: number;
  /** What alone would take longest: no number of workers makes it shorter. */
  readonly bound: 'workers' | 'the queue' | 'reading' | 'the longest file';
}

/**
 * Each worker takes the next unit as soon as it is free: first the queue hands it out, then its file is read, then it is worked on. The queue and the
 * folder of recordings serve one after the other.
 */
export function simulated({ units, read }: Work, workers: number, { handing, reading }: Shared): Simulated {
  const free = new Float64Array(workers);
  let queue = 0;
  let folder = 0;
  for (const seconds of units) {
    let first = 0;
    for (let i = 1; i < workers; i++) if (free[i] < free[first]) first = i;
    queue = Math.max(queue, free[first]) + handing;
    folder = Math.max(folder, queue) + read / reading;
    free[first] = folder + seconds;
  }
  const seconds = Math.max(...free);
  const work = units.reduce((sum, each) => sum + each, 0);
  const longest = units.reduce((most, each) => Math.max(most, each), 0);
  const bounds = [
    ['workers', work / workers],
    ['the queue', units.length * handing],
    ['reading', (units.length * read) / reading],
    ['the longest file', longest],
  ] as const;
  const [bound] = bounds.reduce((most, each) => (each[1] > most[1] ? each : most));
  return { seconds, used: work / workers / seconds, bound };
}

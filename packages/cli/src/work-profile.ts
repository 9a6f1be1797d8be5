import { columns } from './tables.ts';

/** How often the memory is looked at. */
const BEAT_MS = 50;

/** What a part of the work took. */
interface PartOfWork {
  milliseconds: number;
  /** Of the processor, in all threads of the process. */
  processorMilliseconds: number;
  /** The most memory that the process held meanwhile, in bytes. */
  memory: number;
}

/** Time and memory of each part of the work of a command. */
export interface WorkProfile {
  /** From now on the work is this part of it, again or for the first time. */
  enter(part: string): void;
  /** Ends the last part. @returns a table, a line for each part in the order in which they began */
  finish(): string;
}

/** Begins to measure: what comes before the first part is called so. */
export function openWorkProfile(first = 'starting'): WorkProfile {
  const parts = new Map<string, PartOfWork>();
  let part = newPart(first);
  let began = performance.now();
  let before = process.cpuUsage();
  const look = () => {
    part.memory = Math.max(part.memory, process.memoryUsage.rss());
  };
  const close = () => {
    look();
    const { user, system } = process.cpuUsage(before);
    part.milliseconds += performance.now() - began;
    part.processorMilliseconds += (user + system) / 1000;
    began = performance.now();
    before = process.cpuUsage();
  };
  const beat = setInterval(look, BEAT_MS).unref();
  return {
    enter(name) {
      close();
      part = newPart(name);
      look();
    },
    finish() {
      close();
      clearInterval(beat);
      const rows = [...parts].map(([name, { milliseconds, processorMilliseconds, memory }]) => [
        name,
        (milliseconds / 1000).toFixed(2),
        (processorMilliseconds / 1000).toFixed(2),
        (memory / 2 ** 20).toFixed(0),
      ]);
      return columns([['part', 'seconds', 'processor seconds', 'MB at most'], ...rows]);
    },
  };

  function newPart(name: string): PartOfWork {
    const known = parts.get(name) ?? { milliseconds: 0, processorMilliseconds: 0, memory: 0 };
    parts.set(name, known);
    return known;
  }
}

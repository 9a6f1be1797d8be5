import type { WorkEvent } from '@wince/core';
import { stageWords } from './stage-words.ts';
import { openWorkProfile } from './work-profile.ts';

/** Tells how far a piece of work has come, on standard error: a line that is redrawn on a terminal, plain lines elsewhere. */
export interface Progress {
  /** Shows what work tells. */
  show(event: WorkEvent): void;
  /** @param done of `total`, in `unit`s of the stage that is named */
  update(stage: string, done: number, total: number): void;
  /** Waits for the work that is shown, and says that its last stage is done; of work that fails the last state stays. */
  during<Result>(work: Promise<Result>): Promise<Result>;
}

const WIDTH = 24;
/** A bar narrower than this says nothing. */
const LEAST_WIDTH = 6;
/** Columns of a terminal that does not say how many it has. */
const COLUMNS = 80;
/** Off a terminal a stage speaks up at most this often; in the first half minute, when somebody may still be looking, more often. */
const QUIET_MS = 5_000;
const FIRST_QUIET_MS = 2_000;
const FIRST_MS = 30_000;
/** How often it is looked whether something is to be said although nothing happens. */
const BEAT_MS = 500;

/** A stage of work, as far as it has come. */
interface Stage {
  readonly name: string;
  readonly started: number;
  readonly done: number;
  readonly total: number;
}

/** What is told besides. */
export interface ProgressOptions {
  /** Whether time and memory of each stage are printed at the end. Default: they are not. */
  readonly profile?: boolean;
}

/** Progress for a person who watches, or for a log. */
export function openProgress(
  stream: NodeJS.WriteStream = process.stderr,
  { profile: isProfiled = false }: ProgressOptions = {},
): Progress {
  const profile = isProfiled ? openWorkProfile() : null;
  let stage: Stage | null = null;
  let spoken = 0;
  let drawn = false;
  let isDone = false;
  let hasBegun = false;
  const began = Date.now();
  const quiet = () => (Date.now() - began < FIRST_MS ? FIRST_QUIET_MS : QUIET_MS);
  const tell = ({ name, started, done, total }: Stage, finished: boolean) => {
    const elapsed = Date.now() - started;
    const end = finished ? `done in ${(elapsed / 1000).toFixed(1)} s` : remaining(elapsed, done, total);
    const counted = total > 0 ? `${done}/${total}` : '';
    if (stream.isTTY) {
      const share = finished ? 1 : total > 0 ? done / total : 0;
      stream.write(`\r\u001b[K${fitted(name, [counted, end], share, stream.columns ?? COLUMNS)}`);
      drawn = true;
    } else if (finished || Date.now() - spoken >= quiet()) {
      spoken = Date.now();
      stream.write(`${[name, counted, end].filter((part) => part !== '').join('  ')}\n`);
    }
    isDone = finished;
  };
  /** A stage that came to its end without having counted up to it, as the seconds of a video, is done all the same. */
  const close = (finished: boolean) => {
    if (stage && finished && !isDone) tell(stage, true);
    if (drawn) stream.write('\n');
    drawn = false;
    stage = null;
  };
  let profiled = '';
  const enter = (name: string) => {
    if (name !== profiled) profile?.enter(name);
    profiled = name;
  };
  const update = (name: string, done: number, total: number) => {
    enter(name);
    if (name !== stage?.name) {
      close(true);
      // The first stage speaks at once.
      spoken = hasBegun ? Date.now() : 0;
    }
    hasBegun = true;
    const started = stage?.started ?? Date.now();
    stage = { name, started, done, total };
    tell(stage, total > 0 && done >= total);
  };
  return {
    show(event) {
      // The table says both.
      if (event.type === 'cell-finished' || event.type === 'cell-failed') return;
      const { stage: id, of, total } = event;
      enter(stageWords(id, of));
      if (event.type === 'progress') update(stageWords(id, of), event.done, total);
      // Of a stage whose end nobody knows there is nothing to show before it has come somewhere.
      else if (total > 0) update(stageWords(id, of), 0, total);
    },
    update,
    async during(work) {
      // Before its first stage work has started, too, and a stage may take its time over one step.
      const beat = setInterval(() => {
        if (stage === null && !hasBegun) {
          stage = { name: 'starting', started: began, done: 0, total: 0 };
          spoken = 0;
        }
        if (stage && !isDone) tell(stage, false);
      }, BEAT_MS).unref();
      try {
        const result = await work;
        close(true);
        return result;
      } catch (error) {
        close(false);
        throw error;
      } finally {
        clearInterval(beat);
        if (profile) stream.write(`${profile.finish()}\n`);
      }
    },
  };
}

/** A line that fits: the bar gives way first, then the name of the stage, and the numbers stay. */
function fitted(name: string, numbers: readonly string[], share: number, columns: number): string {
  const tail = numbers.filter((part) => part !== '').join('  ');
  // In the last column some terminals go to the next line.
  const room = columns - 1;
  const width = Math.min(WIDTH, room - name.length - tail.length - 5);
  const filled = Math.round(Math.max(0, Math.min(1, share)) * width);
  const bar = width >= LEAST_WIDTH ? `[${'#'.repeat(filled)}${'.'.repeat(width - filled)}] ` : '';
  const left = room - tail.length - 2;
  const shown = bar !== '' || name.length <= left ? name : `${name.slice(0, Math.max(0, left - 2))}..`;
  return `${bar}${shown}  ${tail}`.slice(0, Math.max(0, room)).trimEnd();
}

function remaining(elapsed: number, done: number, total: number): string {
  if (done === 0 || elapsed < 2000 || total <= 0) return '';
  return `about ${Math.ceil(((elapsed / done) * (total - done)) / 1000)} s left`;
}

import type { WorkEvent } from '@wince/core';
import { stageWords } from './stage-words.ts';

/** Tells how far a piece of work has come, on standard error: a line that is redrawn on a terminal, plain lines elsewhere. */
export interface Progress {
  /** Shows what work tells. */
  show(event: WorkEvent): void;
  /** @param done of `total`, in `unit`s of the stage that is named */
  update(stage: string, done: number, total: number): void;
  /** Leaves the last state on its line. */
  end(): void;
}

const WIDTH = 24;
/** Off a terminal a stage speaks up at most this often. */
const QUIET_MS = 5_000;

/** Progress for a person who watches, or for a log. */
export function openProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
  let stage = '';
  let started = 0;
  let spoken = 0;
  let drawn = false;
  const newline = () => {
    if (drawn) stream.write('\n');
    drawn = false;
  };
  const update = (name: string, done: number, total: number) => {
    const now = Date.now();
    if (name !== stage) {
      newline();
      stage = name;
      started = now;
      spoken = stream.isTTY ? 0 : now;
    }
    const text = `${name}  ${done}/${total}  ${remaining(now - started, done, total)}`;
    if (stream.isTTY) {
      const filled = total > 0 ? Math.round((done / total) * WIDTH) : WIDTH;
      stream.write(`\r\u001b[K[${'#'.repeat(filled)}${'.'.repeat(WIDTH - filled)}] ${text}`);
      drawn = true;
    } else if (done === total || now - spoken >= QUIET_MS) {
      spoken = now;
      stream.write(`${text}\n`);
    }
  };
  return {
    show(event) {
      // The table says both.
      if (event.type === 'cell-finished' || event.type === 'cell-failed') return;
      const { stage: id, of, total } = event;
      if (event.type === 'progress') update(stageWords(id, of), event.done, total);
      // Of a stage whose end nobody knows there is nothing to show before it has come somewhere.
      else if (total > 0) update(stageWords(id, of), 0, total);
    },
    update,
    end: newline,
  };
}

function remaining(elapsed: number, done: number, total: number): string {
  if (done >= total) return `done in ${(elapsed / 1000).toFixed(1)} s`;
  if (done === 0 || elapsed < 2000) return '';
  return `about ${Math.ceil(((elapsed / done) * (total - done)) / 1000)} s left`;
}

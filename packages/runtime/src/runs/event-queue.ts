import type { RunEvent } from '@wince/core';

/** Events on their way to whoever reads them. */
export interface EventQueue {
  push(event: RunEvent): void;
  /** No event comes after this. */
  end(): void;
  /** To be read once. Events wait here until they are read. */
  readonly events: AsyncIterableIterator<RunEvent, void, undefined>;
}

/**
 * Opens a queue. A reader who is slow misses steps of a stage, but no other event: where the progress of a stage waits and
 * more comes, only the last is kept. So what nobody reads does not grow with the length of the work.
 */
export function openEventQueue(): EventQueue {
  const waiting: RunEvent[] = [];
  let wake: (() => void) | undefined;
  let ended = false;
  let abandoned = false;
  async function* read(): AsyncIterableIterator<RunEvent, void, undefined> {
    try {
      for (;;) {
        for (let event = waiting.shift(); event; event = waiting.shift()) yield event;
        if (ended) return;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    } finally {
      abandoned = true;
    }
  }
  const changed = () => {
    wake?.();
    wake = undefined;
  };
  return {
    push(event) {
      if (abandoned) return;
      const last = waiting.at(-1);
      const replaces = event.type === 'progress' && last?.type === 'progress' && last.stage === event.stage;
      if (replaces) waiting[waiting.length - 1] = event;
      else waiting.push(event);
      changed();
    },
    end() {
      ended = true;
      changed();
    },
    events: read(),
  };
}

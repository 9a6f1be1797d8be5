/**
 * Lets work go side by side, but some of it alone: it begins when all else has ended, and nothing begins before it has ended.
 * They take turns in the order in which they came.
 */
export interface Gate {
  pass<Result>(alone: boolean, work: () => Promise<Result>): Promise<Result>;
}

export function openGate(): Gate {
  let running: Promise<unknown>[] = [];
  let last: Promise<unknown> = Promise.resolve();
  return {
    async pass(alone, work) {
      const before = last;
      const others = running;
      let end: () => void = () => {};
      const own = new Promise<void>((resolve) => {
        end = resolve;
      });
      if (alone) {
        last = own;
        running = [];
      } else running = [...running, own];
      try {
        await before;
        if (alone) await Promise.all(others);
        return await work();
      } finally {
        end();
        running = running.filter((each) => each !== own);
      }
    },
  };
}

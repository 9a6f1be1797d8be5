/**
 * Lets a generator work ahead of who asks: up to `count` values wait. Values keep their order; an error comes after the values
 * before it. When the asking ends early, the generator is ended too.
 */
export async function* readAhead<T>(
  from: AsyncGenerator<T, void, undefined>,
  count: number,
): AsyncGenerator<T, void, undefined> {
  const waiting: Promise<IteratorResult<T, void>>[] = [];
  const ask = () => {
    const next = from.next();
    // It is told when its turn comes, not as one that nobody handles.
    next.catch(() => {});
    waiting.push(next);
  };
  try {
    for (let i = 0; i < count; i++) ask();
    for (;;) {
      ask();
      const next = await waiting.shift();
      if (!next || next.done) return;
      yield next.value;
    }
  } finally {
    await from.return();
  }
}

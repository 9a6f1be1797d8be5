import { describe, expect, test, vi } from 'vitest';
import { openProgress } from './progress.ts';

/** A stream that remembers what was written to it. */
function stream(isTTY: boolean, columns = 80) {
  const written: string[] = [];
  const write = (text: string) => written.push(text) > 0;
  return { written, stream: Object.assign(Object.create(process.stderr), { isTTY, write, columns }) };
}

test('on a terminal a bar is drawn anew in its line, and fills', async () => {
  const { written, stream: terminal } = stream(true);
  const progress = openProgress(terminal);
  progress.update('vgg-face, MB', 0, 580);
  progress.update('vgg-face, MB', 290, 580);
  progress.update('vgg-face, MB', 580, 580);
  await progress.during(Promise.resolve());
  const bar = (filled: number) => `\r\u001b[K[${'#'.repeat(filled)}${'.'.repeat(24 - filled)}] vgg-face, MB`;
  expect(written).toHaveLength(4);
  for (const [i, filled] of [0, 12, 24].entries()) expect(written[i].startsWith(bar(filled))).toBe(true);
  expect(written[2]).toContain('580/580  done in');
  expect(written[3]).toBe('\n');
});

test('elsewhere it says a line at once and one at the end, and few between', async () => {
  const { written, stream: log } = stream(false);
  const progress = openProgress(log);
  for (let done = 0; done <= 100; done++) progress.update('vgg-face, MB', done, 100);
  await progress.during(Promise.resolve());
  expect(written).toEqual([
    'vgg-face, MB  0/100\n',
    expect.stringMatching(/^vgg-face, MB {2}100\/100 {2}done in .* s\n$/),
  ]);
});

describe('a stage that ends without having counted up to its end', () => {
  test.each([true, false])(
    'is done when the next one begins, and when the work is (terminal: %s)',
    async (isTTY) => {
      const { written, stream: out } = stream(isTTY);
      const progress = openProgress(out);
      progress.show({ type: 'progress', stage: 'score-video', done: 33, total: 34, of: 'S01.mp4' });
      progress.show({ type: 'progress', stage: 'score-video', done: 3, total: 60, of: 'S02.mp4' });
      await progress.during(Promise.resolve());
      const ends = written.filter((text) => text.includes('done in'));
      expect(ends).toEqual([
        expect.stringContaining('seconds of S01.mp4  33/34  done in'),
        expect.stringContaining('seconds of S02.mp4  3/60  done in'),
      ]);
    },
  );

  test('is not done where the work fails', async () => {
    const { written, stream: terminal } = stream(true);
    const progress = openProgress(terminal);
    progress.update('fitting cells', 4, 8);
    await expect(progress.during(Promise.reject(new Error('stopped')))).rejects.toThrow('stopped');
    expect(written.join('')).not.toContain('done in');
    expect(written.at(-1)).toBe('\n');
  });
});

test.each([200, 80, 60, 40, 25, 12, 1])('a line fits into %d columns', async (columns) => {
  const { written, stream: terminal } = stream(true, columns);
  const progress = openProgress(terminal);
  for (const done of [0, 5, 12_345]) {
    progress.update('seconds of a-recording-with-a-long-name-of-the-ward_S01_2026-11-29.mp4', done, 12_345);
  }
  await progress.during(Promise.resolve());
  for (const text of written) {
    const line = text.replace('\r\u001b[K', '').replace('\n', '');
    expect(line.length).toBeLessThan(columns);
    if (columns >= 40 && line !== '') expect(line).toMatch(/\d\/12345/);
  }
});

test('what work tells is shown in words, and a stage without a known end only when it has come somewhere', async () => {
  const { written, stream: terminal } = stream(true);
  const progress = openProgress(terminal);
  progress.show({ type: 'stage', stage: 'fit-cells', total: 8 });
  progress.show({ type: 'progress', stage: 'fit-cells', done: 8, total: 8 });
  progress.show({ type: 'cell-finished', cell: 'hog/none/knn', rows: 3, accuracy: 1, auc: null });
  progress.show({ type: 'stage', stage: 'score-video', total: 0, of: 'S01.mp4' });
  progress.show({ type: 'progress', stage: 'score-video', done: 3, total: 60, of: 'S01.mp4' });
  await progress.during(Promise.resolve());
  expect(written).toEqual([
    expect.stringContaining('] fitting cells  0/8'),
    expect.stringContaining('] fitting cells  8/8  done in'),
    '\n',
    expect.stringContaining('] seconds of S01.mp4  3/60'),
    expect.stringContaining('] seconds of S01.mp4  3/60  done in'),
    '\n',
  ]);
});

test.each([true, false])(
  'work that says nothing for long is shown all the same (terminal: %s)',
  async (isTTY) => {
    vi.useFakeTimers();
    const { written, stream: out } = stream(isTTY);
    const progress = openProgress(out);
    const { promise, resolve } = Promise.withResolvers<void>();
    const shown = progress.during(promise);
    await vi.advanceTimersByTimeAsync(1000);
    expect(written.join('')).toContain('starting');
    progress.update('reading faces', 0, 96);
    const before = written.length;
    await vi.advanceTimersByTimeAsync(2500);
    expect(written.slice(before).join('')).toContain('reading faces');
    resolve();
    await shown;
    const end = written.length;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(written.length).toBe(end);
    vi.useRealTimers();
  },
);

import { expect, test } from 'vitest';
import { openProgress } from './progress.ts';

/** A stream that remembers what was written to it. */
function stream(isTTY: boolean) {
  const written: string[] = [];
  const write = (text: string) => written.push(text) > 0;
  return { written, stream: Object.assign(Object.create(process.stderr), { isTTY, write }) };
}

test('on a terminal a bar is drawn anew in its line, and fills', () => {
  const { written, stream: terminal } = stream(true);
  const progress = openProgress(terminal);
  progress.update('vgg-face, MB', 0, 580);
  progress.update('vgg-face, MB', 290, 580);
  progress.update('vgg-face, MB', 580, 580);
  progress.end();
  const bar = (filled: number) => `\r\u001b[K[${'#'.repeat(filled)}${'.'.repeat(24 - filled)}] vgg-face, MB`;
  expect(written).toHaveLength(4);
  for (const [i, filled] of [0, 12, 24].entries()) expect(written[i].startsWith(bar(filled))).toBe(true);
  expect(written[2]).toContain('580/580  done in');
  expect(written[3]).toBe('\n');
});

test('elsewhere it says a line at the end, and few before', () => {
  const { written, stream: log } = stream(false);
  const progress = openProgress(log);
  for (let done = 0; done <= 100; done++) progress.update('vgg-face, MB', done, 100);
  progress.end();
  expect(written).toEqual([expect.stringMatching(/^vgg-face, MB {2}100\/100 {2}done in .* s\n$/)]);
});

test('what work tells is shown in words, and a stage without a known end only when it has come somewhere', () => {
  const { written, stream: terminal } = stream(true);
  const progress = openProgress(terminal);
  progress.show({ type: 'stage', stage: 'fit-cells', total: 8 });
  progress.show({ type: 'progress', stage: 'fit-cells', done: 4, total: 8 });
  progress.show({ type: 'cell-finished', cell: 'hog/none/knn', rows: 3, accuracy: 1, auc: null });
  progress.show({ type: 'stage', stage: 'score-video', total: 0, of: 'S01.mp4' });
  progress.show({ type: 'progress', stage: 'score-video', done: 3, total: 60, of: 'S01.mp4' });
  progress.end();
  expect(written).toEqual([
    expect.stringContaining('] fitting cells  0/8'),
    expect.stringContaining('] fitting cells  4/8'),
    '\n',
    expect.stringContaining('] seconds of S01.mp4  3/60'),
    '\n',
  ]);
});

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const MODULE = new URL('frame-memory.ts', import.meta.url).href;

/** How often the collector looks through all objects while 1,500 frames are made, and the most memory meanwhile. */
async function collections(
  isAsked: boolean,
): Promise<{ readonly majors: number; readonly megabytes: number }> {
  const script = `
    import { constants, PerformanceObserver } from 'node:perf_hooks';
    import { setTimeout } from 'node:timers/promises';
    import { countFramesWithTheRest } from ${JSON.stringify(MODULE)};
    if (${isAsked}) countFramesWithTheRest();
    let majors = 0;
    new PerformanceObserver((list) => {
      for (const { detail } of list.getEntries())
        if (detail.kind === constants.NODE_PERFORMANCE_GC_MAJOR) majors++;
    }).observe({ entryTypes: ['gc'] });
    const objects = Array.from({ length: 300000 }, (_, i) => ({ i }));
    let most = 0;
    let sum = objects.length;
    for (let i = 0; i < 1500; i++) {
      sum += new Uint8Array(1.5e6).fill(1)[i];
      if (i % 10 > 0) continue;
      await setTimeout(1);
      most = Math.max(most, process.memoryUsage.rss());
    }
    await setTimeout(50);
    console.log(JSON.stringify({ majors, megabytes: most / 1e6, sum }));
  `;
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [
    ...['--input-type=module', '--eval', script],
  ]);
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

it('lets the collector look through all objects less often while frames are made, in bounded memory', async () => {
  const before = await collections(false);
  const after = await collections(true);
  // None at all is as good: frames that are young are given back without it, which the bound on memory sees.
  expect(before.majors).toBeGreaterThan(0);
  expect(after.majors).toBeLessThan(0.75 * before.majors);
  expect(after.megabytes).toBeLessThan(600);
});

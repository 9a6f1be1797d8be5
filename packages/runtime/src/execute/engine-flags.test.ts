import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const MODULE = new URL('engine-flags.ts', import.meta.url).href;

/** The most megabytes of objects while 200,000 rows are held, and 1,500,000 others that stay for a while; and what is held at the end. */
async function memoryOf(isAsked: boolean): Promise<{ readonly most: number; readonly held: number }> {
  const script = `
    import { holdingMuch } from ${JSON.stringify(MODULE)};
    const rowOf = (i) => ({ name: 'row ' + i, values: [i, i / 3, i / 7] });
    const rows = Array.from({ length: 200000 }, (_, i) => rowOf(i));
    const others = Array.from({ length: 20000 }, (_, i) => rowOf(i));
    let most = 0;
    const work = async () => {
      for (let i = 0; i < 1500000; i++) {
        others[i % others.length] = rowOf(i);
        if (i % 5000 > 0) continue;
        most = Math.max(most, process.memoryUsage().heapTotal);
        await undefined;
      }
    };
    await (${isAsked} ? holdingMuch(work) : work());
    globalThis.gc();
    const held = process.memoryUsage().heapUsed;
    console.log(JSON.stringify({ most: most / 1e6, held: held / 1e6, rows: rows.length + others.length }));
  `;
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [
    // A process begins with room for so much that none of this would be looked for.
    ...['--expose-gc', '--initial-heap-size=16', '--input-type=module', '--eval', script],
  ]);
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

it('keeps memory nearer to what rows need while they are held', async () => {
  const [usual, asked] = [await memoryOf(false), await memoryOf(true)];
  expect(asked.held).toBeCloseTo(usual.held, -1);
  expect(asked.most).toBeLessThan(0.6 * usual.most);
});

import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const packages = fileURLToPath(new URL('../../..', import.meta.url));
/** What is loaded where an option names a server, a bucket or a worker, and never by a command without them. */
const LATE = ['bullmq', 'ioredis', 'pino', 's3mini'];

test.each(LATE)('%s is loaded when it is needed: nothing imports it at its start', (name) => {
  const files = globSync('*/src/**/*.ts', { cwd: packages }).filter(
    (path) => !/\.(test|fixture)\.ts$/.test(path),
  );
  const lines = files.flatMap((path) =>
    readFileSync(`${packages}/${path}`, 'utf8')
      .split('\n')
      .filter((line) => line.includes(`'${name}'`))
      .map((line) => ({ path, line: line.trim() })),
  );
  expect(lines.some(({ line }) => line.includes(`await import('${name}')`))).toBe(true);
  const early = lines.filter(
    ({ line }) => !line.startsWith('import type ') && !line.includes(`await import('${name}')`),
  );
  expect(early).toEqual([]);
});

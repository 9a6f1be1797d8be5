import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const cli = fileURLToPath(new URL('../packages/cli', import.meta.url));
const manifest = z.object({ exports: z.record(z.string(), z.object({ types: z.string() })) });

/** What users import from, such as `wince/evaluation`, with the source file of each. */
export const libraryEntries: ReadonlyMap<string, string> = new Map(
  Object.entries(manifest.parse(JSON.parse(readFileSync(`${cli}/package.json`, 'utf8'))).exports).map(
    ([path, { types }]) => [
      `wince${path.slice(1)}`,
      types.replace('./dist/types/cli', cli).replace(/\.d\.ts$/, '.ts'),
    ],
  ),
);

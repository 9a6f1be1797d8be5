/** How the JavaScript of the published package is made; `build-package.ts` calls it. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const packages = fileURLToPath(new URL('../packages', import.meta.url));
const { exports: entries, dependencies } = JSON.parse(readFileSync(`${packages}/cli/package.json`, 'utf8'));

/** What is called from outside: what users import, the command, and the files of workers. */
const input = {
  ...Object.fromEntries(
    Object.values(entries).map(({ types, default: file }) => [
      file.replace(/^\.\/dist\/|\.js$/g, ''),
      types.replace(/^\.\/dist\/types/, packages).replace(/\.d\.ts$/, '.ts'),
    ]),
  ),
  main: `${packages}/cli/src/main.ts`,
  'unit-worker': `${packages}/runtime/src/unit-worker.ts`,
  'measure/recording/video-worker': `${packages}/runtime/src/measure/recording/video-worker.ts`,
};

/**
 * What npm installs beside the package: native code, files of data, what starts workers of its own. All else becomes part of it, of
 * zod what is used; zod is installed for its types alone, since parameters of methods are schemas of it.
 */
const installed = new Set(Object.keys(dependencies).filter((name) => name !== 'zod'));

export default {
  input,
  // The list of all files would be as long as a page.
  logLevel: 'warn',
  platform: 'node',
  external: (id) => installed.has(/^(@[^/]+\/)?[^/]+/.exec(id)?.[0]),
  // No file of a workspace does anything by being loaded; packages of others may.
  treeshake: { moduleSideEffects: (id) => id.includes('/node_modules/') },
  output: {
    dir: `${packages}/cli/dist`,
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name]-[hash].js',
  },
};

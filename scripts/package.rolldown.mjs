/** How the JavaScript of the published package is made; `build-package.ts` calls it. */
import { globSync, readFileSync } from 'node:fs';
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
  'work-process': `${packages}/server/src/work-process.ts`,
  'networks/session-worker': `${packages}/runtime/src/networks/session-worker.ts`,
  'measure/recording/video-worker': `${packages}/runtime/src/measure/recording/video-worker.ts`,
};

/**
 * What npm installs beside the package: native code, files of data, what starts workers of its own. All else becomes part of it, of
 * zod what is used; zod is installed for its types alone, since parameters of methods are schemas of it.
 */
const installed = new Set(Object.keys(dependencies).filter((name) => name !== 'zod'));

/** The functions of `runtime` and `networks` that answer with a promise, or step by step with several, and the file of each. */
const asynchronous = new Map(
  globSync(`${packages}/{runtime,networks}/src/**/*.ts`)
    .filter((file) => !/[.](test|fixture)[.]ts$/.test(file))
    .flatMap((file) =>
      Array.from(
        readFileSync(file, 'utf8').matchAll(/^export async function([*]?) (\w+)/gm),
        ([, star, name]) => [name, { file, isGenerator: star !== '' }],
      ),
    ),
);

/**
 * Entries of the library load a function that answers with a promise when it is called first: whoever imports an entry for one of them
 * does not wait for what all others need.
 */
const lazyEntries = {
  name: 'lazy-entries',
  transform: {
    filter: { id: /cli\/src\/entries\/.*[.]ts$/ },
    handler: (code) =>
      code.replaceAll(/^export \{([^}]*)\} from '@wince\/(runtime|networks)';/gm, (_, list, from) => {
        const names = list.split(',').map((name) => name.trim());
        const isLazy = (name) => asynchronous.has(name);
        const lazy = names.filter(isLazy).map((name) => {
          const { file, isGenerator } = asynchronous.get(name);
          return `export async function${isGenerator ? '*' : ''} ${name}(...words) {
              const { ${name}: own } = await import(${JSON.stringify(file)});
              ${isGenerator ? 'return yield*' : 'return'} own(...words);
            }`;
        });
        const kept = names.filter((name) => name !== '' && !isLazy(name));
        return [`export { ${kept.join(', ')} } from '@wince/${from}';`, ...lazy].join('\n');
      }),
  },
};

export default {
  input,
  plugins: [lazyEntries],
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

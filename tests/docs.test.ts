import { existsSync, globSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  calibrators,
  classifiers,
  defaultGrid,
  extractors,
  parseExperiment,
  planCells,
  protocols,
  pulseMethods,
  selectors,
  stages,
} from '@wince/core';
import { featureNetworks, networks } from '@wince/networks';
import { readSpecification } from '@wince/runtime';
import ts from 'typescript';
import { describe, expect, it, vi } from 'vitest';
import { main } from '../packages/cli/src/main.ts';
import { FIGURES, figures, withTable } from '../scripts/readme-table.ts';
import { problemsOf, programAlone, programOfText, valuesOfPage } from './compile-alone.ts';
import { blocksOf, firstColumn, readPage, tableUnder } from './markdown.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const readme = await readPage('README.md');
const architecture = await readPage('docs/architecture.md');
const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...globSync('docs/{*,guide/*,methods/*,networks/*}.md', { cwd: root }),
];

/** The words in code marks of a cell. */
const words = (cell: string) => Array.from(cell.matchAll(/`([^`]+)`/g), ([, word]) => word);

describe('packages', () => {
  const rows = tableUnder(architecture, 'Packages').map(([name, , allowed]) => ({
    name: words(name)[0],
    allowed: words(allowed),
  }));

  it('are those of the table', () => {
    expect(rows.map(({ name }) => name).toSorted()).toEqual(
      globSync('packages/*', { cwd: root })
        .map((path) => path.split('/')[1])
        .toSorted(),
    );
  });

  it.each(rows)('$name imports $allowed and no other', ({ name, allowed }) => {
    const wrong = sourcesOf(name).flatMap((file) =>
      importsOf(file)
        .filter((target) => !mayImport(file, target, name, allowed))
        .map((target) => `${relative(root, file)} imports ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it('find an import against the arrows', () => {
    const file = join(root, 'packages/core/src/a.ts');
    expect(mayImport(file, '@wince/runtime', 'core', [])).toBe(false);
    expect(mayImport(file, 'node:fs', 'core', [])).toBe(false);
    expect(mayImport(file, 'sharp', 'core', [])).toBe(false);
    expect(mayImport(file, '../../runtime/src/index.ts', 'core', [])).toBe(false);
    expect(mayImport(file, './b.ts', 'core', [])).toBe(true);
    expect(mayImport(file, 'zod', 'core', [])).toBe(true);
  });

  it('are built with all their workers, which nobody imports', async () => {
    const workers = globSync('packages/*/src/**/*-{worker,process}.ts', { cwd: root });
    const built = await readPage('scripts/package.rolldown.mjs');
    expect(workers.length).toBeGreaterThan(0);
    expect(workers.filter((path) => !built.includes(path.replace('packages/', '/')))).toEqual([]);
  });

  it.each(['kernels', 'core'])(
    '%s compiles with neither Node nor a page around it',
    (name) => {
      // Node and every page have it, though it belongs to the declarations of neither the language nor Node.
      const found = problemsOf(programAlone(sourcesOf(name), { page: false })).filter(
        (text) => !text.includes("'WebAssembly'"),
      );
      expect(found).toEqual([]);
    },
    120_000,
  );

  it('networks, phantom, media, pages and observation compile without Node, and use nothing that only a page has', () => {
    const files = ['networks', 'phantom', 'media', 'pages', 'observation'].flatMap(sourcesOf);
    // The types of a page are those of pictures, streams and charts; its values may not be there.
    const program = programAlone(files, { page: true });
    const ofNode = program.getSourceFiles().filter(({ fileName }) => fileName.includes('@types/node'));
    expect(ofNode).toEqual([]);
    expect(problemsOf(program)).toEqual([]);
    expect(valuesOfPage(program).filter((name) => !EVERYWHERE.includes(name))).toEqual([]);
  }, 120_000);

  it('find what only a page or Node has', () => {
    const alone = (source: string) => problemsOf(programOfText(source, { page: false }));
    expect(alone('export const width = window.innerWidth;')).toEqual(["Cannot find name 'window'."]);
    expect(alone('export const here = process.cwd();')[0]).toMatch(/^Cannot find name 'process'/);
    expect(alone('export const one = Math.max(1, 0);')).toEqual([]);
    const ofPage = (source: string) => valuesOfPage(programOfText(source, { page: true }));
    expect(ofPage('export const width: number = window.innerWidth;')).toEqual(['window']);
    expect(ofPage('export const made = () => new DOMParser();')).toEqual(['DOMParser']);
    expect(ofPage('export const asked = () => fetch("/");')).toEqual(['fetch']);
    expect(ofPage('export const name = (element: Element) => element.localName;')).toEqual([]);
  });
});

describe('the architecture', () => {
  it('names rooms that are there', () => {
    const rooms = tableUnder(architecture, 'Where to find what').flatMap(([, room]) => words(room));
    const files = tableUnder(architecture, 'Records').flatMap(([, , file]) => words(file));
    expect(rooms.length).toBeGreaterThan(15);
    expect([...rooms, ...files].filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('names every room of every package', () => {
    const rooms = tableUnder(architecture, 'Where to find what').flatMap(([, room]) => words(room));
    const all = globSync('packages/{core,kernels,pages,observation,runtime,server,workbench}/src/*/', {
      cwd: root,
    }).filter((path) => !/\.\w+$/.test(path));
    const nameless = all.filter((path) => !rooms.includes(path.replace(/\/$/, '')));
    expect(nameless.filter((path) => !path.endsWith('goldens'))).toEqual([]);
  });

  it('declares its records where it says', () => {
    for (const [record, , file] of tableUnder(architecture, 'Records')) {
      const text = readFileSync(join(root, words(file)[0]), 'utf8');
      expect(text, `${record} in ${file}`).toMatch(new RegExp(`(interface|type) ${words(record)[0]}\\b`));
    }
  });

  it.each([
    ['selectors', selectors],
    ['classifiers', classifiers],
    ['calibration', calibrators],
    ['protocols', protocols],
    ['pulse', pulseMethods],
  ])('and the page on %s list the same', async (name, catalogue) => {
    const methods = await readPage(`docs/methods/${name}.md`);
    const title = methods.slice(2, methods.indexOf('\n'));
    expect(firstColumn(methods, title)).toEqual(catalogue.ids);
  });

  it('lists the catalogues', () => {
    const listed = tableUnder(architecture, 'Catalogues').map(([, entries]) => words(entries));
    expect(listed).toEqual([
      extractors.ids,
      featureNetworks(),
      selectors.ids,
      classifiers.ids,
      calibrators.ids,
      pulseMethods.ids,
      stages.ids,
      protocols.ids,
    ]);
  });
});

describe('the pages on networks', () => {
  const cards = networks.entries.filter(
    ({ id, domain }) => domain !== 'detector' && !/^mob.*untrained|^faceres-untrained/.test(id),
  );

  it.each(cards)('has $id with its layers', async ({ id, taps }) => {
    const page = await readPage(`docs/networks/${id.replace(/-untrained$/, '')}.md`);
    const rows = Array.from(page.matchAll(/^\| `([^`]+)` \| ([\d x]+) \| ([\d,]+) \|/gm));
    expect(rows.length).toBeGreaterThan(3);
    for (const [, layer, shape, length] of rows) {
      const tap = taps.find(({ name }) => name === layer);
      expect([layer, shape]).toEqual([layer, tap?.shape.join(' x ')]);
      expect(length).toBe(tap?.shape.reduce((product, size) => product * size, 1).toLocaleString('en'));
    }
  });
});

describe('the README', () => {
  it('lists the commands', async () => {
    const help = await helpOf([]);
    const commands = Array.from(help.matchAll(/^ {2}([a-z]+) /gm), ([, name]) => name);
    expect(firstColumn(readme, 'Commands')).toEqual(
      commands.filter((name) => name !== 'help').map((name) => `wince ${name}`),
    );
  });

  it('has the table that was measured', () => {
    const found = figures.parse(JSON.parse(readFileSync(FIGURES, 'utf8')));
    expect(readme).toBe(withTable(readme, found));
    const rows = [...new Set(found.grid.cells.map(({ features }) => features))];
    expect(rows).toEqual([...defaultGrid.features, ...defaultGrid.mixes]);
  });
});

describe('every page', () => {
  it.each(PAGES)('%s links to what is there', async (path) => {
    const page = (await readPage(path)).replaceAll(/^```[\s\S]*?^```$/gm, '');
    const links = Array.from(page.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g), ([, link]) => link);
    const broken = links.filter(
      (link) => !/^https?:/.test(link) && !existsSync(join(root, dirname(path), link)),
    );
    expect(broken).toEqual([]);
  });

  it('calls commands with options that they have', async () => {
    const wrong: string[] = [];
    for (const path of PAGES) {
      for (const { words: call, options } of callsIn(await readPage(path))) {
        const help = await helpOf(call);
        for (const option of options) {
          if (!new RegExp(`(^|[ ,])${option}\\b`, 'm').test(help))
            wrong.push(`${path}: ${call.join(' ')} ${option}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });
});

describe('example experiments', () => {
  const files = globSync('examples/*.yaml', { cwd: root });

  it('are there', () => expect(files.length).toBeGreaterThan(1));

  it.each(files)('%s can be planned', async (file) => {
    const specification = await readSpecification(join(root, file));
    const cells = planCells(specification, (family) => String(family));
    expect(cells.length).toBeGreaterThan(1);
  });

  it('spell out the default grid', async () => {
    const { dataset, ...written } = await readSpecification(join(root, 'examples/default-grid.yaml'));
    const { dataset: _, ...own } = parseExperiment({ ...defaultGrid, dataset }, 'the default grid');
    expect(written).toEqual(own);
  });
});

function sourcesOf(name: string): readonly string[] {
  return globSync('**/*.{ts,tsx}', { cwd: join(root, 'packages', name, 'src') })
    .filter((file) => !/\.(test|fixture)\.ts$|(^|\/)fixtures\.ts$/.test(file))
    .map((file) => join(root, 'packages', name, 'src', file));
}

function importsOf(file: string): readonly string[] {
  return ts
    .preProcessFile(readFileSync(file, 'utf8'), true, true)
    .importedFiles.map(({ fileName }) => fileName);
}

/** Values that Node and every page have, though they are declared with the page. */
const EVERYWHERE = ['TextDecoder', 'TextEncoder', 'atob', 'btoa', 'crypto', 'performance'];

/** Packages that have no business with the machine: the libraries that they may use, and no module of Node. */
const LIBRARIES: Readonly<Record<string, readonly string[]>> = {
  kernels: [],
  core: ['zod'],
  observation: ['zod'],
  networks: [
    'zod',
    'fflate',
    'h5wasm',
    'protobufjs/light.js',
    'flatbuffers',
    'flatbuffers/js/flexbuffers.js',
  ],
  phantom: [],
  media: ['mediabunny'],
  pages: ['@observablehq/plot', 'linkedom/worker', 'yaml'],
  workbench: ['zod', 'react', 'react-dom/client', 'onnxruntime-common'],
};

function mayImport(file: string, target: string, name: string, allowed: readonly string[]): boolean {
  if (target.startsWith('.'))
    return join(dirname(file), target).startsWith(join(root, 'packages', name, 'src'));
  const workspace = /^@wince\/(\w+)/.exec(target);
  if (workspace) return allowed.includes(workspace[1]);
  if (name in LIBRARIES) return LIBRARIES[name].includes(target);
  return target.startsWith('node:') || !builtinModules.includes(target);
}

const helps = new Map<string, string>();

const WITH_SUBCOMMANDS: readonly string[] = ['dataset', 'networks', 'accounts', 'cache', 'queue'];

/** What `wince ... --help` prints. */
async function helpOf(call: readonly string[]): Promise<string> {
  const key = call.join(' ');
  const known = helps.get(key);
  if (known !== undefined) return known;
  let printed = '';
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  const status = await main(['node', 'wince', ...call, '--help']).finally(() => write.mockRestore());
  expect(status, `wince ${key} --help`).toBe(0);
  helps.set(key, printed);
  return printed;
}

/** The calls of `wince` in the code of a page: the words of the command, and the long options behind it. */
function callsIn(page: string): readonly { words: readonly string[]; options: readonly string[] }[] {
  const code = blocksOf(page)
    .filter(({ language }) => language === 'sh' || language === 'console')
    .flatMap(({ text, language }) => {
      const lines = text.replaceAll('\\\n', ' ').split('\n');
      return language === 'sh' ? lines : lines.filter((line) => line.startsWith('$ '));
    });
  const inline = Array.from(page.matchAll(/`((?:npx )?wince [^`\n]+)`/g), ([, call]) => call);
  return [...code, ...inline].flatMap((line) => {
    const call = /(?:^|[\s;&|(])wince ((?:[a-z]+ ?)+)?(.*)$/.exec(line);
    if (!call) return [];
    const [first, second] = (call[1] ?? '').trim().split(' ');
    const named = WITH_SUBCOMMANDS.includes(first) ? [first, second] : [first];
    const options = call[2].split(/[>|;&]/)[0].match(/(?<=\s|^)--[a-z-]+/g) ?? [];
    return [{ words: named.filter((word) => word !== undefined && word !== ''), options }];
  });
}

import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

/**
 * Rooms are the folders and files of a folder, at every level. Neither files nor rooms may import each other in a circle, and
 * an import of a type counts like any other.
 */

const packages = fileURLToPath(new URL('../packages', import.meta.url));

const PACKAGES = globSync('*', { cwd: packages }).toSorted();

/** Who imports whom: each name with the names that it imports. */
type Imports = ReadonlyMap<string, ReadonlySet<string>>;

describe.each(PACKAGES)('in %s', (name) => {
  const files = filesOf(name);

  it('no files import each other in a circle', () => {
    expect(files.size).toBeGreaterThan(5);
    expect(circlesOf(files).map(written)).toEqual([]);
  });

  it('no rooms import each other in a circle', () => {
    expect(roomCircles(files)).toEqual([]);
  });
});

describe('circles', () => {
  it('are found, each once and by the shortest way', () => {
    const files = graph({ a: 'b', b: 'c d', c: 'a', d: 'b', e: 'a' });
    expect(circlesOf(files).map(written)).toEqual(['a -> b -> c -> a', 'b -> d -> b']);
  });

  it('are not found where imports go one way', () => {
    expect(circlesOf(graph({ a: 'b c', b: 'd', c: 'd', d: '' }))).toEqual([]);
  });

  it('between rooms are found at the level at which they are, with the imports that make them', () => {
    const files = graph({
      'p/src/a/one.ts': 'p/src/b/deep/two.ts',
      'p/src/b/three.ts': 'p/src/a/four.ts',
      'p/src/a/four.ts': '',
      'p/src/b/deep/two.ts': '',
    });
    expect(circlesOf(files)).toEqual([]);
    expect(roomCircles(files)).toEqual([
      'p/src: a -> b -> a (p/src/a/one.ts imports p/src/b/deep/two.ts; p/src/b/three.ts imports p/src/a/four.ts)',
    ]);
  });

  it('between a file and the folder beside it are found, too', () => {
    const files = graph({ 'p/src/a.ts': 'p/src/a/b.ts', 'p/src/a/b.ts': 'p/src/a/c.ts', 'p/src/a/c.ts': '' });
    expect(roomCircles(files)).toEqual([]);
    expect(roomCircles(graph({ 'p/src/a.ts': 'p/src/a/b.ts', 'p/src/a/c.ts': 'p/src/a.ts' }))).toEqual([
      'p/src: a -> a.ts -> a (p/src/a/c.ts imports p/src/a.ts; p/src/a.ts imports p/src/a/b.ts)',
    ]);
  });

  it('of tests and their fixtures are no circles between rooms', () => {
    const files = graph({ 'p/src/a/x.test.ts': 'p/src/b/y.ts', 'p/src/b/y.ts': 'p/src/a/z.ts' });
    expect(roomCircles(files)).toEqual([]);
    expect(
      roomCircles(graph({ 'p/src/a/x.fixture.ts': 'p/src/b/y.ts', 'p/src/b/y.ts': 'p/src/a/z.ts' })),
    ).toEqual([]);
  });
});

describe('an import', () => {
  it.each([
    ['of values', "import { a } from './a.ts';"],
    ['of types', "import type { A } from './a.ts';"],
    ['of a type among values', "import { type A, b } from './a.ts';"],
    ['that is passed on', "export * from './a.ts';"],
    ['of a type that is passed on', "export type { A } from './a.ts';"],
    ['within a type', "export type A = import('./a.ts').A;"],
    ['while the program runs', "export const a = await import('./a.ts');"],
    ['for what it does', "import './a.ts';"],
  ])('%s is seen', (_, source) => {
    expect(importsIn(source)).toEqual(['./a.ts']);
  });

  it('in a comment or a text is not', () => {
    expect(importsIn(`// import './a.ts';\nexport const a = "import './a.ts'";`)).toEqual([]);
  });
});

/** The files of a package with the files that they import, as paths from `packages`. */
function filesOf(name: string): Imports {
  const files = globSync(`${name}/src/**/*.{ts,tsx}`, { cwd: packages }).toSorted();
  return new Map(
    files.map((file) => {
      const targets = importsIn(readFileSync(join(packages, file), 'utf8')).filter((to) =>
        to.startsWith('.'),
      );
      return [file, new Set(targets.map((to) => relative(packages, join(packages, dirname(file), to))))];
    }),
  );
}

function importsIn(source: string): readonly string[] {
  return ts.preProcessFile(source, true, true).importedFiles.map(({ fileName }) => fileName);
}

/** Circles between what stands beside each other in a folder, at every level: tests and fixtures left out. */
function roomCircles(files: Imports): readonly string[] {
  const own = [...files].filter(([file]) => !/\.(test|fixture)\.ts$/.test(file));
  const imports = own.flatMap(([file, targets]) => [...targets].map((target) => ({ file, target })));
  const folders = new Set(own.flatMap(([file]) => foldersAbove(file)));
  return [...folders].toSorted().flatMap((folder) => {
    const within = imports
      .map(({ file, target }) => ({ file, target, from: roomOf(folder, file), to: roomOf(folder, target) }))
      .filter(({ from, to }) => from !== undefined && to !== undefined && from !== to);
    const rooms = new Map<string, Set<string>>();
    for (const { from = '', to = '' } of within) rooms.set(from, (rooms.get(from) ?? new Set()).add(to));
    return circlesOf(rooms).map((circle) => {
      const steps = circle.map((from, i) => {
        const step = within.find(
          (found) => found.from === from && found.to === circle[(i + 1) % circle.length],
        );
        return `${step?.file} imports ${step?.target}`;
      });
      return `${folder}: ${written(circle)} (${steps.join('; ')})`;
    });
  });
}

/** The folders that a file is in, from the innermost up to `PACKAGE/src`. */
function foldersAbove(file: string): readonly string[] {
  const parts = file.split('/');
  return parts.slice(2).map((_, depth) => parts.slice(0, depth + 2).join('/'));
}

/** The name that stands in the folder for a file: the file's own, or that of the folder that it is in. */
function roomOf(folder: string, file: string): string | undefined {
  return file.startsWith(`${folder}/`) ? file.slice(folder.length + 1).split('/')[0] : undefined;
}

/** The shortest circle through each name that has one, each circle once, from its first name by the alphabet. */
function circlesOf(imports: Imports): readonly (readonly string[])[] {
  const circles = new Map<string, readonly string[]>();
  for (const name of [...imports.keys()].toSorted()) {
    const way = shortestWayBack(name, imports);
    if (!way) continue;
    const first = way.indexOf(way.toSorted()[0]);
    const circle = [...way.slice(first), ...way.slice(0, first)];
    circles.set(written(circle), circle);
  }
  return [...circles.values()];
}

function shortestWayBack(name: string, imports: Imports): readonly string[] | undefined {
  const seen = new Set<string>();
  const ways = [[name]];
  for (let way = ways.shift(); way; way = ways.shift()) {
    for (const next of imports.get(way[way.length - 1]) ?? []) {
      if (next === name) return way;
      if (seen.has(next)) continue;
      seen.add(next);
      ways.push([...way, next]);
    }
  }
  return undefined;
}

function written(circle: readonly string[]): string {
  return [...circle, circle[0]].join(' -> ');
}

function graph(imports: Readonly<Record<string, string>>): Imports {
  return new Map(
    Object.entries(imports).map(([from, to]) => [from, new Set(to.split(' ').filter((name) => name !== ''))]),
  );
}

import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import * as wince from '../packages/cli/src/index.ts';
import { libraryEntries } from './library-entries.ts';
import { blocksOf, firstColumn, readPage, tableUnder } from './markdown.ts';
import { entryOf, offeredBy, programOf } from './offered.ts';

/**
 * What users import from `wince` is a promise. A name that comes or goes stands in `surface.txt`, so that the change is seen;
 * write it there by hand.
 */

const root = fileURLToPath(new URL('..', import.meta.url));
const PACKAGES = [
  'kernels',
  'core',
  'networks',
  'phantom',
  'media',
  'pages',
  'observation',
  'runtime',
  'workbench',
  'server',
  'cli',
];
const program = programOf([...PACKAGES.map(entryOf), ...libraryEntries.values()]);
const offered = offeredBy(entryOf('cli'), program);
const page = await readPage('docs/library.md');
const links = globSync('{packages/*/src,tests,tools,bench,scripts}/**/*.ts', { cwd: root }).flatMap(linksOf);

describe('what is imported from wince', () => {
  it('is the list in surface.txt', async () => {
    const listed = (await readPage('tests/surface.txt')).trimEnd().split('\n');
    expect(offered.map(({ name, kind }) => (kind === 'type' ? `type ${name}` : name))).toEqual(listed);
  });

  it('is there when the program runs', () => {
    const values = offered.filter(({ kind }) => kind !== 'type').map(({ name }) => name);
    expect(Object.keys(wince).toSorted(byUnits)).toEqual(values);
  });

  it('has no way to learn a decision from scores: only the pipeline does, inside training rows', () => {
    const functions = offered.filter(({ kind }) => kind === 'function').map(({ name }) => name);
    expect(functions).toEqual(expect.arrayContaining(['fitCell', 'applyCell']));
    for (const name of ['asLeftOut', 'chooseThreshold', 'fitSigmoid', 'fitStages', 'pointsOf', 'labelSets'])
      expect(functions).not.toContain(name);
  });

  it('is documented, each name', () => {
    expect(
      offered.filter(({ documented }) => !documented).map(({ name, file }) => `${name} (${file})`),
    ).toEqual([]);
  });
});

describe('the page on the library', () => {
  it('has a row for each entry', () => {
    expect(firstColumn(page, 'Entries').toSorted(byUnits)).toEqual(
      [...libraryEntries.keys()].filter((name) => name !== 'wince').toSorted(byUnits),
    );
  });

  it('names what is offered', () => {
    const wrong = tableUnder(page, 'Entries').flatMap(([entry, , cell]) => {
      const here = offeredBy(libraryEntries.get(entry.replaceAll('`', '')) ?? '', program);
      const names = Array.from(cell.matchAll(/`([^`]+)`/g), ([, name]) => name);
      return names.filter((name) => !here.some((each) => each.name === name));
    });
    expect(wrong).toEqual([]);
  });

  it('shows code that compiles', () => {
    const code = blocksOf(page).filter(({ language }) => language === 'ts');
    expect(code.length).toBeGreaterThan(1);
    expect(problemsOf(code.map(({ text }) => text))).toEqual([]);
  });

  it('finds code that does not', () => {
    expect(problemsOf(["import { solveSvm } from 'wince';\nsolveSvm();\n"])).toEqual([
      `Module '"wince"' has no exported member 'solveSvm'.`,
    ]);
  });
});

describe('a package', () => {
  it.each(PACKAGES.filter((name) => name !== 'cli'))('%s names what it offers, one by one', (name) => {
    expect(readFileSync(entryOf(name), 'utf8')).not.toMatch(/export \*/);
  });

  it('cli offers what its entries do, which name it one by one', () => {
    const lists = [
      entryOf('cli'),
      ...globSync('packages/cli/src/entries/**/*.ts', { cwd: root }).map((file) => join(root, file)),
    ];
    expect(lists.length).toBeGreaterThan(libraryEntries.size);
    const passed = lists.flatMap((file) =>
      Array.from(readFileSync(file, 'utf8').matchAll(/export \* from '(.*)'/g), ([, from]) =>
        join(file, '..', from),
      ),
    );
    expect(passed.filter((file) => !lists.includes(file))).toEqual([]);
    const own = [...libraryEntries].filter(([name]) => name !== 'wince');
    const names = own.flatMap(([, file]) => offeredBy(file, program).map(({ name }) => name));
    expect([...new Set(names)].toSorted(byUnits)).toEqual(offered.map(({ name }) => name));
  });

  it.each(PACKAGES.filter((name) => name !== 'cli'))('%s offers nothing that nobody imports', (name) => {
    const names = offeredBy(entryOf(name), program).map((each) => each.name);
    const imported = importedFrom(name);
    expect(names.filter((each) => !imported.has(each))).toEqual([]);
  });
});

describe('an exported name', () => {
  it('is declared in one file, so that it has one meaning', () => {
    const files = new Map<string, string[]>();
    for (const file of globSync('packages/*/src/**/*.ts', { cwd: root })) {
      if (/\.(test|fixture)\.ts$|\/index\.ts$|\/compiled\//.test(file)) continue;
      for (const name of declaredIn(file)) files.set(name, [...(files.get(name) ?? []), file]);
    }
    const twice = [...files].filter(([name, all]) => all.length > 1 && !ROOMS_ALIKE.has(name));
    expect(files.size).toBeGreaterThan(1000);
    expect(twice).toEqual([]);
  });
});

/** What each reader of a format calls the same part of itself, and the version that each installed package tells. */
const ROOMS_ALIKE = new Set(['FORMAT', 'operations', 'readingOf', 'version']);

function byUnits(a: string, b: string): number {
  return a < b ? -1 : 1;
}

/** The names that code outside of a package imports from it. */
function importedFrom(name: string): ReadonlySet<string> {
  const own = new RegExp(`^@wince/${name}$|/packages/${name}/src/index\\.ts$`);
  const outside = links.filter(({ file, from }) => !file.startsWith(`packages/${name}/`) && own.test(from));
  return new Set(outside.flatMap(({ names }) => names));
}

interface Link {
  readonly file: string;
  readonly from: string;
  readonly names: readonly string[];
}

/** What a file imports or passes on by name. */
function linksOf(file: string): readonly Link[] {
  return sourceOf(file).statements.flatMap((statement): readonly Link[] => {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return [];
    const { moduleSpecifier } = statement;
    if (!moduleSpecifier || !ts.isStringLiteral(moduleSpecifier)) return [];
    const bindings = ts.isImportDeclaration(statement)
      ? statement.importClause?.namedBindings
      : statement.exportClause;
    if (!bindings || !(ts.isNamedImports(bindings) || ts.isNamedExports(bindings))) return [];
    const names = bindings.elements.map(({ name, propertyName }) => (propertyName ?? name).text);
    return [{ file, from: moduleSpecifier.text, names }];
  });
}

/** The names that a file declares and exports. */
function declaredIn(file: string): readonly string[] {
  const names = sourceOf(file).statements.flatMap((statement): readonly string[] => {
    if (!ts.canHaveModifiers(statement)) return [];
    const isExported = ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
    if (!isExported) return [];
    if (ts.isVariableStatement(statement)) {
      return statement.declarationList.declarations.flatMap(({ name }) =>
        ts.isIdentifier(name) ? [name.text] : [],
      );
    }
    const isNamed =
      ts.isFunctionDeclaration(statement) ||
      ts.isClassDeclaration(statement) ||
      ts.isInterfaceDeclaration(statement) ||
      ts.isTypeAliasDeclaration(statement);
    return isNamed && statement.name ? [statement.name.text] : [];
  });
  return [...new Set(names)];
}

function sourceOf(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.ES2024, true);
}

/** What the compiler says of pieces of code that import from wince, each a file of its own. */
function problemsOf(code: readonly string[]): readonly string[] {
  const read = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(read.config, ts.sys, root);
  const made = new Map(code.map((text, i) => [join(root, 'tests', `made-${i}.ts`), text]));
  const host = ts.createCompilerHost({ ...options, incremental: false });
  const { getSourceFile, fileExists, readFile } = host;
  host.getSourceFile = (path, ...rest) => {
    const text = made.get(path);
    return text === undefined
      ? getSourceFile(path, ...rest)
      : ts.createSourceFile(path, text, ts.ScriptTarget.ES2024, true);
  };
  host.fileExists = (path) => made.has(path) || fileExists(path);
  host.readFile = (path) => made.get(path) ?? readFile(path);
  const compiled = ts.createProgram(
    [...made.keys()],
    {
      ...options,
      noEmit: true,
      incremental: false,
      paths: Object.fromEntries(Array.from(libraryEntries, ([name, file]) => [name, [file]])),
    },
    host,
  );
  return [...made.keys()].flatMap((path) =>
    compiled
      .getSemanticDiagnostics(compiled.getSourceFile(path))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' ')),
  );
}

import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

/** Whoever calls a function from outside its package reads what it takes and gives, and need not open the source. */

const packages = fileURLToPath(new URL('../packages', import.meta.url));

/** The packages that are held to this so far; all of them in the end. */
const HELD = ['kernels', 'networks', 'phantom', 'media', 'pages'];

const program = programOf(HELD.map(entryOf));

describe.each(HELD)('what %s offers', (name) => {
  it('is documented, each function', () => {
    const found = functionsOf(entryOf(name), program);
    expect(found.length).toBeGreaterThan(0);
    expect(found.filter(({ documented }) => !documented).map(({ where }) => where)).toEqual([]);
  });
});

describe('a function without a docstring', () => {
  const files = {
    '/made/index.ts': `
      export * from './plain.ts';
      export { renamed as offered } from './plain.ts';
    `,
    '/made/plain.ts': `
      /** What it does. */
      export function told(): void {}
      /** @internal */
      export function tagged(): void {}
      export function silent(): void {}
      // No docstring.
      export const arrow = (value: number): number => value;
      /** What it does. */
      export const toldArrow = (value: number): number => value;
      export const NUMBER = 7;
      export interface Told { readonly name: string }
      function hidden(): void {}
      export function renamed(): void { hidden(); }
      /** The first of two forms. */
      export function twice(value: string): string;
      export function twice(value: number): number;
      export function twice(value: string | number): string | number { return value; }
      /** A value that is called. */
      export class Opened { close(): void {} }
    `,
  };

  it('is found, however it is written and passed on', () => {
    const found = functionsOf('/made/index.ts', programOf(['/made/index.ts'], files));
    expect(
      Object.fromEntries(found.map(({ where, documented }) => [where.split(' ')[0], documented])),
    ).toEqual({
      arrow: false,
      offered: false,
      renamed: false,
      silent: false,
      tagged: false,
      told: true,
      toldArrow: true,
      twice: true,
    });
  });
});

interface Offered {
  /** Its name, and the file that declares it. */
  readonly where: string;
  readonly documented: boolean;
}

/** The functions that a module exports, declared there or passed on, by name. */
function functionsOf(entry: string, program: ts.Program): readonly Offered[] {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(entry);
  const module = source && checker.getSymbolAtLocation(source);
  if (!module) throw new Error(`${entry} exports nothing`);
  return checker
    .getExportsOfModule(module)
    .flatMap((exported): readonly Offered[] => {
      const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
      const declaration = symbol.valueDeclaration;
      if (!declaration || !isFunction(symbol, declaration, checker)) return [];
      const text = ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim();
      const file = declaration.getSourceFile().fileName.replace(`${packages}/`, '');
      return [{ where: `${exported.name} (${file})`, documented: text !== '' }];
    })
    .toSorted((a, b) => (a.where < b.where ? -1 : 1));
}

function isFunction(symbol: ts.Symbol, declaration: ts.Declaration, checker: ts.TypeChecker): boolean {
  if (ts.isFunctionDeclaration(declaration)) return true;
  if (!ts.isVariableDeclaration(declaration)) return false;
  return checker.getTypeOfSymbolAtLocation(symbol, declaration).getCallSignatures().length > 0;
}

/**
 * The program of some files of the disk, or of made-up ones. Of what they import only the packages here are read: no library of
 * others decides whether something is a function of ours.
 */
function programOf(entries: readonly string[], made: Readonly<Record<string, string>> = {}): ts.Program {
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2024,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    allowImportingTsExtensions: true,
    noEmit: true,
    noLib: true,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile } = host;
  host.getSourceFile = (path, ...rest) =>
    path in made
      ? ts.createSourceFile(path, made[path], ts.ScriptTarget.ES2024, true)
      : getSourceFile(path, ...rest);
  host.resolveModuleNameLiterals = (literals, from) =>
    literals.map(({ text }) => ({ resolvedModule: resolved(text, from) }));
  return ts.createProgram([...entries], options, host);
}

function resolved(specifier: string, from: string): ts.ResolvedModuleFull | undefined {
  const workspace = /^@wince\/(\w+)$/.exec(specifier);
  if (!workspace && !specifier.startsWith('.')) return undefined;
  const resolvedFileName = workspace ? entryOf(workspace[1]) : join(dirname(from), specifier);
  return { resolvedFileName, extension: ts.Extension.Ts };
}

function entryOf(name: string): string {
  return join(packages, name, 'src/index.ts');
}

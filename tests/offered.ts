import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** The folder of all packages. */
export const PACKAGES_FOLDER = fileURLToPath(new URL('../packages', import.meta.url));

/** A name that a module exports, declared there or passed on. */
export interface Offered {
  readonly name: string;
  /** The file that declares it, from the folder of the packages. */
  readonly file: string;
  /** `type`: it is gone when the program runs. */
  readonly kind: 'function' | 'value' | 'type';
  readonly documented: boolean;
}

/** All that a module exports, by name. */
export function offeredBy(entry: string, program: ts.Program): readonly Offered[] {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(entry);
  const module = source && checker.getSymbolAtLocation(source);
  if (!module) throw new Error(`${entry} exports nothing`);
  return checker
    .getExportsOfModule(module)
    .map((exported): Offered => {
      const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
      const [declaration] = symbol.declarations ?? [];
      if (!declaration) throw new Error(`${exported.name} of ${entry} is declared nowhere`);
      return {
        name: exported.name,
        file: declaration.getSourceFile().fileName.replace(`${PACKAGES_FOLDER}/`, ''),
        kind: kindOf(symbol, checker),
        documented: ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim() !== '',
      };
    })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function kindOf(symbol: ts.Symbol, checker: ts.TypeChecker): Offered['kind'] {
  const { valueDeclaration } = symbol;
  if (!valueDeclaration || !(symbol.flags & ts.SymbolFlags.Value)) return 'type';
  return isFunction(symbol, valueDeclaration, checker) ? 'function' : 'value';
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
export function programOf(
  entries: readonly string[],
  made: Readonly<Record<string, string>> = {},
): ts.Program {
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

/** The file that lists what a package offers. */
export function entryOf(name: string): string {
  return join(PACKAGES_FOLDER, name, 'src/index.ts');
}

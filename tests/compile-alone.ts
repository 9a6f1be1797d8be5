import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const LANGUAGE = 'lib.es2024.d.ts';
const PAGE = 'lib.dom.d.ts';

/** The program of some files with the language around it, and a page where asked; never Node. */
export function programAlone(
  files: readonly string[],
  { page, host }: { readonly page: boolean; readonly host?: ts.CompilerHost },
): ts.Program {
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2024,
    lib: page ? [LANGUAGE, PAGE] : [LANGUAGE],
    types: [],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    allowImportingTsExtensions: true,
    noEmit: true,
    strict: true,
    skipLibCheck: true,
  };
  return ts.createProgram([...files], options, host);
}

/** The program of one file of `core` that is not on disk. */
export function programOfText(source: string, { page }: { readonly page: boolean }): ts.Program {
  const host = ts.createCompilerHost({});
  const { getSourceFile, fileExists } = host;
  const name = fileURLToPath(new URL('../packages/core/src/of-text.ts', import.meta.url));
  host.fileExists = (path) => path === name || fileExists(path);
  host.getSourceFile = (path, ...rest) =>
    path === name ? ts.createSourceFile(path, source, ts.ScriptTarget.ES2024) : getSourceFile(path, ...rest);
  return programAlone([name], { page, host });
}

/** What the compiler says of a program. */
export function problemsOf(program: ts.Program): readonly string[] {
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

/** The values of a page that a program's own files use: `document`, `fetch`. Types of a page do not count. */
export function valuesOfPage(program: ts.Program): readonly string[] {
  const checker = program.getTypeChecker();
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && !ts.isPartOfTypeNode(node)) {
      const declared = checker.getSymbolAtLocation(node)?.declarations ?? [];
      if (declared.length > 0 && declared.every(isGlobalOfPage)) found.add(node.text);
    }
    node.forEachChild(visit);
  };
  const own = new Set(program.getRootFileNames());
  for (const file of program.getSourceFiles()) if (own.has(file.fileName)) visit(file);
  return [...found];
}

/** Whether a declaration of the page's own library stands at its top: a member of an object does not. */
function isGlobalOfPage(declaration: ts.Declaration): boolean {
  if (!declaration.getSourceFile().fileName.endsWith(PAGE)) return false;
  const of = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
  return of.parent === declaration.getSourceFile();
}

import { readdirSync } from 'node:fs';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { entryOf, offeredBy, PACKAGES_FOLDER, programOf } from './offered.ts';

/** Whoever calls a function from outside its package reads what it takes and gives, and need not open the source. */

const PACKAGES = readdirSync(PACKAGES_FOLDER).toSorted();

const program = programOf(PACKAGES.map(entryOf));

describe.each(PACKAGES)('what %s offers', (name) => {
  it('is documented, each function', () => {
    const found = functionsOf(entryOf(name));
    expect(found.length).toBeGreaterThan(0);
    expect(
      found.filter(({ documented }) => !documented).map(({ name, file }) => `${name} (${file})`),
    ).toEqual([]);
  });
});

describe('what may be left out', () => {
  it('of the options of the library has a docstring with its default', () => {
    const entry = entryOf('cli');
    const declared = new Set(offeredBy(entry, program).map(({ name, file }) => `${file} ${name}`));
    const members = program.getSourceFiles().flatMap((source) => {
      const file = source.fileName.replace(`${PACKAGES_FOLDER}/`, '');
      return source.statements
        .filter(ts.isInterfaceDeclaration)
        .filter(({ name: { text } }) => /(Options|Request)$/.test(text) && declared.has(`${file} ${text}`))
        .flatMap(({ name, members }) =>
          members
            .filter((member) => ts.isPropertySignature(member) && member.questionToken !== undefined)
            .map((member) => ({
              name: `${name.text}.${member.name?.getText(source)}`,
              words: ts
                .getJSDocCommentsAndTags(member)
                .map((comment) => comment.getText(source))
                .join(' '),
            })),
        );
    });
    expect(members.length).toBeGreaterThan(100);
    const stated = /default|where (nothing|none|it is not|no |the user)|left out/i;
    expect(members.filter(({ words }) => !stated.test(words)).map(({ name }) => name)).toEqual([]);
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
    expect(Object.fromEntries(found.map(({ name, documented }) => [name, documented]))).toEqual({
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

function functionsOf(entry: string, of = program) {
  return offeredBy(entry, of).filter(({ kind }) => kind === 'function');
}

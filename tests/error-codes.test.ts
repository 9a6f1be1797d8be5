import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { errorCodes, errorGroups } from '@wince/core';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { errorPage } from '../scripts/error-table.ts';
import { readPage } from './markdown.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const known = new Set(Object.keys(errorCodes));

describe('the table of error codes', () => {
  it('has each code once', () => {
    const all = errorGroups.flatMap(({ codes }) => Object.keys(codes));
    expect(all.toSorted()).toEqual([...known].toSorted());
  });

  it.each(Object.entries(errorCodes))(
    '%s is a word with two plain sentences',
    (code, { meaning, whatToDo }) => {
      expect(code).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      for (const sentence of [meaning, whatToDo]) expect(sentence).toMatch(/^[A-Z`][^|\n]{8,}\.$/);
    },
  );

  it('is frozen', () => {
    expect(Object.isFrozen(errorCodes)).toBe(true);
  });

  it('is what docs/errors.md shows (npx node scripts/error-table.ts writes it)', async () => {
    expect(await readPage('docs/errors.md')).toBe(errorPage());
  });
});

describe('the sources', () => {
  const files = globSync('packages/*/src/**/*.ts', { cwd: root })
    .filter(
      (path) => !/\.(test|fixture)\.ts$/.test(path) && !path.startsWith('packages/core/src/error-codes'),
    )
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
  const found = files.map(({ path, text }) => ({ path, ...codesOf(path, text) }));

  it('throw no error with a code outside the table', () => {
    const strange = found.flatMap(({ path, thrown }) =>
      thrown.filter((code) => !known.has(code)).map((code) => `${path}: ${code}`),
    );
    expect(found.flatMap(({ thrown }) => thrown).length).toBeGreaterThan(150);
    expect(strange).toEqual([]);
  });

  it('use every code of the table', () => {
    const used = new Set(found.flatMap(({ thrown, handed }) => [...thrown, ...handed]));
    expect([...known].filter((code) => !used.has(code))).toEqual([]);
  });

  it('promise in their docstrings only codes of the table', () => {
    const strange = files.flatMap(({ path, text }) =>
      Array.from(
        text.matchAll(/@throws WinceError ((?:`[a-z0-9-]+`(?:,\s+(?:\*\s+)?|\s+or\s+)?)+)/g),
        ([, codes]) => codes,
      )
        .flatMap((codes) => Array.from(codes.matchAll(/`([a-z0-9-]+)`/g), ([, code]) => code))
        .filter((code) => !known.has(code))
        .map((code) => `${path}: ${code}`),
    );
    expect(strange).toEqual([]);
  });
});

it('finds the codes of a source', () => {
  const text = `
    throw new WinceError('a', 'no b', { hint: 'c' });
    throw new WinceError(bad ? 'd' : 'e', '', { hint: '' });
    throw refuse('f');
    const CODES = { x: 'g' } as const satisfies Record<string, ErrorCode>;
    const finding = { code: 'h' };
  `;
  const { thrown, handed } = codesOf('a.ts', text);
  expect(thrown).toEqual(['a', 'd', 'e']);
  expect(handed).toEqual(expect.arrayContaining(['f', 'g']));
  expect(handed).not.toContain('h');
});

/** The codes that a source gives to `new WinceError`, and all words that it hands to functions, which may be codes, too. */
function codesOf(path: string, text: string): { thrown: readonly string[]; handed: readonly string[] } {
  const thrown: string[] = [];
  const handed: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isNewExpression(node) || ts.isCallExpression(node)) {
      const isError = ts.isNewExpression(node) && node.expression.getText() === 'WinceError';
      (node.arguments ?? []).forEach((argument, i) => {
        (isError && i === 0 ? thrown : handed).push(...wordsOf(argument));
      });
    }
    if (ts.isSatisfiesExpression(node) && node.type.getText().includes('ErrorCode')) {
      const inner = ts.isAsExpression(node.expression) ? node.expression.expression : node.expression;
      if (ts.isObjectLiteralExpression(inner)) {
        for (const property of inner.properties) {
          if (ts.isPropertyAssignment(property)) handed.push(...wordsOf(property.initializer));
        }
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
  return { thrown, handed };
}

/** A literal, or both literals of a choice. */
function wordsOf(expression: ts.Expression): readonly string[] {
  if (ts.isStringLiteral(expression)) return [expression.text];
  if (ts.isConditionalExpression(expression)) {
    return [...wordsOf(expression.whenTrue), ...wordsOf(expression.whenFalse)];
  }
  return [];
}

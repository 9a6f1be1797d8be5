import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PredictionRow } from '@wince/core';
import type { RunTables } from '@wince/runtime';
import { describe, expect, it } from 'vitest';
import type { AuditedScores } from '../packages/runtime/src/audit/leaky-protocols.ts';
import type { FoldOutcome, FoldResult } from '../packages/runtime/src/experiments/fold-task.ts';
import { readFoldOutcomes } from '../packages/runtime/src/experiments/fold-units.ts';

const packages = fileURLToPath(new URL('../packages', import.meta.url));
const room = 'runtime/src/audit/';

/** Every source file that imports a file, by what stands behind `from` or within `import(...)`. */
function importersOf(name: string): readonly string[] {
  return globSync('*/src/**/*.ts', { cwd: packages })
    .filter((file) => !file.endsWith('.test.ts'))
    .filter((file) => {
      const text = readFileSync(join(packages, file), 'utf8');
      return new RegExp(`['"/]${name.replaceAll('.', '\\.').replaceAll('/', '\\/')}['"]`).test(text);
    })
    .map((file) => file.replaceAll('\\', '/'))
    .sort();
}

describe('protocols that leak', () => {
  it('are imported by the audit alone', () => {
    expect(importersOf('leaky-protocols.ts')).toEqual([`${room}audit-leaks.ts`, `${room}leaky-unit.ts`]);
    expect(importersOf('leaky-unit.ts')).toEqual([`${room}audit-leaks.ts`, 'runtime/src/unit-kinds.ts']);
    expect(importersOf('audit-leaks.ts')).toEqual([`${room}audit.ts`]);
    expect(importersOf('audit/audit.ts')).toEqual(['runtime/src/index.ts']);
  });

  it('are reached by no other way into their room, and offered by no package', () => {
    const outside = globSync('runtime/src/**/*.ts', { cwd: packages })
      .map((file) => file.replaceAll('\\', '/'))
      .filter((file) => !file.startsWith(room) && !file.endsWith('.test.ts'));
    const ways = outside.flatMap((file) =>
      [...readFileSync(join(packages, file), 'utf8').matchAll(/['"][./]+\/audit\/([\w-]+\.ts)['"]/g)].map(
        ([, name]) => `${file}: ${name}`,
      ),
    );
    expect(ways.sort()).toEqual([
      'runtime/src/index.ts: audit.ts',
      'runtime/src/unit-kinds.ts: leaky-unit.ts',
      'runtime/src/unit-kinds.ts: nuisance-unit.ts',
      'runtime/src/unit-kinds.ts: probe-unit.ts',
    ]);
    const surface = readFileSync(fileURLToPath(new URL('surface.txt', import.meta.url)), 'utf8');
    expect(surface).not.toMatch(/leaky|AuditedScores|auditCells/i);
  });

  it('give what no run is made of: neither the types nor the readers of a run take it', () => {
    const audited: AuditedScores = {
      ...{ auditedCell: 'hog/none/knn', auditedUnder: 'folds-by-picture' },
      scoreOfRow: Float64Array.of(0.5),
      decisionOfRow: Uint8Array.of(1),
    };
    // @ts-expect-error scores of a protocol that leaks are no result of a fold
    const result: FoldResult = audited;
    // @ts-expect-error nor are they an outcome
    const outcome: FoldOutcome = audited;
    // @ts-expect-error nor a row of predictions.csv
    const row: PredictionRow = audited;
    // @ts-expect-error nor the tables that a run writes
    const tables: RunTables = audited;
    for (const given of [result, outcome, row, tables]) {
      expect(() => readFoldOutcomes(Buffer.from(JSON.stringify([given])))).toThrow();
    }
  });
});

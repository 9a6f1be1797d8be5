import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WinceError } from '../errors.ts';
import { randomFrom, shuffle } from '../numbers/random.ts';
import { holdOut } from './hold-out.ts';
import { leaveOneSubjectOut } from './leave-one-subject-out.ts';
import { leaveSiteOut } from './leave-site-out.ts';
import type { Fold, ProtocolRows } from './protocol.ts';
import { subjectsKey } from './protocol.ts';
import { protocols } from './protocols.ts';
import { stratifiedKFolds } from './stratified-k-folds.ts';
import { trainTest } from './train-test.ts';

/** Subjects with some rows of each label. Four at least have both, so that no training set holds one class. */
const tables = fc
  .uniqueArray(fc.string({ minLength: 1, maxLength: 4 }), { minLength: 4, maxLength: 24 })
  .chain((names) =>
    fc.record({
      names: fc.constant(names),
      counts: fc.array(fc.tuple(fc.nat(5), fc.nat(5)), { minLength: names.length, maxLength: names.length }),
      order: fc.integer(),
      seed: fc.integer(),
    }),
  )
  .map(({ names, counts, order, seed }) => {
    const rows = names.flatMap((name, i) => {
      const [negative, positive] = i < 4 ? [counts[i][0] + 1, counts[i][1] + 1] : counts[i];
      const some = negative + positive === 0 ? 1 : negative;
      return [
        ...Array.from({ length: some }, () => ({ name, label: 0 })),
        ...Array.from({ length: positive }, () => ({ name, label: 1 })),
      ];
    });
    shuffle(rows, randomFrom(order));
    return { rows, seed, table: tableOf(rows) };
  });

/** Two sites, as a column: subjects in the order of their names come from one and the other in turn. */
function sitesOf(subjects: readonly string[]): readonly string[] {
  const names = [...new Set(subjects)].sort();
  return subjects.map((name) => (names.indexOf(name) % 2 === 0 ? 'north' : 'south'));
}

function tableOf(rows: readonly { name: string; label: number }[]): ProtocolRows {
  const subjects = rows.map(({ name }) => name);
  return {
    subjects,
    columnOf: (name) => (name === 'site' ? sitesOf(subjects) : undefined),
    y: Uint8Array.from(rows, ({ label }) => label),
    datasets: rows.map(({ name }) => (name.charCodeAt(0) % 2 === 0 ? 'test' : 'training')),
  };
}

function subjectsOf({ subjects }: ProtocolRows, rows: Int32Array): Set<string> {
  return new Set(Array.from(rows, (row) => subjects[row]));
}

/** Folds as sets of what stands in their rows, so that tables in another order can be compared. */
function contents(table: ProtocolRows, folds: readonly Fold[]) {
  return folds.map(({ id, training, test }) => ({
    id,
    training: [...subjectsOf(table, training)].sort(),
    test: [...subjectsOf(table, test)].sort(),
    rows: [training.length, test.length],
  }));
}

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof WinceError) return error.code;
    throw error;
  }
  return 'none';
}

const parameters = {
  'leave-one-subject-out': {},
  'stratified-k-folds': { folds: 3 },
  'hold-out': { share: 0.4 },
  'train-test': {},
  'leave-site-out': {},
} as const;

describe.each(protocols.entries)('protocol $id', (protocol) => {
  const given = Object.entries(parameters).find(([id]) => id === protocol.id)?.[1];
  const read = protocol.parameters.parse(given);

  it('has defaults for all parameters and refuses unknown ones', () => {
    expect(given).toBeDefined();
    expect(() => protocol.parameters.parse({})).not.toThrow();
    expect(() => protocol.parameters.parse({ colour: 'red' })).toThrow();
  });

  it('never puts a subject on both sides, and keeps rows ascending', () => {
    let refused = 0;
    fc.assert(
      fc.property(tables, ({ table, seed }) => {
        const run = () => protocol.folds(table, read, seed);
        if (['train-test', 'hold-out', 'leave-site-out'].includes(protocol.id)) {
          // Each may draw one label only, or names that look the same, which is refused and named.
          const code = codeOf(run);
          if (code !== 'none') {
            expect(['one-class-fold', 'no-rows', 'subject-in-both-data-sets']).toContain(code);
            refused++;
            return;
          }
        }
        for (const { training, test } of run()) {
          const learned = subjectsOf(table, training);
          for (const name of subjectsOf(table, test)) expect(learned.has(name)).toBe(false);
          expect(training.length + test.length).toBe(table.y.length);
          expect(test.length).toBeGreaterThan(0);
          for (const side of [training, test]) expect(side).toEqual(side.toSorted());
        }
      }),
      { numRuns: 200 },
    );
    expect(refused).toBeLessThan(150);
  });

  it('makes the same partition whatever the order of rows', () => {
    fc.assert(
      fc.property(tables, fc.integer(), ({ rows, table, seed }, order) => {
        if (codeOf(() => protocol.folds(table, read, seed)) !== 'none') return;
        const other = tableOf(shuffle([...rows], randomFrom(order)));
        expect(contents(other, protocol.folds(other, read, seed))).toEqual(
          contents(table, protocol.folds(table, read, seed)),
        );
      }),
    );
  });

  it('refuses no rows, one subject, a nameless subject', () => {
    const none = { subjects: [], y: new Uint8Array(0), datasets: [] };
    expect(codeOf(() => protocol.folds(none, read, 1))).toBe('no-rows');
    const one = { subjects: ['a', 'a'], y: Uint8Array.of(0, 1), datasets: ['training', 'training'] };
    expect(codeOf(() => protocol.folds(one, read, 1))).toBe('one-subject');
    const nameless = { subjects: ['a', ''], y: Uint8Array.of(0, 1), datasets: ['training', 'test'] };
    expect(codeOf(() => protocol.folds(nameless, read, 1))).toBe('no-subject');
  });

  it('names the fold whose training rows hold one class', () => {
    const subjects = ['a', 'a', 'b', 'c', 'd'];
    const datasets = ['test', 'test', 'training', 'training', 'training'];
    const table = { subjects, y: Uint8Array.of(0, 1, 0, 0, 0), datasets, columnOf: () => subjects };
    const list = protocol.id === 'hold-out' ? { ...given, subjects: ['a'] } : given;
    const run = () => protocol.folds(table, protocol.parameters.parse(list), 1);
    expect(codeOf(run)).toBe('one-class-fold');
    expect(run).toThrow(/^Fold "[^"]+" has \d training rows, all of them negative\.$/);
  });
});

describe('leave one subject out', () => {
  it('tests each subject in a fold of its name', () => {
    const table = { subjects: ['10', '9', '10', '9 ', '9'], y: Uint8Array.of(0, 1, 1, 1, 0) };
    const folds = leaveOneSubjectOut.folds(table, {}, 1);
    expect(folds.map(({ id, test }) => [id, [...test]])).toEqual([
      ['10', [0, 2]],
      ['9', [1, 4]],
      ['9 ', [3]],
    ]);
  });
});

describe('leave one site out', () => {
  const subjects = ['a', 'b', 'a', 'c'];
  const foldsOf = (sites: readonly string[] | undefined, column = 'site') =>
    leaveSiteOut.folds(
      { subjects, y: Uint8Array.of(0, 1, 1, 0), columnOf: (name) => (name === column ? sites : undefined) },
      { column },
      1,
    );

  it('tests each site in a fold of its name, and learns from the others', () => {
    const folds = foldsOf(['north', 'south', 'north', 'south'], 'ward');
    expect(folds.map(({ id, training, test }) => [id, [...training], [...test]])).toEqual([
      ['north', [1, 3], [0, 2]],
      ['south', [0, 2], [1, 3]],
    ]);
  });

  it.each([
    [undefined, 'missing-column'],
    [['north', '', 'north', 'south'], 'empty-field'],
    [['north', 'south', 'south', 'south'], 'subject-in-two-sites'],
    [['north', 'north', 'north', 'north'], 'one-site'],
  ])('refuses %j', (sites, code) => {
    expect(codeOf(() => foldsOf(sites))).toBe(code);
  });
});

describe('stratified k folds', () => {
  it('tests every subject exactly once, in folds of even numbers of subjects', () => {
    fc.assert(
      fc.property(tables, fc.integer({ min: 2, max: 4 }), ({ table, seed }, folds) => {
        const run = () => stratifiedKFolds.folds(table, { folds }, seed);
        if (codeOf(run) === 'one-class-fold') return;
        const tests = run().map(({ test }) => subjectsOf(table, test));
        expect(tests.length).toBe(folds);
        const all = tests.flatMap((names) => [...names]);
        expect(all.length).toBe(new Set(all).size);
        expect(new Set(all)).toEqual(new Set(table.subjects));
        const sizes = tests.map((names) => names.size);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('gives each fold its share of the labels where every subject has one label', () => {
    for (let seed = 0; seed < 50; seed++) {
      const subjects = Array.from({ length: 40 }, (_, i) => `s${i}`);
      const y = Uint8Array.from(subjects, (_, i) => (i < 10 ? 1 : 0));
      const folds = stratifiedKFolds.folds({ subjects, y }, { folds: 5 }, seed);
      for (const { test } of folds) expect(test.reduce((n, row) => n + y[row], 0)).toBe(2);
    }
  });

  it('keeps rows and labels near their shares where subjects differ much', () => {
    const random = randomFrom('unequal subjects');
    for (let seed = 0; seed < 20; seed++) {
      const rows = Array.from({ length: 31 }, (_, i) => ({ name: `s${i}`, rate: random.next() })).flatMap(
        ({ name, rate }) =>
          Array.from({ length: 60 + random.below(80) }, () => ({
            name,
            label: random.next() < rate ? 1 : 0,
          })),
      );
      const table = tableOf(rows);
      const positives = table.y.reduce((n, label) => n + label, 0);
      for (const { test } of stratifiedKFolds.folds(table, { folds: 5 }, seed)) {
        const share = subjectsOf(table, test).size / 31;
        const positive = test.reduce((n, row) => n + table.y[row], 0);
        expect(Math.abs(positive / (share * positives) - 1)).toBeLessThan(0.05);
        expect(Math.abs(test.length / (share * rows.length) - 1)).toBeLessThan(0.05);
      }
    }
  });

  it('makes other folds of another seed', () => {
    const subjects = Array.from({ length: 20 }, (_, i) => `s${i}`).flatMap((name) => [name, name]);
    const y = Uint8Array.from(subjects, (_, i) => i % 2);
    const ids = (seed: number) =>
      stratifiedKFolds.folds({ subjects, y }, { folds: 5 }, seed).map(({ id }) => id);
    expect(ids(1)).toEqual(ids(1));
    expect(ids(1)).not.toEqual(ids(2));
  });

  it('refuses more folds than subjects', () => {
    const table = { subjects: ['a', 'b'], y: Uint8Array.of(0, 1) };
    expect(codeOf(() => stratifiedKFolds.folds(table, { folds: 3 }, 1))).toBe('too-few-subjects');
  });
});

describe('hold-out', () => {
  const subjects = Array.from({ length: 20 }, (_, i) => `s${i}`).flatMap((name) => [name, name, name]);
  const y = Uint8Array.from(subjects, (_, i) => (i % 3 === 0 ? 1 : 0));
  const test = (given: object, seed = 1) => {
    const folds = holdOut.folds({ subjects, y }, holdOut.parameters.parse(given), seed);
    expect(folds.length).toBe(1);
    return [...subjectsOf({ subjects, y }, folds[0].test)];
  };

  it('tests its share of the subjects', () => {
    expect(test({}).length).toBe(6);
    expect(test({ share: 0.01 }).length).toBe(1);
    expect(test({ share: 0.99 }).length).toBe(19);
    expect(test({}, 1)).not.toEqual(test({}, 2));
  });

  it('tests the subjects of a list, or of a text with commas', () => {
    expect(test({ subjects: ['s3', 's11'] })).toEqual(['s3', 's11']);
    expect(test({ subjects: 's3,s11' })).toEqual(['s3', 's11']);
  });

  it('refuses unknown subjects, all subjects, and names that became numbers', () => {
    expect(codeOf(() => test({ subjects: ['S3'] }))).toBe('unknown-subject');
    expect(codeOf(() => test({ subjects: [...new Set(subjects)] }))).toBe('no-training-subjects');
    expect(() => test({ subjects: 7 })).toThrow(/in quotes/);
    expect(() => test({ subjects: [7] })).toThrow(/in quotes/);
  });
});

describe('train-test', () => {
  const table = {
    subjects: ['a', 'b', 'b', 'c'],
    y: Uint8Array.of(0, 1, 0, 1),
    datasets: ['training', 'training', 'test', 'test'],
  };
  const run = (given: object, rows: ProtocolRows = table) =>
    trainTest.folds(rows, trainTest.parameters.parse(given), 1);

  it('refuses a name that stands in both, unless they are said to be different people', () => {
    expect(codeOf(() => run({}))).toBe('subject-in-both-data-sets');
    expect(() => run({})).toThrow(/"b"/);
    const [{ training, test }] = run({ same_names: 'different-subjects' });
    expect([[...training], [...test]]).toEqual([
      [0, 1],
      [2, 3],
    ]);
  });

  it('refuses missing, equal, absent and foreign data sets', () => {
    expect(codeOf(() => run({}, { subjects: table.subjects, y: table.y }))).toBe('no-test-data-set');
    expect(codeOf(() => run({ training: 'test' }))).toBe('same-data-set');
    expect(codeOf(() => run({ test: 'other' }))).toBe('no-rows');
    const foreign = { ...table, datasets: ['training', 'training', 'test', 'other'] };
    expect(codeOf(() => run({}, foreign))).toBe('unknown-data-set');
  });
});

describe('the key of a set of subjects', () => {
  it('depends on the names alone', () => {
    expect(subjectsKey(['b', 'a', 'b'])).toBe(subjectsKey(['a', 'b']));
    expect(subjectsKey(['a', 'b', 'c'], [0, 2])).toBe(subjectsKey(['c', 'a']));
    expect(subjectsKey(['ab'])).not.toBe(subjectsKey(['a', 'b']));
    expect(subjectsKey(['a'])).toMatch(/^[0-9a-f]{12}$/);
  });
});

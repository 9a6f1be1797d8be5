import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WinceError } from '@wince/core';
import type { NewLabel } from '@wince/workbench';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { agreementOfRaters } from './agreement.ts';
import { openAnnotations } from './annotations.ts';
import { openAudit } from './audit.ts';
import { openState } from './database.ts';
import { openJobsTable } from './jobs-table.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wince-state-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function label(more: Partial<NewLabel> = {}): NewLabel {
  const id = crypto.randomUUID();
  return {
    id,
    dataset: 'ward',
    sample: 'a.jpg',
    who: 'anna',
    scale: 'choice',
    items: { choice: 0 },
    marks: null,
    after: null,
    ...more,
  };
}

function opened() {
  const state = openState(':memory:');
  const audit = openAudit(state);
  return { state, audit, annotations: openAnnotations(state, audit) };
}

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return error instanceof WinceError ? error.code : String(error);
  }
  return 'nothing thrown';
}

describe('labels', () => {
  it('are added, and a later one stands beside the first', () => {
    const { annotations } = opened();
    const first = annotations.addLabel(label());
    const second = annotations.addLabel(label({ items: { choice: 1 }, after: first.number }));
    expect([first.word, second.word]).toEqual(['pain', 'no pain']);
    expect(annotations.labels('ward', 'choice').map(({ number }) => number)).toEqual([
      first.number,
      second.number,
    ]);
  });

  it('of one rater for one item at the same instant: one is added, the other is told, and nothing is lost', () => {
    const { annotations } = opened();
    annotations.addLabel(label());
    expect(codeOf(() => annotations.addLabel(label({ items: { choice: 1 } })))).toBe('changed-meanwhile');
    expect(annotations.labels('ward', 'choice')).toHaveLength(1);
    annotations.addLabel(label({ who: 'ben' }));
    expect(annotations.labels('ward', 'choice')).toHaveLength(2);
  });

  it('that are sent twice are added once', () => {
    const { annotations } = opened();
    const sent = label();
    expect(annotations.addLabel(sent)).toEqual(annotations.addLabel(sent));
    expect(annotations.labels('ward', 'choice')).toHaveLength(1);
  });

  it.each([
    ['an item that the scale does not have', { scale: 'nips', items: { choice: 0 } }, 'bad-request'],
    ['an item that is missing', { scale: 'nips', items: { cry: 0 } }, 'bad-request'],
    ['more points than the item has', { items: { choice: 3 } }, 'bad-request'],
    ['a scale that there is not', { scale: 'nip' }, 'unknown-scale'],
  ])('with %s are refused', (_, more, code) => {
    const { annotations } = opened();
    expect(codeOf(() => annotations.addLabel(label(more)))).toBe(code);
    expect(annotations.labels('ward', 'nips')).toEqual([]);
  });

  it('of a scale have a sum and its band, and without an item that was seen neither', () => {
    const { annotations } = opened();
    const items = { 'facial-expression': 1, cry: 2, breathing: 1, arms: 1, legs: 1, arousal: 1 };
    expect(annotations.addLabel(label({ scale: 'nips', items }))).toMatchObject({ total: 7, word: 'pain' });
    const unseen = { ...items, cry: null };
    expect(annotations.addLabel(label({ scale: 'nips', items: unseen, who: 'ben' }))).toMatchObject({
      total: null,
      word: null,
    });
  });

  it('cannot be changed or removed in the database, nor can lines of the log', () => {
    const { state, annotations } = opened();
    annotations.addLabel(label());
    for (const table of ['annotations', 'audit']) {
      expect(() => state.database.exec(`UPDATE ${table} SET who = 'ben'`)).toThrow(/never change/);
      expect(() => state.database.exec(`DELETE FROM ${table}`)).toThrow(/never removed/);
    }
  });
});

describe('exclusions', () => {
  it('hold until the row is taken in again, and both stay in the log', () => {
    const { annotations, audit } = opened();
    const change = { dataset: 'ward', sample: 'a.jpg', who: 'anna', reason: 'blurred' };
    annotations.addExclusion({ id: crypto.randomUUID(), ...change, excluded: true });
    expect(annotations.excluded('ward').get('a.jpg')).toMatchObject({ who: 'anna', reason: 'blurred' });
    annotations.addExclusion({ id: crypto.randomUUID(), ...change, excluded: false });
    expect(annotations.excluded('ward').size).toBe(0);
    expect(audit.read().entries.map(({ what }) => what)).toEqual(['include', 'exclude']);
  });
});

describe('the audit log', () => {
  it.each([
    ['a line that was altered', "UPDATE audit SET who = 'ben' WHERE number = 2", 2],
    ['a line that was removed', 'DELETE FROM audit WHERE number = 2', 2],
    ['the first line that was removed', 'DELETE FROM audit WHERE number = 1', 1],
  ])('tells of %s', (_, change, at) => {
    const { state, audit } = opened();
    for (const what of ['one', 'two', 'three']) audit.add('anna', what, { what });
    expect(audit.read()).toMatchObject({ intact: true, broken_at: null });
    state.database.exec('DROP TRIGGER audit_never_changes; DROP TRIGGER audit_never_go;');
    state.database.exec(change);
    expect(audit.read()).toMatchObject({ intact: false, broken_at: at });
  });
});

describe('agreement', () => {
  const subjects = new Map(Array.from({ length: 8 }, (_, i) => [`${i}.jpg`, `s${i % 4}`] as const));
  function rated(of: (i: number) => number) {
    const { annotations } = opened();
    for (let i = 0; i < 8; i++) {
      const sample = `${i}.jpg`;
      const first = annotations.addLabel(label({ sample, items: { choice: i % 2 } }));
      annotations.addLabel(label({ sample, who: 'ben', items: { choice: of(i) } }));
      // Whoever changes a mind afterwards does not change how well two agreed.
      if (i === 0) annotations.addLabel(label({ sample, items: { choice: 1 }, after: first.number }));
    }
    return annotations.labels('ward', 'choice');
  }

  it('is of the first labels, by hand: 6 of 8 agree, by chance half would, so kappa is 0.5', () => {
    const [pair] = agreementOfRaters(
      rated((i) => (i < 2 ? 1 - (i % 2) : i % 2)),
      subjects,
      'anna',
    );
    expect(pair).toMatchObject({ raters: ['anna', 'ben'], items: 8, subjects: 4 });
    expect(pair.kappa.value).toBeCloseTo(0.5, 12);
    expect(pair.agreement.value).toBeCloseTo(0.75, 12);
    expect(pair.kappa.ci95).not.toBeNull();
    expect(pair.differences.map(({ sample }) => sample)).toEqual(['0.jpg', '1.jpg']);
  });

  it('tells nobody but the two where they differ', () => {
    const labels = rated((i) => (i < 2 ? 1 - (i % 2) : i % 2));
    expect(agreementOfRaters(labels, subjects, 'carla')[0].differences).toEqual([]);
  });

  it('shows the two their points by item and their marks, and nobody else', () => {
    const { annotations } = opened();
    const nips = (face: number) => ({
      ...{ 'facial-expression': face, cry: 2 * face, breathing: face },
      ...{ arms: 0, legs: 0, arousal: face },
    });
    const of = (who: string, sample: string, face: number, onset: number) =>
      annotations.addLabel(
        label({ scale: 'nips', who, sample, items: nips(face), marks: { onset, end: null } }),
      );
    for (const sample of ['0.jpg', '1.jpg']) of('anna', sample, 1, 2.5);
    of('ben', '0.jpg', 0, 3);
    of('ben', '1.jpg', 1, 2.5);
    const labels = annotations.labels('ward', 'nips');
    const [pair] = agreementOfRaters(labels, subjects, 'ben');
    expect(pair.differences.map(({ sample, points }) => [sample, points[1]])).toEqual([
      ['0.jpg', { item: 'cry', values: [2, 0] }],
    ]);
    expect(pair.marks[0]).toEqual({
      sample: '0.jpg',
      both: [
        { onset: 2.5, end: null },
        { onset: 3, end: null },
      ],
    });
    expect(agreementOfRaters(labels, subjects, 'carla')[0].marks).toEqual([]);
  });

  it('of two who have rated nothing in common is none', () => {
    const { annotations } = opened();
    annotations.addLabel(label());
    annotations.addLabel(label({ sample: 'b.jpg', who: 'ben' }));
    expect(agreementOfRaters(annotations.labels('ward', 'choice'), subjects, 'anna')).toEqual([]);
  });
});

describe('the file of the state', () => {
  it('is refused where it is none, or of a newer form, and stays as it is', async () => {
    const { writeFile, readFile } = await import('node:fs/promises');
    const none = join(folder, 'none.sqlite');
    await writeFile(none, 'no database at all, but some words that are long enough to be a header of one');
    expect(codeOf(() => openState(none))).toBe('damaged-state');
    expect(await readFile(none, 'utf8')).toMatch(/^no database/);
    const newer = join(folder, 'newer.sqlite');
    const state = openState(newer);
    state.database.exec('PRAGMA user_version = 99');
    state.close();
    expect(codeOf(() => openState(newer))).toBe('damaged-state');
  });

  it('is for its owner alone, and says of work that a server has left that it broke off', async () => {
    const { stat } = await import('node:fs/promises');
    const path = join(folder, 'jobs.sqlite');
    const state = openState(path);
    expect((await stat(path)).mode & 0o077).toBe(0);
    const job = { id: crypto.randomUUID(), kind: 'run', about: 'grid.yaml', state: 'running' } as const;
    openJobsTable(state).put({
      ...job,
      began: new Date().toISOString(),
      ended: null,
      folder: null,
      failure: null,
    });
    state.close();
    const again = openState(path);
    expect(openJobsTable(again).list()).toMatchObject([{ id: job.id, state: 'broken-off' }]);
    again.close();
  });
});

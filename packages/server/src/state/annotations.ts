import { bandsOf, type Scale, scales, WinceError } from '@wince/core';
import {
  CHOICES,
  clipMarks,
  type DatasetRow,
  type GivenLabel,
  type NewLabel,
  type newExclusion,
  wordOfChoice,
} from '@wince/workbench';
import { z } from 'zod';
import type { AuditLog } from './audit.ts';
import type { WorkbenchState } from './database.ts';

/** The simple choice that may be made in the place of a scale. */
export const CHOICE = 'choice';

/** Labels and exclusions: they are added, and never changed or removed. */
export interface Annotations {
  /**
   * Adds a label. One that came before under the same id is not added again.
   *
   * @throws WinceError `bad-request` for items that are not those of the scale, `changed-meanwhile` where the rater has labelled the
   *   item after what the client has seen
   */
  addLabel(label: NewLabel): GivenLabel;
  /** The labels of a data set by a scale, in their order; of one rater where one is named. */
  labels(dataset: string, scale: string, who?: string): readonly GivenLabel[];
  /** Leaves a row out of runs from now on, or takes it in again. */
  addExclusion(change: z.infer<typeof newExclusion>): void;
  /** The rows of a data set that are left out now. */
  excluded(dataset: string): ReadonlyMap<string, NonNullable<DatasetRow['excluded']>>;
}

const stored = z.object({
  number: z.int(),
  at: z.string(),
  who: z.string(),
  sample: z.string(),
  scale: z.string().nullable(),
  value: z.string(),
  marks: z.string().nullable(),
});
const exclusion = z.object({ excluded: z.boolean(), reason: z.string() });
const points = z.record(z.string(), z.int().nullable());

/** The annotations of a project. */
export function openAnnotations(state: WorkbenchState, audit: AuditLog): Annotations {
  const { database } = state;
  const columns = 'number, at, who, sample, scale, value, marks';
  const insert = database.prepare(
    'INSERT INTO annotations (id, at, who, dataset, sample, kind, scale, value, marks) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const byId = database.prepare(`SELECT ${columns} FROM annotations WHERE id = ?`);
  const lastOwn = database.prepare(
    `SELECT ${columns} FROM annotations WHERE kind = 'label' AND dataset = ? AND sample = ? AND who = ? AND scale = ?
     ORDER BY number DESC LIMIT 1`,
  );
  const ofDataset = database.prepare(
    `SELECT ${columns} FROM annotations WHERE dataset = ? AND kind = ? ORDER BY number`,
  );
  return {
    addLabel({ id, dataset, sample, who, scale, items, marks, after }) {
      refuseItems(scale, items);
      return state.whole(() => {
        const same = byId.get(id);
        if (same) return givenLabel(same);
        const last = lastOwn.get(dataset, sample, who, scale);
        const seen = last ? givenLabel(last).number : null;
        if (seen !== after) throw changedMeanwhile(sample, who);
        const now = new Date().toISOString();
        const marked = marks && JSON.stringify(marks);
        insert.run(id, now, who, dataset, sample, 'label', scale, JSON.stringify(items), marked);
        audit.add(who, 'label', { dataset, sample, scale, items, ...(marks && { marks }) });
        return givenLabel(byId.get(id));
      });
    },
    labels(dataset, scale, who) {
      return ofDataset
        .all(dataset, 'label')
        .map(givenLabel)
        .filter((label) => label.scale === scale && (who === undefined || label.who === who));
    },
    addExclusion({ id, dataset, sample, who, excluded, reason }) {
      state.whole(() => {
        if (byId.get(id)) return;
        const value = JSON.stringify({ excluded, reason });
        insert.run(id, new Date().toISOString(), who, dataset, sample, 'exclusion', null, value, null);
        audit.add(who, excluded ? 'exclude' : 'include', { dataset, sample, reason });
      });
    },
    excluded(dataset) {
      const now = new Map<string, NonNullable<DatasetRow['excluded']>>();
      for (const row of ofDataset.all(dataset, 'exclusion')) {
        const { sample, who, at, value } = stored.parse(row);
        const { excluded, reason } = exclusion.parse(JSON.parse(value));
        if (excluded) now.set(sample, { who, at, reason });
        else now.delete(sample);
      }
      return now;
    },
  };
}

function givenLabel(row: unknown): GivenLabel {
  const { value, scale, marks, ...rest } = stored.parse(row);
  const items = points.parse(JSON.parse(value));
  const given = Object.values(items).filter((each) => each !== null);
  const total = given.length < Object.keys(items).length ? null : given.reduce((sum, each) => sum + each, 0);
  return {
    ...{ ...rest, scale: scale ?? CHOICE, items, total, word: wordOf(scale ?? CHOICE, total) },
    marks: marks === null ? null : clipMarks.parse(JSON.parse(marks)),
  };
}

/** What a total means: a choice, or the band of the scale. Null where a scale has no band for it. */
function wordOf(scale: string, total: number | null): string | null {
  if (total === null) return null;
  if (scale === CHOICE) return wordOfChoice(total);
  return bandsOf(scales.get(scale)).find(({ from, to }) => total >= from && total <= to)?.label ?? null;
}

/** @throws WinceError `unknown-scale`, `bad-request` */
function refuseItems(id: string, items: NewLabel['items']): void {
  const wanted =
    id === CHOICE ? [{ id: CHOICE, range: [0, CHOICES.length - 1] as const }] : itemsOf(scales.get(id));
  const names = wanted.map((item) => item.id);
  const foreign = Object.keys(items).find((name) => !names.includes(name));
  if (foreign !== undefined) throw badItem(id, `it has no item "${foreign}"`);
  for (const { id: name, range } of wanted) {
    if (!(name in items))
      throw badItem(id, `the item "${name}" is missing; write null where it could not be seen`);
    const value = items[name];
    if (value !== null && (value < range[0] || value > range[1]))
      throw badItem(id, `the item "${name}" has ${range[0]} to ${range[1]} points, and not ${value}`);
  }
}

function itemsOf({
  items,
}: Scale): readonly { readonly id: string; readonly range: readonly [number, number] }[] {
  return items;
}

function badItem(scale: string, why: string): WinceError {
  return new WinceError('bad-request', `The label does not fit the scale ${scale}: ${why}.`, {
    hint: '/api/scales lists the items of each scale with their points.',
  });
}

function changedMeanwhile(sample: string, who: string): WinceError {
  return new WinceError(
    'changed-meanwhile',
    `${who} has labelled ${sample} at another place meanwhile. Your label was not added, and the other one is kept.`,
    { hint: 'Look at the label that is there, and label the item again where it is wrong.' },
  );
}

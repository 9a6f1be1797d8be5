import { groupRows } from '@wince/core';
import type { TableOfFamily } from '../experiments/fold-task.ts';
import type { RunRow } from '../experiments/prepare.ts';
import type { RowNuisance } from './nuisance.ts';

/** Something that should not tell the label, as a family of columns over the rows of a run. */
export interface Control {
  readonly id: string;
  readonly title: string;
  readonly table: TableOfFamily;
}

/** What is known of a row beside its features. */
export interface ControlRow {
  readonly row: RunRow;
  readonly seen: RowNuisance;
}

/** How a control is measured. */
interface Measured {
  readonly id: string;
  readonly title: string;
  readonly columns: readonly string[];
  /** The values of a row; null where it has none. */
  values(row: ControlRow, place: RowPlace): readonly number[] | null;
}

const CELLS = 64;

const MEASURED: readonly Measured[] = [
  {
    id: 'background',
    title: 'background with the head removed',
    columns: Array.from({ length: 3 * CELLS }, (_, i) => `background ${i}`),
    values: ({ seen }) => seen.background?.cells ?? null,
  },
  {
    id: 'box',
    title: 'position and size of the face in the picture',
    columns: ['box x', 'box y', 'box side'],
    values: ({ seen }) => seen.box,
  },
  {
    id: 'pose',
    title: 'pose of the head',
    columns: ['yaw', 'pitch', 'roll'],
    values: ({ seen }) => seen.pose,
  },
  {
    id: 'brightness',
    title: 'brightness and colour of the light',
    columns: ['dark', 'bright', 'brightness', 'evenness', 'red', 'green', 'blue'],
    values: ({ seen }) =>
      seen.light && seen.background ? [...seen.light, ...meanColour(seen.background.cells)] : null,
  },
  {
    id: 'blur',
    title: 'blur',
    columns: ['sharpness of the face', 'detail of the background'],
    values: ({ seen }) =>
      seen.sharpness !== null && seen.background ? [seen.sharpness, seen.background.detail] : null,
  },
  {
    id: 'file',
    title: 'size of the file and of the picture',
    columns: ['bytes', 'width', 'height', 'bytes a pixel'],
    values: ({ seen: { file } }) => {
      const [bytes, width, height] = file;
      return file.length === 3 ? [bytes, width, height, bytes / (width * height)] : null;
    },
  },
  {
    id: 'order',
    title: 'order of the files',
    columns: ['place in the data set', 'place among those of the subject'],
    values: (_, { ofAll, ofSubject }) => [ofAll, ofSubject],
  },
  {
    id: 'time',
    title: 'time in the session',
    columns: ['session', 'seconds'],
    values: ({ row: { sample } }, { session }) =>
      sample.start === null && sample.session === null ? null : [session, sample.start ?? 0],
  },
];

/** Where a row stands among the others: shares in [0, 1], and the number of its session. */
interface RowPlace {
  readonly ofAll: number;
  readonly ofSubject: number;
  readonly session: number;
}

/**
 * All controls over the rows of a run, in the order in which they are asked.
 *
 * @param named columns of the data set that the experiment breaks results down by: each is a control
 */
export function controlsOf(rows: readonly ControlRow[], named: readonly string[] = []): readonly Control[] {
  const places = placesOf(rows.map(({ row }) => row));
  const measured = MEASURED.map(({ id, title, columns, values }): Control => {
    const own = rows.map((row, i) => values(row, places[i]));
    return { id, title, table: tableOf(`control:${id}`, columns, own) };
  });
  const own = rows.map(({ row }) => row);
  const subject = subjectControl(own);
  return [...measured, ...(subject ? [subject] : []), ...namedControls(own, named)];
}

/** A control for each named column: a column of zeros and ones for each of its groups, as the report makes them. */
function namedControls(rows: readonly RunRow[], named: readonly string[]): readonly Control[] {
  if (named.length === 0) return [];
  const groups = Map.groupBy(groupRows(rows, named), ({ column }) => column);
  return [...new Set(named)].map((column): Control => {
    const of = (groups.get(column) ?? []).map(({ group }) => group);
    const all = [...new Set(of)].sort();
    return {
      id: `column:${column}`,
      title: `the column “${column}” of the data set`,
      table: tableOf(
        `control:column:${column}`,
        all.map((group) => `${column} ${group}`),
        of.map((own) => all.map((group) => (group === own ? 1 : 0))),
      ),
    };
  });
}

/** Rows in the order of the data set; sessions of a subject in the order in which they come. */
function placesOf(rows: readonly RunRow[]): readonly RowPlace[] {
  const places: RowPlace[] = [];
  for (const own of Map.groupBy(rows.keys(), (i) => subjectOf(rows[i])).values()) {
    const sessions = [...new Set(own.map((i) => rows[i].sample.session ?? ''))];
    own.forEach((i, place) => {
      places[i] = {
        ofAll: i / Math.max(1, rows.length - 1),
        ofSubject: place / Math.max(1, own.length - 1),
        session: sessions.indexOf(rows[i].sample.session ?? ''),
      };
    });
  }
  return places;
}

function subjectOf({ from, sample }: RunRow): string {
  return JSON.stringify([from, sample.subject]);
}

/** Words that a column may have to count as a few groups. */
const MOST_WORDS = 8;

/** What the data set says of the subject itself: columns that are the same in all rows of each subject. */
function subjectControl(rows: readonly RunRow[]): Control | null {
  const names = [...new Set(rows.flatMap(({ sample }) => Object.keys(sample.columns)))].sort();
  const columns: string[] = [];
  const parts: (readonly number[])[] = [];
  for (const name of names) {
    const values = rows.map(({ sample }) => sample.columns[name] ?? '');
    const perSubject = Map.groupBy(rows.keys(), (i) => subjectOf(rows[i]));
    const constant = [...perSubject.values()].every((own) => own.every((i) => values[i] === values[own[0]]));
    const words = [...new Set(values)].sort();
    if (!constant || words.length < 2) continue;
    if (values.every((value) => value.trim() !== '' && Number.isFinite(Number(value)))) {
      columns.push(name);
      parts.push(values.map(Number));
    } else if (words.length <= MOST_WORDS) {
      for (const word of words.slice(words.length === 2 ? 1 : 0)) {
        columns.push(`${name} ${word}`);
        parts.push(values.map((value) => (value === word ? 1 : 0)));
      }
    }
  }
  if (columns.length === 0) return null;
  const own = rows.map((_, i) => parts.map((part) => part[i]));
  const named = [...new Set(columns.map((column) => column.split(' ')[0]))].join(', ');
  return {
    id: 'subject',
    title: `columns that describe the subject (${named})`,
    table: tableOf('control:subject', columns, own),
  };
}

function tableOf(
  name: string,
  columns: readonly string[],
  rows: readonly (readonly number[] | null)[],
): TableOfFamily {
  const values = new Float64Array(rows.length * columns.length);
  rows.forEach((row, i) => {
    if (row) values.set(row, i * columns.length);
  });
  return { name, columns, values, present: Uint8Array.from(rows, (row) => (row ? 1 : 0)) };
}

function meanColour(cells: readonly number[]): readonly number[] {
  return [0, 1, 2].map((channel) => {
    const own = cells.filter((_, i) => i % 3 === channel);
    return own.reduce((sum, value) => sum + value, 0) / own.length;
  });
}

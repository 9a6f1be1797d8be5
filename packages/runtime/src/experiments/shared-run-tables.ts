import { type FamilyColumns, type JoinedRows, matrix, WinceError } from '@wince/core';
import { z } from 'zod';
import { defineResource, type UnitContext, type UnitInput } from '../execute/index.ts';
import { sha256Of } from '../files/hash.ts';
import type { Store, TableEntry } from '../store/index.ts';
import type { FoldRows, FoldTables, TableOfFamily } from './fold-task.ts';

/** What the folds of a run have in common, beside the values of its families. */
const runRows = z.object({
  y: z.array(z.int()),
  subjects: z.array(z.int()),
  subjectNames: z.array(z.string()),
  seed: z.int(),
  /** Null for a row that nobody has rated. */
  soft: z.array(z.number().nullable()).optional(),
  folds: z.array(
    z.object({
      id: z.string(),
      without: z.array(z.int()),
      test: z.array(z.int()),
      shown: z.array(z.int()),
    }),
  ),
});

const familyHead = z.object({
  name: z.string(),
  columns: z.array(z.string()),
  rows: z.int(),
  bits: z.union([z.literal(32), z.literal(64)]),
});

/** A run as a worker has it: its folds, and the joined table of a feature set. */
export interface JoinedRun {
  readonly joined: JoinedRows;
  /** Names of the columns of the joined table. */
  readonly columns: readonly string[];
  readonly seed: number;
  /** Without rows that have none of the families. */
  readonly folds: readonly FoldRows[];
}

/** A run's tables in a store, where workers find them. */
export interface StoredRun {
  readonly rows: TableEntry;
  readonly families: ReadonlyMap<string, TableEntry>;
}

/** Puts the tables of a run into a store. */
export async function storeRun(
  store: Store,
  { families, y, subjects, subjectNames, seed, soft }: FoldTables,
  folds: readonly FoldRows[],
): Promise<StoredRun> {
  const put = async (bytes: Uint8Array): Promise<TableEntry> => {
    const name: TableEntry = { of: 'table', sha256: sha256Of(bytes) };
    await store.put(name, bytes);
    return name;
  };
  const entries = new Map<string, TableEntry>();
  for (const family of families) entries.set(family.name, await put(packFamily(family)));
  const rows: z.infer<typeof runRows> = {
    ...{ y: [...y], subjects: [...subjects], subjectNames: [...subjectNames], seed },
    ...(soft ? { soft: Array.from(soft, (share) => (Number.isNaN(share) ? null : share)) } : {}),
    folds: folds.map(({ id, without, test, shown }) => ({
      ...{ id, without: [...without], test: [...test], shown: [...shown] },
    })),
  };
  return { rows: await put(Buffer.from(JSON.stringify(rows))), families: entries };
}

/** What a unit that works on a feature set reads. */
export function inputsOf(run: StoredRun, families: readonly string[]): readonly TableEntry[] {
  return [
    run.rows,
    ...families.map((name) => {
      const entry = run.families.get(name);
      if (!entry) throw new Error(`the run has no table of ${name}`);
      return entry;
    }),
  ];
}

const joinedRuns = defineResource<JoinedRun>({ keep: 2 });

/** In a worker: the run that `inputsOf` names, read and joined once for many units. */
export async function openRun(
  inputs: readonly UnitInput[],
  { store, holder }: UnitContext,
): Promise<JoinedRun> {
  return joinedRuns(holder, JSON.stringify(inputs), async () => {
    const [rows, ...families] = await Promise.all(inputs.map((input) => readInput(store, input)));
    const { y, subjects, subjectNames, seed, soft, folds } = runRows.parse(
      JSON.parse(Buffer.from(rows).toString()),
    );
    const tables = {
      ...{ families: families.map(unpackFamily), seed, subjectNames },
      ...(soft ? { soft: Float64Array.from(soft, (share) => share ?? Number.NaN) } : {}),
      ...{ y: Uint8Array.from(y), subjects: Int32Array.from(subjects) },
    };
    const names = tables.families.map(({ name }) => name);
    const has = [...rowsWithAny(tables, names)];
    const present = (rowsOfFold: readonly number[]) =>
      Int32Array.from(rowsOfFold).filter((row) => has[row] === 1);
    const absent = has.flatMap((own, row) => (own === 1 ? [] : [row]));
    const together = (some: readonly number[]) =>
      Int32Array.from(absent.length > 0 ? new Set([...some, ...absent]) : some).sort();
    return {
      ...joinFamilies(tables, names),
      seed,
      folds: folds.map(({ id, without, test, shown }) => ({
        ...{ id, without: together(without), test: present(test), shown: present(shown) },
      })),
    };
  });
}

/**
 * In a worker: what the store has under a name that somebody has put there before.
 *
 * @throws WinceError `lost-entry` where it was removed or damaged since: `fitFolds` makes it again
 */
export async function readInput(store: Store, input: UnitInput): Promise<Uint8Array> {
  const bytes = input.of === 'file' ? null : await store.get(input);
  if (bytes) return bytes;
  throw new WinceError(
    'lost-entry',
    `${store.place} no longer has an entry that the work needs (${input.of}).`,
    {
      hint: 'Run the same command again: it makes the entry again. "wince cache verify" looks for more.',
    },
  );
}

/** Which rows have at least one of the families. */
export function rowsWithAny(
  { families }: Pick<FoldTables, 'families'>,
  names: readonly string[],
): Uint8Array {
  const own = families.filter(({ name }) => names.includes(name));
  return own[0].present.map((_, row) => (own.some(({ present }) => present[row] === 1) ? 1 : 0));
}

/** The columns of several families side by side, for all samples, with their names. NaN where a row lacks a family. */
export function joinFamilies(
  tables: FoldTables,
  names: readonly string[],
): { joined: JoinedRows; columns: readonly string[] } {
  const families = names.map((name) => {
    const family = tables.families.find((candidate) => candidate.name === name);
    if (!family) throw new Error(`the run has no table of ${name}`);
    return family;
  });
  const width = families.reduce((sum, family) => sum + family.columns.length, 0);
  const rows = tables.y.length;
  const exact = families.some(({ values }) => values instanceof Float64Array);
  const data = exact ? new Float64Array(rows * width) : new Float32Array(rows * width);
  const blocks: FamilyColumns[] = [];
  let start = 0;
  for (const { name, columns, values, present } of families) {
    for (let row = 0; row < rows; row++) {
      const at = row * width + start;
      if (present[row] === 1) data.set(values.subarray(row * columns.length, (row + 1) * columns.length), at);
      else data.fill(Number.NaN, at, at + columns.length);
    }
    blocks.push({ family: name, start, end: start + columns.length });
    start += columns.length;
  }
  return {
    joined: {
      x: matrix(rows, width, data),
      y: tables.y,
      subjects: tables.subjects,
      subjectNames: tables.subjectNames,
      ...(tables.soft ? { soft: tables.soft } : {}),
      families: blocks,
    },
    columns: families.flatMap((family) => family.columns),
  };
}

/** Bytes: the length of the head in 32 bits, the head as JSON with spaces to a multiple of 8, the values, which rows have some. */
function packFamily({ name, columns, values, present }: TableOfFamily): Uint8Array {
  const rows = present.length;
  const bits = values instanceof Float64Array ? 64 : 32;
  const json = JSON.stringify({
    ...{ name, columns: [...columns], rows, bits },
  } satisfies z.infer<typeof familyHead>);
  const head = Buffer.from(json + ' '.repeat((8 - ((4 + Buffer.byteLength(json)) % 8)) % 8));
  const bytes = new Uint8Array(4 + head.length + values.byteLength + rows);
  new DataView(bytes.buffer).setUint32(0, head.length, true);
  bytes.set(head, 4);
  bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), 4 + head.length);
  bytes.set(present, 4 + head.length + values.byteLength);
  return bytes;
}

function unpackFamily(bytes: Uint8Array): TableOfFamily {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const start = 4 + length;
  const { name, columns, rows, bits } = familyHead.parse(
    JSON.parse(Buffer.from(bytes.subarray(4, start)).toString()),
  );
  const count = rows * columns.length;
  const size = bits / 8;
  const end = start + size * count;
  // Where the values are not at a multiple of their size, as in a file that was read, they are copied.
  const aligned = (bytes.byteOffset + start) % size === 0;
  const own = aligned ? bytes.subarray(start, end) : Uint8Array.from(bytes.subarray(start, end));
  const values =
    bits === 64
      ? new Float64Array(own.buffer, own.byteOffset, count)
      : new Float32Array(own.buffer, own.byteOffset, count);
  const present = Uint8Array.from(bytes.subarray(end, end + rows));
  return { name, columns, values, present };
}

import {
  AUDIT_PROTOCOLS,
  type AuditedCell,
  type AuditProtocolId,
  beginStage,
  type Cell,
  estimatesOf,
  scoreDifference,
  type WorkListener,
} from '@wince/core';
import { type Executor, runUnits, unitOf } from '../execute/index.ts';
import type { FoldRows, FoldTables } from '../experiments/fold-task.ts';
import type { RunRow } from '../experiments/prepare.ts';
import { inputsOf, storeRun } from '../experiments/shared-run-tables.ts';
import type { Store } from '../store/index.ts';
import { changesNothing, type RowTime } from './leaky-protocols.ts';
import { type AuditOutcome, auditCells, isAuditOf, readAuditOutcomes } from './leaky-unit.ts';
import { commonRows, type RowScores } from './row-scores.ts';

type LeakOfCell = AuditedCell['leaks'][number];

/** What protocols that leak are carried out on. */
export interface LeaksInput {
  readonly cells: readonly Cell[];
  readonly folds: readonly FoldRows[];
  readonly tables: FoldTables;
  readonly rows: readonly RunRow[];
  /** Of the strict protocol, by cell. */
  readonly strict: ReadonlyMap<string, RowScores>;
}

/** Where the work is done. */
export interface LeaksPlace {
  readonly store: Store;
  readonly executor: Executor;
  readonly signal?: AbortSignal;
  readonly onEvent?: WorkListener;
}

/** Every cell that the strict protocol scored, under every protocol that leaks, with its difference from the strict one. */
export async function auditLeaks(input: LeaksInput, place: LeaksPlace): Promise<readonly AuditedCell[]> {
  const { cells, tables, strict } = input;
  const times = rowTimes(input.rows);
  const outcomes = await leakyOutcomes(input, times, place);
  const seed = tables.seed;
  return cells.flatMap((cell): AuditedCell[] => {
    const own = strict.get(cell.id);
    if (!own) return [];
    const leaks = LEAKY.map((protocol): LeakOfCell => {
      const nothing = { protocol, metrics: null, difference: null };
      const unchanged = changesNothing(protocol, cell);
      if (unchanged !== null) return { ...nothing, status: 'unchanged', reason: unchanged };
      if (protocol === 'neighbours-in-time' && !times) {
        return { ...nothing, status: 'not-applicable', reason: 'no recording has several rows' };
      }
      const outcome = outcomes.get(`${protocol} ${cell.id}`);
      if (!outcome) throw new Error(`${cell.id} was not scored under ${protocol}`);
      if ('why' in outcome) return { ...nothing, status: 'failed', reason: outcome.why };
      const [first, second] = commonRows(tables, [own, outcome]);
      return { protocol, status: 'scored', reason: '', ...scoreDifference(first, second, { seed }) };
    });
    const [rows] = commonRows(tables, [own]);
    return [{ cell: cell.id, failed: '', strict: estimatesOf(rows, { seed }), leaks }];
  });
}

const LEAKY = AUDIT_PROTOCOLS.flatMap(({ id }) => (id === 'strict' ? [] : [id]));

async function leakyOutcomes(
  { cells, folds, tables, strict }: LeaksInput,
  times: readonly RowTime[] | null,
  { store, executor, signal, onEvent }: LeaksPlace,
): Promise<ReadonlyMap<string, AuditOutcome>> {
  const run = await storeRun(store, tables, folds);
  const scored = cells.filter(({ id }) => strict.has(id));
  const groups = [
    ...Map.groupBy(scored, (cell) => JSON.stringify([cell.features, cell.selection.name])).values(),
  ];
  const wanted = LEAKY.filter((protocol) => protocol !== 'neighbours-in-time' || times !== null);
  const work = wanted.flatMap((protocol) =>
    groups.flatMap((group) => {
      const changed = group.filter((cell) => changesNothing(protocol, cell) === null);
      if (changed.length === 0) return [];
      const inputs = inputsOf(run, group[0].features.families);
      const parameters = {
        ...{ protocol, cells: changed },
        times: protocol === 'neighbours-in-time' && times ? [...times] : null,
      };
      const unit = unitOf(auditCells, { inputs, parameters }, (key) => ({ of: 'fits', key }));
      return [{ unit, protocol, changed }];
    }),
  );
  const total = work.reduce((sum, { changed }) => sum + changed.length, 0);
  const progress = beginStage(onEvent, 'audit-cells', total);
  let done = 0;
  const outcomes = new Map<string, AuditOutcome>();
  await runUnits(
    work.map(({ unit }) => unit),
    { store, executor },
    {
      signal,
      fits: (index, bytes) => isAuditOf(bytes, work[index].changed),
      onDone(index, bytes) {
        const { protocol, changed } = work[index];
        readAuditOutcomes(bytes).forEach((outcome, i) => {
          outcomes.set(key(protocol, changed[i]), outcome);
        });
        done += changed.length;
        progress(done);
      },
    },
  );
  return outcomes;
}

function key(protocol: AuditProtocolId, { id }: Cell): string {
  return `${protocol} ${id}`;
}

/**
 * The recording of each row and its place in time there: intervals of one file, rows of one clip, or rows of one period in the order
 * of the data set. Null where no recording has several rows.
 */
export function rowTimes(rows: readonly RunRow[]): readonly RowTime[] | null {
  const names = rows.map(({ from, sample }) => {
    const { path, start, subject, session, period, columns } = sample;
    if (start !== null) return JSON.stringify(['interval', from, path]);
    if (columns.clip) return JSON.stringify(['clip', from, subject, columns.clip]);
    if (period !== null) return JSON.stringify(['period', from, subject, session, period]);
    return JSON.stringify(['row', from, path]);
  });
  const places = new Map([...new Set(names)].map((name, i) => [name, i]));
  if (places.size === rows.length) return null;
  return rows.map(({ sample }, i) => ({
    recording: places.get(names[i]) ?? -1,
    time: sample.start ?? i,
  }));
}

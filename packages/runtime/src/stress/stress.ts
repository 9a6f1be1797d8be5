import { join } from 'node:path';
import {
  type Cell,
  cellById,
  type Degradation,
  type ExperimentSpecification,
  retestOf,
  type StressDocument,
  type StressPoint,
  smallChanges,
  stressCurve,
  stressKinds,
  stressLevels,
  stressPoint,
  WinceError,
  type WorkListener,
} from '@wince/core';
import { renderStress } from '@wince/pages';
import { interrupted, type OpenExecutor, type Workplace, withWorkplace } from '../execute/index.ts';
import { type ExtractedRows, extractRows, refuseForgottenRows } from '../experiments/extract-rows.ts';
import { type PreparedExperiment, prepareExperiment } from '../experiments/prepare.ts';
import { type UsableRows, usableRows } from '../experiments/usable-rows.ts';
import { writeAtomically } from '../files/atomic.ts';
import { beginFolder } from '../files/folder.ts';
import { sha256Of } from '../files/hash.ts';
import { readModel } from '../models/archive.ts';
import { version } from '../provenance.ts';
import { usableAs, withReferences } from './degraded-rows.ts';
import { scoreByFolds } from './scored-by-folds.ts';
import { experimentOfModel, scoreByModel } from './scored-by-model.ts';

/** What is made worse, and what carries it out. */
export interface StressOptions {
  /** The cell; the declared one where nothing is said, or the only one. */
  readonly cell?: string;
  /** A `.wince` file that scores all rows, in the place of cells that are fitted in folds. Default: none. */
  readonly model?: string;
  /** The levels of each degradation. Default: those of `stressLevels`. */
  readonly levels?: Readonly<Partial<Record<keyof typeof stressLevels, readonly number[]>>>;
  /** A folder for `stress.html` and `stress.json`, both or none. Default: nothing is written. */
  readonly out?: string;
  /** Replaces any earlier folder of that name, with whatever else is in it. Default: only the same again is replaced. */
  readonly overwrite?: boolean;
  readonly cache: string;
  readonly workers: number;
  /** Where units of work are carried out. Default: in threads of this process. */
  readonly open?: OpenExecutor;
  /** Ends the work when it is aborted. Default: nothing ends it. */
  readonly signal?: AbortSignal;
  /** Told of each step of the work. Default: nobody is told. */
  readonly onEvent?: WorkListener;
}

/**
 * Scores the test rows of each fold again on degraded pictures, by the cell that was fitted on the training rows as they are: how it falls off
 * under blur, darkness, rotation, noise, covering and compression, and how near its scores stay under small changes that mean nothing. Faces are
 * looked for anew in each degraded picture. Pictures and the frames of clips are degraded where they are read, and nothing but features is kept. Clips are
 * not covered, and their sound stays as it is.
 *
 * @throws WinceError `stress-needs-pictures` for features from tables and from sound alone, `unknown-cell`, `bad-option` where no cell is declared
 */
export async function stress(
  specification: ExperimentSpecification,
  options: StressOptions,
): Promise<StressDocument> {
  return withWorkplace(options, async (place) => {
    const folder =
      options.out === undefined ? null : await beginFolder(options.out, folderOf(specification, options));
    try {
      const found = await stressAt(specification, { ...options, ...place });
      if (folder) {
        await writeAtomically(join(folder.path, 'stress.html'), await renderStress(found));
        await writeAtomically(join(folder.path, MARK), `${JSON.stringify(found, null, 1)}\n`);
        await folder.commit();
      }
      return found;
    } catch (error) {
      await folder?.abandon();
      throw error;
    }
  });
}

const MARK = 'stress.json';

function folderOf(
  { dataset: _, test_dataset: __, ...asked }: ExperimentSpecification,
  { cell, model, levels, overwrite }: StressOptions,
) {
  const madeOf = sha256Of(JSON.stringify(['stress', asked, cell ?? null, model ?? null, levels ?? null]));
  return { mark: MARK, noun: 'a stress test', madeOf, overwrite };
}

async function stressAt(
  specification: ExperimentSpecification,
  options: StressOptions & Workplace,
): Promise<StressDocument> {
  const { store, signal } = options;
  const model = options.model === undefined ? null : await readModel(options.model);
  const all = await prepareExperiment(
    model ? await experimentOfModel(specification, model, store) : specification,
    store,
  );
  const prepared = model ? all : withCell(all, cellOf(all, options.cell));
  refuseUnseen(prepared);
  const clean = await extractRows(prepared, options);
  const usable = usableRows(prepared, clean);
  const clips = usable.rows.filter(({ name }) => isClip(clean, name)).length;
  const asked = askedOf(options.levels, clips > 0);
  const degraded: UsableRows[] = [];
  for (const degradation of [...asked, ...smallChanges]) {
    if (signal?.aborted) throw interrupted(undefined, signal.reason);
    const found = await extractRows(prepared, { ...options, degradation });
    degraded.push(usableAs(prepared, withReferences(found, clean)));
  }
  const rowsOf = model
    ? scoreByModel(prepared, [usable, ...degraded], model)
    : await scoreByFolds(prepared, usable, degraded, options);
  const predictions = rowsOf(0);
  const { positive } = prepared;
  const points = asked.map(({ kind, level }, i): readonly [string, StressPoint] => [
    kind,
    stressPoint(level, rowsOf(i + 1), predictions, positive),
  ]);
  const asItIs = stressPoint(0, predictions, predictions, positive);
  const kinds = [...new Set(asked.map(({ kind }) => kind))];
  await refuseForgottenRows(prepared, clean, store);
  const subjects = new Set(predictions.map(({ subject }) => subject));
  const trained = new Set(model?.manifest.subjects);
  return {
    schema: 1,
    kind: 'wince stress',
    version,
    dataset: {
      name: prepared.dataset.description.name ?? null,
      synthetic: prepared.dataset.description.synthetic,
    },
    cell: model?.manifest.cell ?? prepared.cells[0].id,
    model: options.model ?? null,
    protocol: model ? null : prepared.protocol.id,
    subjects: subjects.size,
    subjects_in_training: model ? [...subjects].filter((name) => trained.has(name)).length : 0,
    rows: predictions.length,
    row_kind: clips === 0 ? 'pictures' : clips === usable.rows.length ? 'clips' : 'mixed',
    curves: kinds.map((kind) =>
      stressCurve(kind, [asItIs, ...points.flatMap(([of, point]) => (of === kind ? [point] : []))]),
    ),
    retest: retestOf([
      { name: 'as it is', rows: predictions },
      ...smallChanges.map(({ kind, level }, i) => ({
        name: `${kind} ${level}`,
        rows: rowsOf(asked.length + i + 1),
      })),
    ]),
  };
}

/** The experiment with one cell and its families alone. */
function withCell(all: PreparedExperiment, cell: Cell): PreparedExperiment {
  const families = all.families.filter(({ record }) =>
    cell.features.families.some((name) => name === record.name || name.startsWith(`${record.name}~`)),
  );
  return { ...all, cells: [cell], families };
}

function isClip({ rows }: ExtractedRows, name: string): boolean {
  return rows.some((row) => row.name === name && row.found.clip !== null);
}

/**
 * What rows are degraded by.
 *
 * @throws WinceError `stress-needs-pictures` where nothing but covering is asked for clips: their faces are looked for in frames that are degraded already
 */
function askedOf(levels: StressOptions['levels'], clips: boolean): readonly Degradation[] {
  const all = stressKinds.flatMap((kind) =>
    (levels?.[kind] ?? stressLevels[kind]).map((level): Degradation => ({ kind, level })),
  );
  if (!clips) return all;
  const asked = all.filter(({ kind }) => kind !== 'covering');
  if (asked.length === 0 && all.length > 0) throw needsPictures('the face of a clip cannot be covered');
  return asked;
}

function cellOf({ cells, specification }: PreparedExperiment, asked?: string): Cell {
  const id = asked ?? specification.primary;
  if (id !== undefined) return cellById(cells, id);
  if (cells.length === 1) return cells[0];
  throw new WinceError('bad-option', `The experiment has ${cells.length} cells, and none is declared.`, {
    hint: `Name one with --cell, for example ${cells[0].id}.`,
  });
}

function refuseUnseen({ families }: PreparedExperiment): void {
  const table = families.find((family) => family.table);
  if (table) throw needsPictures(`${table.record.name} comes from a table`);
  if (families.every(({ needs }) => needs.every((need) => need === 'sound')))
    throw needsPictures(`${families.map(({ record }) => record.name).join(', ')} is sound alone`);
}

function needsPictures(why: string): WinceError {
  return new WinceError('stress-needs-pictures', `Nothing can be degraded: ${why}.`, {
    hint: 'Use a data set of pictures or videos, and features that are computed from them.',
  });
}

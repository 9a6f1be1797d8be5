import {
  beginStage,
  type Cell,
  cellById,
  didYouMean,
  type ExperimentSpecification,
  FACE_LOOK,
  fitCell,
  type JoinedRows,
  LEAST_FOR_OUTSIDE,
  type Matrix,
  matrix,
  NORMALISED,
  quantile,
  takeRows,
  WinceError,
  type WorkListener,
} from '@wince/core';
import type { ModelManifest, TrainedModel } from '@wince/observation';
import { withWorkplace } from '../execute/index.ts';
import { type ExtractedRows, extractRows, refuseForgottenRows } from '../experiments/extract-rows.ts';
import { modalitiesOfCells } from '../experiments/modalities.ts';
import { type PreparedExperiment, prepareExperiment, type RunRow } from '../experiments/prepare.ts';
import { joinFamilies } from '../experiments/shared-run-tables.ts';
import { type UsableRows, usableRows } from '../experiments/usable-rows.ts';
import type { RowFinding } from '../measure/extraction.ts';
import { version } from '../provenance.ts';
import { completeModel, writeModel } from './archive.ts';

/** What training a model needs beside the experiment. */
export interface TrainOptions {
  /** The cell, by its id in the table. */
  readonly cell: string;
  /** Subjects that the model must not see. */
  readonly leaveOut: readonly string[];
  /**
   * The share of new subjects of the same kind that the model may call outside its training by chance; null for a model that does not tell. Default:
   * 0.05, and for fewer training subjects than 9 a model that does not tell.
   */
  readonly outside?: number | null;
  /** The file to write. */
  readonly out: string;
  readonly cache: string;
  readonly workers: number;
  /** Ends the work when it is aborted. Default: nothing ends it. */
  readonly signal?: AbortSignal;
  /** Told of each step of the work. Default: nobody is told. */
  readonly onEvent?: WorkListener;
}

/**
 * Fits one cell on all subjects of its experiment, less those left out, and writes it as a `.wince` file. A model with
 * the subjects of a fold left out gives the scores of that fold: seeds come from the subjects trained on.
 *
 * @throws WinceError `unknown-cell`, `unknown-subject`, `needs-reference`, `one-class`, ...
 */
export async function train(
  specification: ExperimentSpecification,
  { cell, leaveOut, outside, out, ...options }: TrainOptions,
): Promise<ModelManifest> {
  const model = await withWorkplace(options, async (place) => {
    const prepared = await prepareExperiment(specification, place.store);
    const trainable = trainableCell(prepared, cell);
    if (typeof outside === 'number' && trainable.cell.features.late) throw tellsNotOutside(cell);
    refuseUnknown(
      leaveOut,
      prepared.rows.map((row) => row.sample.subject),
    );
    const extracted = await extractRows(trainable.prepared, { ...options, ...place });
    const training = trainingOf(trainable, extracted);
    const progress = beginStage(options.onEvent, 'fit-model', 1);
    const fitted = fitModel(training, leaveOut, outside);
    progress(1);
    await refuseForgottenRows(prepared, extracted, place.store);
    return fitted;
  });
  await writeModel(out, model);
  return model.manifest;
}

function tellsNotOutside(cell: string): WinceError {
  return new WinceError(
    'bad-option',
    `A model of the cell "${cell}" cannot tell what is outside its training: its modalities are joined by their scores, and no columns are seen by all of them.`,
    {
      hint: 'Train without the share, or train a cell of one modality or one that joins columns (`~early`).',
    },
  );
}

/** A cell that a model can be made of, and its experiment with the families of this cell alone. */
export interface TrainableCell {
  readonly cell: Cell;
  readonly prepared: PreparedExperiment;
}

/** @throws WinceError `unknown-cell`, `needs-reference`, `from-table` */
export function trainableCell(prepared: PreparedExperiment, id: string): TrainableCell {
  const fittable = fittableCell(prepared, id);
  const table = fittable.prepared.families.find((family) => family.table);
  if (table) throw fromTable(id, table.record.name);
  return fittable;
}

/** A cell that can be fitted on its own, of features from tables, too. @throws WinceError `unknown-cell`, `needs-reference` */
export function fittableCell(prepared: PreparedExperiment, id: string): TrainableCell {
  const cell = cellById(prepared.cells, id);
  if (prepared.specification.reference_normalisation === true || id.includes(NORMALISED))
    throw needsReference(id);
  const families = cell.features.families.flatMap((name) =>
    prepared.families.filter((family) => family.record.name === name),
  );
  return { cell, prepared: { ...prepared, families } };
}

/** What models of a cell are fitted on, with any subjects left out. */
export interface Training extends TrainableCell, Pick<UsableRows, 'rows'> {
  readonly joined: JoinedRows;
  /** Seconds: the median length of the clips; null for pictures. */
  readonly clipSeconds: number | null;
}

/** @param extracted of the cell's families */
export function trainingOf(trainable: TrainableCell, extracted: ExtractedRows): Training {
  const { rows, tables } = usableRows(trainable.prepared, extracted);
  const { joined } = joinFamilies(tables, trainable.cell.features.families);
  const look = lookOf(rows, extracted);
  return { ...trainable, rows, joined: { ...joined, look }, clipSeconds: clipSeconds(extracted) };
}

/** Fits the cell on all subjects but those left out. @throws WinceError `one-class`, ... */
export function fitModel(
  training: Training,
  leaveOut: readonly string[],
  outside?: TrainOptions['outside'],
): TrainedModel {
  const { cell, prepared, rows, joined, clipSeconds: seconds } = training;
  const { specification, families, dataset, words } = prepared;
  const fitted = Int32Array.from(rows.keys()).filter(
    (row) => rows[row].truth !== null && !leaveOut.includes(rows[row].sample.subject),
  );
  const { description, hash } = dataset;
  const ofRows = takeRows(joined, fitted);
  return completeModel(
    {
      version,
      cell: cell.id,
      positive: words.positive,
      negative: words.negative,
      families: families.map((family) => family.record),
      modalities: modalitiesOfCells([cell]),
      specifications: families.map((family) => family.specification),
      face: specification.face,
      rows: seconds === null ? 'pictures' : 'clips',
      clips: specification.clips,
      clip_seconds: seconds,
      dataset: { name: description.name ?? null, sha256: hash, synthetic: description.synthetic },
      subjects: [...new Set(Array.from(fitted, (row) => rows[row].sample.subject))].sort(),
      left_out: [...leaveOut],
      samples: fitted.length,
      seed: specification.seed,
    },
    fitCell({ ...cell, ...shareOutside(cell, ofRows, outside) }, ofRows, specification.seed).fitted,
  );
}

/** Of new subjects of the same kind one in twenty may be called outside, where nothing else is said. */
const OUTSIDE = 0.05;

/** What a model says of rows outside its training: nothing where too few subjects were trained on and nobody asked for it. */
function shareOutside(
  { abstention }: Cell,
  { subjects }: JoinedRows,
  asked: TrainOptions['outside'],
): Pick<Cell, 'outside'> {
  if (asked === null) return {};
  if (asked !== undefined) return { outside: asked };
  // Split conformal prediction holds some of the subjects out.
  const held = abstention?.method === 'split' ? abstention.share : 0;
  return Math.floor(new Set(subjects).size * (1 - held)) >= LEAST_FOR_OUTSIDE ? { outside: OUTSIDE } : {};
}

/** Light and sharpness of the face of each row; NaN where there is none. */
function lookOf(rows: Training['rows'], extracted: ExtractedRows): Matrix {
  const found = new Map(extracted.rows.map((row): [RunRow, RowFinding] => [row, row.found]));
  return matrix(
    rows.length,
    FACE_LOOK.length,
    Float64Array.from(rows.flatMap((row) => found.get(row)?.look ?? FACE_LOOK.map(() => Number.NaN))),
  );
}

/** The median length of the clips that are trained on; null where all rows are pictures. */
function clipSeconds({ rows }: ExtractedRows): number | null {
  const lengths = rows.flatMap(({ found, truth }) =>
    found.status === 'used' && truth !== null && found.clip ? [found.clip.seconds] : [],
  );
  return lengths.length === 0 ? null : quantile(Float64Array.from(lengths).sort(), 0.5);
}

function refuseUnknown(leaveOut: readonly string[], subjects: readonly string[]): void {
  const unknown = leaveOut.find((subject) => !subjects.includes(subject));
  if (unknown === undefined) return;
  throw new WinceError(
    'unknown-subject',
    `There is no subject "${unknown}" to leave out.${didYouMean(unknown, [...new Set(subjects)])}`,
    { hint: 'Write the name of a subject exactly as in the data set, with all zeros.' },
  );
}

function needsReference(cell: string): WinceError {
  return new WinceError(
    'needs-reference',
    `The cell ${cell} centres each subject on its own reference rows, which a single picture does not have.`,
    { hint: 'Train it without reference_normalisation.' },
  );
}

function fromTable(cell: string, table: string): WinceError {
  return new WinceError(
    'from-table',
    `The cell ${cell} uses ${table}, which cannot be computed for a new picture.`,
    {
      hint: 'Train a cell whose features this program computes itself.',
    },
  );
}

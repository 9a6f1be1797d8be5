import {
  cellById,
  didYouMean,
  type ExperimentSpecification,
  fitCell,
  NORMALISED,
  quantile,
  takeRows,
  WinceError,
} from '@wince/core';
import { type ExtractedRows, extractRows } from '../experiments/extract-rows.ts';
import { prepareExperiment } from '../experiments/prepare.ts';
import { usableRows } from '../experiments/rows.ts';
import { joinFamilies } from '../experiments/run-folds.ts';
import { version } from '../provenance.ts';
import { openStore } from '../store/index.ts';
import { type ModelManifest, writeModel } from './archive.ts';

export interface TrainOptions {
  /** The cell, by its id in the table. */
  readonly cell: string;
  /** Subjects that the model must not see. */
  readonly leaveOut: readonly string[];
  /** The file to write. */
  readonly out: string;
  readonly cache: string;
  readonly workers: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (stage: string, done: number, total: number) => void;
}

/**
 * Fits one cell on all subjects of its experiment, less those left out, and writes it as a `.wince` file. A model with
 * the subjects of a fold left out gives the scores of that fold: seeds come from the subjects trained on.
 *
 * @throws WinceError `unknown-cell`, `unknown-subject`, `needs-reference`, `one-class`, ...
 */
export async function train(
  specification: ExperimentSpecification,
  { cell: id, leaveOut, out, ...options }: TrainOptions,
): Promise<ModelManifest> {
  const store = await openStore(options.cache);
  const prepared = await prepareExperiment(specification, store);
  const cell = cellById(prepared.cells, id);
  if (specification.reference_normalisation === true || id.includes(NORMALISED)) throw needsReference(id);
  const own = cell.features.families;
  const families = own.flatMap((name) => prepared.families.filter((family) => family.record.name === name));
  const table = families.find((family) => family.table);
  if (table) throw fromTable(id, table.record.name);
  refuseUnknown(
    leaveOut,
    prepared.rows.map((row) => row.sample.subject),
  );
  const extracted = await extractRows({ ...prepared, families }, { ...options, store });
  const { rows, tables } = usableRows(prepared, extracted);
  const training = Int32Array.from(rows.keys()).filter(
    (row) => rows[row].truth !== null && !leaveOut.includes(rows[row].sample.subject),
  );
  const { joined } = joinFamilies(tables, own);
  options.onProgress?.('fitting the cell', 0, 1);
  const { fitted } = fitCell(cell, takeRows(joined, training), specification.seed);
  options.onProgress?.('fitting the cell', 1, 1);
  const { description, hash } = prepared.dataset;
  const seconds = clipSeconds(extracted);
  return writeModel(
    out,
    {
      version,
      cell: cell.id,
      positive: prepared.words.positive,
      negative: prepared.words.negative,
      families: families.map((family) => family.record),
      specifications: families.map((family) => family.specification),
      face: specification.face,
      rows: seconds === null ? 'pictures' : 'clips',
      clips: specification.clips,
      clip_seconds: seconds,
      dataset: { name: description.name ?? null, sha256: hash, synthetic: description.synthetic },
      subjects: [...new Set(Array.from(training, (row) => rows[row].sample.subject))].sort(),
      left_out: [...leaveOut],
      samples: training.length,
      seed: specification.seed,
    },
    fitted,
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
    { hint: 'Name subjects as the data set does, zeros in front included.' },
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

import {
  type Chance,
  clipRows,
  type FailedCell,
  type FamilyRecord,
  type FusedModality,
  figuresForm,
  fusedModalities,
  isBelowChance,
  isWrong,
  type MetricName,
  type PermutationTest,
  type PredictionRow,
  positiveTest,
  type RunCell,
  type RunManifest,
  type RunMetrics,
  type SampleRow,
  type ScoredRows,
  type SelectedRow,
  scoredRows,
  type TunedRow,
} from '@wince/core';
import { counted, type Noun } from '../formats/numbers.ts';
import { type Content, html, type Markup, shorten } from '../html/html.ts';
import { scrollingTable } from '../html/scroll.ts';

/** Everything that a report is made of: the files of a run folder, parsed, and the faces. */
export interface ReportInput {
  readonly manifest: RunManifest;
  readonly metrics: RunMetrics;
  readonly samples: readonly SampleRow[];
  readonly predictions: readonly PredictionRow[];
  /** Rows of the middle band: scored by each cell, not part of any metric; `truth` is the data set's own label. */
  readonly middle: readonly PredictionRow[];
  readonly selected: readonly SelectedRow[];
  /** The run against chance, where labels were permuted. */
  readonly permutation?: PermutationTest | null;
  /** What tuning chose in each fold. */
  readonly tuned?: readonly TunedRow[];
  /**
   * Registered faces by sample, those that some cell got wrong at least; null leaves every picture out (`--no-faces`). The bytes stand in
   * the page as they are, with all metadata that they carry: encode them from pixels.
   */
  readonly faces: ReadonlyMap<string, { readonly jpeg: Uint8Array }> | null;
  /** What the pictures show in the place of registered faces. Default: registered faces. */
  readonly shownAs?: 'blurred' | 'landmarks';
}

/** A cell of the grid with its rows. */
export interface CellView {
  readonly id: string;
  readonly features: string;
  /** Selection and number of columns kept, as tables name it: `relieff, 100 kept`. */
  readonly selected: string;
  readonly classifier: string;
  readonly metrics: RunCell;
  /** As in `predictions.csv`. */
  readonly predictions: readonly PredictionRow[];
  /** The rows that the report's figures are over: pictures, or clips where the data set has them. */
  readonly rows: ScoredRows;
}

/** A row of the paper's table. */
export interface FeatureSetView {
  readonly name: string;
  readonly group: string;
  /** What its columns are, in a few words. */
  readonly note: string;
  readonly columns: number;
  readonly cells: readonly CellView[];
}

/** A run as its report reads it: what every section needs, worked out once. */
export interface RunView {
  readonly input: ReportInput;
  /** What must stand on every table and chart; null where the data is real. */
  readonly note: string | null;
  /** The note as it stands in captions. */
  readonly synthetic: Markup | null;
  readonly form: 'pooled' | 'clip';
  /** What a row of the data set is. */
  readonly row: Noun;
  /** What the figures are over: rows, or the clips that their pictures belong to. */
  readonly unit: Noun;
  readonly positive: string;
  readonly negative: string;
  readonly cells: readonly CellView[];
  /** Cells of the grid that have no result, by id. */
  readonly failed: ReadonlyMap<string, FailedCell>;
  readonly sets: readonly FeatureSetView[];
  readonly selections: readonly string[];
  readonly classifiers: readonly string[];
  readonly chance: Chance;
  /** The cells with the highest value; several where they tie. */
  readonly best: { readonly accuracy: readonly CellView[]; readonly auc: readonly CellView[] };
  readonly primary: CellView | null;
  /** The cells that stand for the run: the declared one, and the one with the highest AUC (accuracy where none has one). */
  readonly featured: readonly CellView[];
  /** The best cell of each feature set by AUC, and the declared one, in the order of the table. */
  readonly shown: readonly CellView[];
  isPositive(label: string): boolean;
  /** Whether a row was decided wrongly. */
  isWrong(row: PredictionRow): boolean;
  measure(
    cell: CellView,
    metric: MetricName,
  ): { value: number | null; ci95: readonly [number, number] | null };
  /** Whether the whole interval of a metric lies below what guessing reaches. */
  belowChance(cell: CellView, metric: 'accuracy' | 'auc'): boolean;
  /** Why the page shows a cell, to stand after its name. */
  role(cell: CellView): Markup;
  /** A table with its caption in a box of its own that scrolls. */
  table(caption: Content, content: Content, className?: string): Markup;
  /** One chart of several, under the name of its cell. */
  panel(cell: CellView, text: Content, content: Markup): Markup;
}

export const SYNTHETIC_RUN = 'Synthetic; not an accuracy on neonates';
const WORD_LENGTH = 28;

/** What rows are called. */
export const NOUNS: Readonly<Record<RunManifest['rows'], Noun>> = {
  pictures: { one: 'picture', many: 'pictures' },
  clips: { one: 'clip', many: 'clips' },
  mixed: { one: 'row', many: 'rows' },
};

/** Reads a run for its report. */
export function viewRun(input: ReportInput): RunView {
  const { manifest, metrics } = input;
  const form = figuresForm(metrics);
  // Rows that are clips and belong to clips of the data set must not have the same name as these.
  const row = manifest.rows === 'clips' && form === 'clip' ? NOUNS.mixed : NOUNS[manifest.rows];
  const cells = viewCells(input, form);
  const sets = viewFeatureSets(cells, manifest);
  const measure = ({ metrics: of }: CellView, metric: MetricName) => {
    const values = form === 'clip' ? of.clip : of;
    return { value: values[metric], ci95: values.ci95[metric] };
  };
  const highest = (metric: 'accuracy' | 'auc', among: readonly CellView[]) => {
    const most = Math.max(...among.map((cell) => measure(cell, metric).value ?? -1));
    return most < 0 ? [] : among.filter((cell) => measure(cell, metric).value === most);
  };
  const best = { accuracy: highest('accuracy', cells), auc: highest('auc', cells) };
  const primary = cells.find((cell) => cell.id === manifest.primary) ?? null;
  // Where no cell has an AUC (the tested rows have one label), accuracy has to serve.
  const leader = (among: readonly CellView[]) =>
    highest('auc', among).at(0) ?? highest('accuracy', among).at(0);
  const bestOfSets = sets.map((set) => leader(set.cells));
  const chosen = leader(cells);
  const note = manifest.dataset.synthetic ? SYNTHETIC_RUN : null;
  const synthetic = note === null ? null : html` <span class="synthetic">${note}.</span>`;
  const first = cells[0]?.metrics;
  const side = positiveTest(metrics.positive);
  const role = (cell: CellView) => roleOf(cell, primary, best);
  return {
    input,
    note,
    synthetic,
    form,
    row,
    unit: form === 'clip' ? NOUNS.clips : row,
    positive: shorten(manifest.positive, WORD_LENGTH),
    negative: shorten(manifest.negative, WORD_LENGTH),
    cells,
    failed: new Map(
      metrics.failed.filter(({ middle }) => middle === null).map((failure) => [failure.cell, failure]),
    ),
    sets,
    selections: [...new Set(cells.map((cell) => cell.selected))],
    classifiers: [...new Set([...cells, ...metrics.failed].map((cell) => cell.classifier))],
    chance: (form === 'clip' ? first?.clip.chance : first?.chance) ?? {
      accuracy: null,
      balanced_accuracy: 0.5,
      auc: 0.5,
      average_precision: null,
    },
    best,
    primary,
    featured: [...new Set([primary, chosen])].filter((cell) => cell !== null && cell !== undefined),
    shown: sets.flatMap((set) => set.cells).filter((cell) => bestOfSets.includes(cell) || cell === primary),
    isPositive: (label) => side(label) === 1,
    isWrong: (row) => isWrong(row, metrics.positive),
    measure,
    belowChance(cell, metric) {
      const folds = new Set(cell.predictions.map((row) => row.fold)).size;
      return isBelowChance(cell.metrics, metric, form, folds);
    },
    role,
    table: (caption, content, className) => scrollingTable([caption, synthetic], content, className),
    panel: (cell, text, content) =>
      html`<div class="panel"><h4><span class="id">${cell.features}</span>${role(cell)}</h4><p>${cell.selected}, ${cell.classifier}<br>${text}</p>${content}</div>`,
  };
}

function viewCells(
  { manifest, metrics, predictions }: ReportInput,
  form: 'pooled' | 'clip',
): readonly CellView[] {
  const rowsOf = Map.groupBy(predictions, (row) => row.cell);
  // The declared cell stands first in `metrics.json`; tables keep the order of the experiment.
  const places = new Map(manifest.cells.map((id, place) => [id, place]));
  const placeOf = ({ cell }: RunCell) => places.get(cell) ?? manifest.cells.length;
  return [...metrics.cells]
    .sort((a, b) => placeOf(a) - placeOf(b))
    .map((own): CellView => {
      const rows = rowsOf.get(own.cell) ?? [];
      return {
        id: own.cell,
        features: own.features,
        selected: selectedOf(own),
        classifier: own.classifier,
        metrics: own,
        predictions: rows,
        rows: form === 'clip' ? clipRows(rows, metrics.positive).rows : scoredRows(rows, metrics.positive),
      };
    });
}

/** Selection and number of columns kept, as tables name them. */
export function selectedOf({ selection, keep }: Pick<RunCell, 'selection' | 'keep'>): string {
  return keep === null ? selection : `${selection}, ${keep} kept`;
}

const GROUPS = [
  'Deep',
  'Handcrafted',
  'Mixed: deep and handcrafted',
  'Tables of the user',
  'Control: untrained network',
  'Modalities, alone and together',
];

function viewFeatureSets(
  cells: readonly CellView[],
  { families, modalities }: Pick<RunManifest, 'families' | 'modalities'>,
): readonly FeatureSetView[] {
  const byName = new Map(families.map((family) => [family.name, family]));
  const sets = [...Map.groupBy(cells, (cell) => cell.features)].map(([name, own]): FeatureSetView => {
    const named = modalitiesNamed(name, modalities);
    const joined =
      named?.flatMap((each) => each.families) ??
      (byName.has(name) ? [name] : name.replace(/:each$/, '').split('+'));
    const of = joined.flatMap((family) => byName.get(family) ?? []);
    const columns = of.reduce((sum, family) => sum + family.columns, 0);
    return {
      name,
      group: named ? GROUPS[5] : groupOf(of),
      note: named ? modalityNote(name, named, columns) : noteOf(of, columns, name.endsWith(':each')),
      columns,
      cells: own,
    };
  });
  return sets.sort((a, b) => GROUPS.indexOf(a.group) - GROUPS.indexOf(b.group));
}

/** The modalities that a set is named after; undefined for a set of families. */
function modalitiesNamed(
  name: string,
  modalities: RunManifest['modalities'],
): readonly FusedModality[] | undefined {
  const own = fusedModalities(name).map((each) => modalities.find((modality) => modality.name === each));
  return own.every((each) => each !== undefined) && own.length > 0 ? own : undefined;
}

function modalityNote(name: string, modalities: readonly FusedModality[], columns: number): string {
  const how = name.includes('~mean')
    ? ', scores joined by a weighted mean'
    : name.includes('~stack')
      ? ', scores joined by logistic stacking'
      : modalities.length > 1
        ? ', joined'
        : '';
  return `${counted(columns, 'column')}${how}`;
}

function groupOf(families: readonly FamilyRecord[]): string {
  if (families.some((family) => family.network?.untrained)) return GROUPS[4];
  const kinds = new Set(
    families.map(({ kind }) => (kind === 'deep' || kind === 'table' ? kind : 'handcrafted')),
  );
  if (kinds.has('table')) return GROUPS[3];
  if (kinds.has('deep')) return kinds.has('handcrafted') ? GROUPS[2] : GROUPS[0];
  return GROUPS[1];
}

function noteOf(families: readonly FamilyRecord[], columns: number, each: boolean): string {
  const domains: Record<string, string> = {
    faces: 'network trained on faces',
    objects: 'network trained on objects',
    detector: 'network that finds faces',
    sound: 'network for sound',
  };
  const [only] = families;
  const kind =
    families.length !== 1 || !only.network
      ? ''
      : only.network.untrained
        ? ', random weights'
        : `, ${domains[only.network.domain]}`;
  return `${counted(columns, 'column')}${kind}${each ? ', selected for each family' : ''}`;
}

function roleOf(cell: CellView, primary: CellView | null, best: RunView['best']): Markup {
  return html`${cell === primary && html` <span class="tag">declared</span>`}${
    cell === best.auc[0] && html` <span class="tag">highest AUC</span>`
  }`;
}

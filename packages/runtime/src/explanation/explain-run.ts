import { beginStage, didYouMean, type FittedCell, type PredictionRow, WinceError } from '@wince/core';
import { withWorkplace } from '../execute/index.ts';
import { extractRows, refuseForgottenRows } from '../experiments/extract-rows.ts';
import { prepareExperiment } from '../experiments/prepare.ts';
import { openFamilyPlanner } from '../measure/families/planner.ts';
import { describeModel } from '../models/describe-model.ts';
import { fitModel, fittableCell, type Training, trainingOf } from '../models/train.ts';
import { type EvaluatedRun, readRun } from '../runs/read-run.ts';
import { openDescriber } from './describe-faces.ts';
import { explanationEffort } from './explain-face.ts';
import { type Explained, type ExplainOptions, openFaceReader } from './explain-files.ts';
import { type DrawnRow, explainRow, explanationNotes, mapMethods, methodsFor } from './explain-row.ts';
import { explanationDocument } from './explanation-document.ts';
import { untrainedTwins } from './twins.ts';

/** Which rows of a run are explained, and by which cell. */
export interface ExplainRunOptions extends ExplainOptions {
  /** Default: the declared cell, or the only one. */
  readonly cell?: string;
  /** Names of samples. Default: a row of each label of each subject, until there are `most`. */
  readonly samples?: readonly string[];
  /** How many rows are explained where none is named. Default: 24. */
  readonly most?: number;
  /** Where the data set lies now. Default: where the run says. */
  readonly dataset?: string;
}

/** Other folds whose models an explanation is held against. */
const OTHER_FOLDS = 3;

/**
 * Explains out-of-fold scores of a run. A run keeps no fitted models, so that the cell is fitted again for each fold that is asked about: on the
 * same rows, which gives the same model.
 *
 * @throws WinceError `no-run`, `unknown-cell`, `unknown-sample`, `not-explained-by-face`, `no-contributions`, `needs-reference`, `dataset-changed`
 */
export async function explainRun(folder: string, options: ExplainRunOptions): Promise<Explained> {
  const run = await readRun(folder);
  const specification = {
    ...run.manifest.specification,
    ...(options.dataset === undefined ? {} : { dataset: options.dataset }),
  };
  const effort = { ...explanationEffort, ...options.effort };
  return withWorkplace(options, async (place) => {
    const prepared = await prepareExperiment(specification, place.store);
    const fittable = fittableCell(prepared, cellOf(run, options.cell));
    const chosen = chooseRows(run, fittable.cell.id, options);
    const extracted = await extractRows(fittable.prepared, { ...options, ...place });
    const training = trainingOf(fittable, extracted);
    const planner = await openFamilyPlanner(specification.clips, place.store);
    try {
      const families = [];
      for (const { specification: own } of fittable.prepared.families) families.push(await planner.plan(own));
      const methods = methodsFor(families, options.methods, {
        notFaces: extracted.rows.some(({ found }) => found.clip !== null) ? 'its rows are clips' : null,
        cell: fittable.cell.id,
        fused: fittable.cell.features.late !== undefined,
      });
      const hasMaps = mapMethods(methods).length > 0;
      const twins = effort.checks && hasMaps ? await untrainedTwins(families, planner) : null;
      const models = foldModels(run, training);
      const faces = openFaceReader(place, specification.face);
      const describer = openDescriber(families, options.signal);
      const untrained = twins && openDescriber(twins, options.signal);
      const progress = beginStage(options.onEvent, 'explain', chosen.length);
      const rows: DrawnRow[] = [];
      const others: string[] = [];
      try {
        for (const prediction of chosen) {
          const at = training.rows.findIndex(({ name }) => name === prediction.sample);
          const own = training.rows[at];
          const { columns, data } = training.joined.x;
          const model = {
            ...{ fitted: models.of(prediction.fold).fitted, families, describer, untrained },
            otherFolds: effort.checks && hasMaps ? models.others(prediction.fold) : [],
          };
          const drawn = await explainRow(
            {
              ...{
                name: prediction.sample,
                subject: prediction.subject,
                truth: prediction.truth,
                reason: null,
              },
              values: data.slice(at * columns, (at + 1) * columns),
              face: hasMaps ? await faces.read(own.path) : null,
            },
            model,
            prepared.words,
            methods,
            effort,
          );
          if (Math.abs((drawn.row.raw ?? 0) - prediction.raw) > 1e-6 * Math.max(1, Math.abs(prediction.raw)))
            others.push(prediction.sample);
          rows.push(drawn);
          progress(rows.length);
        }
      } finally {
        await faces.close();
      }
      await refuseForgottenRows(prepared, extracted, place.store);
      const [first] = chosen;
      return {
        rows,
        document: explanationDocument(rows, {
          ...{ cell: fittable.cell.id, positive: prepared.words.positive, negative: prepared.words.negative },
          synthetic: run.manifest.dataset.synthetic,
          scoreMeans: describeModel(models.of(first.fold)).score_means,
          ...{ outOfFold: true, methods, effort },
          notes: [...(await explanationNotes(methods, families, effort)), ...differing(others)],
        }),
      };
    } finally {
      await planner.close();
    }
  });
}

function differing(samples: readonly string[]): readonly string[] {
  if (samples.length === 0) return [];
  return [
    `The score of ${samples.join(', ')} is not that of the run: the data, the program or the processor differ. \`wince verify\` shows which.`,
  ];
}

function cellOf({ manifest, metrics }: EvaluatedRun, asked: string | undefined): string {
  const id = asked ?? manifest.specification.primary;
  if (id !== undefined) return id;
  if (metrics.cells.length === 1) return metrics.cells[0].cell;
  throw new WinceError('bad-option', `The run has ${metrics.cells.length} cells, and none is declared.`, {
    hint: `Name one with --cell, for example ${metrics.cells[0]?.cell}.`,
  });
}

/** The rows that were named, or a row of each label of each subject, subjects of the positive label first. */
function chooseRows(
  run: EvaluatedRun,
  cell: string,
  { samples, most = 24 }: ExplainRunOptions,
): readonly PredictionRow[] {
  const own = run.predictions.filter((row) => row.cell === cell);
  if (samples && samples.length > 0) return samples.map((name) => named(run, own, name));
  const first = new Map<string, PredictionRow>();
  for (const row of own) {
    const key = JSON.stringify([row.truth, row.subject]);
    if (!first.has(key)) first.set(key, row);
  }
  const bySubject = [...Map.groupBy(first.values(), ({ subject }) => subject).values()];
  const chosen = new Set(
    [...bySubject.flat()].filter(({ subject }) =>
      bySubject.slice(0, Math.max(1, Math.floor(most / 2))).some(([row]) => row.subject === subject),
    ),
  );
  return own.filter((row) => chosen.has(row)).slice(0, most);
}

function named(run: EvaluatedRun, own: readonly PredictionRow[], name: string): PredictionRow {
  const found = own.find(({ sample }) => sample === name);
  if (found) return found;
  const row = run.samples.find(({ sample }) => sample === name);
  if (row) {
    throw new WinceError(
      'unknown-sample',
      `The sample "${name}" has no score in this run: ${row.reason || row.status}.`,
      {
        hint: 'Name a sample of predictions.csv.',
      },
    );
  }
  const known = own.map(({ sample }) => sample);
  throw new WinceError('unknown-sample', `The run has no sample "${name}".${didYouMean(name, known)}`, {
    hint: 'Write the name of a sample as in predictions.csv.',
  });
}

/** The cell fitted without the subjects of a fold, each fit done once. */
function foldModels(run: EvaluatedRun, training: Training) {
  const subjectsOf = Map.groupBy(
    run.predictions.filter(({ cell }) => cell === training.cell.id),
    ({ fold }) => fold,
  );
  const folds = [...subjectsOf.keys()];
  const fits = new Map<string, ReturnType<typeof fitModel>>();
  const without = (...of: readonly string[]) => {
    const key = JSON.stringify([...of].sort());
    const known = fits.get(key);
    if (known) return known;
    const subjects = of.flatMap((fold) => (subjectsOf.get(fold) ?? []).map(({ subject }) => subject));
    const model = fitModel(training, [...new Set(subjects)]);
    fits.set(key, model);
    return model;
  };
  return {
    of: (fold: string) => without(fold),
    /** Fits without the fold and another one: none has seen its subjects. */
    others(fold: string): readonly FittedCell[] {
      const place = folds.indexOf(fold);
      const next = Array.from(
        { length: Math.min(OTHER_FOLDS, folds.length - 1) },
        (_, i) => folds[(place + 1 + i) % folds.length],
      );
      return next.flatMap((other) => fitIfAny(() => without(fold, other).fitted));
    },
  };
}

/** Nothing where too little is left to fit: a check less, and no error. */
function fitIfAny(fit: () => FittedCell): readonly FittedCell[] {
  try {
    return [fit()];
  } catch (error) {
    if (error instanceof WinceError) return [];
    throw error;
  }
}

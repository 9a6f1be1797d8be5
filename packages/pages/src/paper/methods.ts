import {
  classifiers,
  P_VALUE_NOTE,
  protocols,
  type RunManifest,
  type SampleStatus,
  selectors,
} from '@wince/core';
import { count, counted, countedAs, significant } from '../formats/numbers.ts';
import { LOSS_WORDS, TEST_WORDS } from '../report/cell-tests.ts';
import { nameOf } from '../report/head.ts';
import { statusText } from '../report/participant-flow.ts';
import type { RunView } from '../report/run-view.ts';
import { chosenWords } from './chosen-words.ts';
import { familyWords } from './feature-words.ts';
import { methodWords } from './method-words.ts';
import { noMore } from './parameter-group.ts';
import { probabilityWords } from './probability-words.ts';
import { cite, code, listed, type Prose, prose, sentences } from './prose.ts';
import { programReference, references } from './references.ts';

/** A part of the methods: a heading and a paragraph. */
export interface MethodsPart {
  readonly title: string;
  readonly text: Prose;
}

/** What was done in a run, as the methods of a paper state it. */
export function methodsParts(view: RunView): readonly MethodsPart[] {
  const { manifest } = view.input;
  // `face`, `clips` and `monitor` have their own text, parameter by parameter.
  const { face: _, clips: __, monitor, ...asked } = manifest.specification;
  const { dataset, test_dataset, subject, task, positive, negative, middle, ...learned } = asked;
  const { features, mixes, fusion, regions, reference_normalisation, ...fitted } = learned;
  const { selection, keep, ...trained } = fitted;
  const { classifiers: named, class_weights, soft_labels, tuning, threshold, ...scored } = trained;
  const { calibration, prevalence, abstention, ...tested } = scored;
  const {
    protocol,
    primary,
    comparisons,
    comparing,
    permutations,
    ranked,
    breakdown,
    seed,
    schema,
    ...rest
  } = tested;
  noMore(rest);
  return [
    {
      title: 'Data',
      text: dataWords(view, { dataset, test_dataset, subject, task, positive, negative, middle }),
    },
    { title: 'Faces', text: faceSummary(manifest) },
    {
      title: 'Features',
      text: featureWords(view, { features, mixes, fusion, regions, reference_normalisation }),
    },
    {
      title: 'Selection and classification',
      text: sentences([
        selectionWords({ selection, keep }),
        prose`The classifiers were: ${joined(named.map((each) => methodWords(classifiers, each)))}.`,
        CLASS_WEIGHTS[class_weights],
        soft_labels.length > 0 &&
          prose`Classifiers learned from the share of the raters ${listed(soft_labels.map(code))} who called a row positive; the truth and all metrics are those of the data set’s own labels.`,
        tuningWords(tuning),
        probabilityWords({ calibration, prevalence, abstention }, view),
        thresholdWords(threshold, view),
        chosenWords(view),
      ]),
    },
    {
      title: 'Evaluation',
      text: evaluationWords(view, {
        ...{ protocol, primary, comparisons, comparing, permutations, ranked, breakdown },
      }),
    },
    ...(monitor
      ? [
          {
            title: 'Monitoring',
            text: prose`The models of ${code(monitor.cell)} monitored the recordings of the subjects that they had not seen.`,
          },
        ]
      : []),
    { title: 'Program', text: programWords(manifest, { seed, schema }) },
  ];
}

type Asked = RunManifest['specification'];

function dataWords(
  view: RunView,
  asked: Pick<Asked, 'dataset' | 'test_dataset' | 'subject' | 'task' | 'positive' | 'negative' | 'middle'>,
): Prose {
  const { manifest, samples } = view.input;
  const { dataset } = manifest;
  const stated = (text: string | null) => text ?? 'not stated';
  const subjects = new Set(samples.map((row) => row.subject)).size;
  const [labelled, unlabelled] = [asked.positive, asked.negative];
  return sentences([
    prose`The data set “${nameOf(dataset)}” (${code(asked.dataset)}; SHA-256 ${code(dataset.sha256)}; source: ${stated(dataset.source)}; licence: ${stated(dataset.licence)}) has ${countedAs(view.row, samples.length)} of ${counted(subjects, 'subject')}, whom the column ${code(asked.subject)} names.`,
    dataset.synthetic &&
      'A program drew it. It shows that the methods work, and it is not evidence about neonates.',
    manifest.test_dataset &&
      prose`The models were tested on another data set, “${nameOf(manifest.test_dataset)}” (${code(asked.test_dataset ?? manifest.test_dataset.path)}; SHA-256 ${code(manifest.test_dataset.sha256)}).`,
    prose`The labels come from: ${manifest.labels_from}.`,
    prose`The task${asked.task !== undefined && prose` ${code(asked.task)} of the data set`} was ${manifest.task}: the positive side is the label ${listed(manifest.positive_labels)}, the negative side ${listed(manifest.negative_labels)}.`,
    (labelled || unlabelled) &&
      prose`The experiment named ${listed([
        ...(labelled ? [prose`${listed(labelled)} as positive`] : []),
        ...(unlabelled ? [prose`${listed(unlabelled)} as negative`] : ['all other labels as negative']),
      ])}.`,
    `Rows in the middle band of a scale ${MIDDLE[asked.middle]}.`,
    leftOutWords(view),
  ]);
}

const MIDDLE = {
  'left-out': 'were left out of training and of every metric (middle: left out)',
  'as-pain': 'counted as pain',
  'as-no-pain': 'counted as no pain',
} as const;

function leftOutWords(view: RunView): Prose {
  const { samples } = view.input;
  const rows = Math.max(0, ...view.cells.map((cell) => cell.predictions.length));
  const tested = new Set(view.cells.flatMap((cell) => cell.rows.subjects));
  const without = new Map<SampleStatus, number>();
  for (const { status } of samples) {
    if (status !== 'used') without.set(status, (without.get(status) ?? 0) + 1);
  }
  const reasons = [...without].map(([status, n]) => `${statusText(status)}: ${count(n)}`);
  return sentences([
    `The evaluation has ${countedAs(view.row, rows)} of ${counted(tested.size, 'subject')}.`,
    reasons.length === 0
      ? `No ${view.row.one} was left out.`
      : prose`Left out were ${countedAs(
          view.row,
          [...without.values()].reduce((sum, n) => sum + n, 0),
        )} (${listed(reasons)}).`,
  ]);
}

/** Families that read something else than a face. */
const WITHOUT_FACE: ReadonlySet<string> = new Set(['table', 'cry', 'breathing']);

function faceSummary({ families, specification: { face, clips }, software, rows }: RunManifest): Prose {
  if (families.every(({ kind }) => WITHOUT_FACE.has(kind)))
    return prose`No feature needs a face, so the program did not detect faces.`;
  const version = software.find(({ id }) => id === 'face-analysis')?.version;
  const mesh = face.locate.mesh === 'attention' ? references.grishchenko2020 : references.kartynnik2019;
  const { needed } = face.covering;
  return sentences([
    prose`A detector${cite([references.bazarevsky2019])} found the face, and a mesh${cite([mesh])} found 468 landmarks in it. A similarity${cite([references.umeyama1991])} brought its eye corners and nose to fixed places, in 128 × 128 grey and 224 × 224 colour pixels.`,
    rows !== 'pictures' && `In a clip, the face was followed in ${clips.rate} frames a second.`,
    needed === 'any'
      ? 'Faces of poor quality, and faces of which every region was covered, were not used.'
      : needed.length === 0
        ? 'Faces of poor quality were not used.'
        : prose`Faces of poor quality, and faces of which ${listed(needed, 'or')} was covered, were not used.`,
    prose`The parameters are listed below${version !== undefined && prose` (version of the analysis: ${code(version)})`}.`,
  ]);
}

function featureWords(
  { input: { manifest } }: RunView,
  asked: Pick<Asked, 'features' | 'mixes' | 'fusion' | 'regions' | 'reference_normalisation'>,
): Prose {
  const text = (given: unknown) => (typeof given === 'string' ? given : JSON.stringify(given));
  const mixes = asked.mixes.map((mix) =>
    typeof mix === 'string'
      ? code(mix)
      : prose`${code(mix.features.map(text).join('+'))} (columns selected ${mix.selected === 'each' ? 'in each family' : 'in all families together'})`,
  );
  return sentences([
    asked.features.length > 0 &&
      prose`The feature sets were ${listed(asked.features.map((feature) => code(text(feature))))}.`,
    mixes.length > 0 && prose`Sets of joined families were ${listed(mixes)}.`,
    fusionWords(asked.fusion, manifest),
    asked.regions === 'per' &&
      'Each feature was computed in single regions of the face (mouth, eyes, brow, nose), whose columns were joined; a region that was covered had no values.',
    (mixes.length > 0 || asked.regions === 'per' || asked.fusion?.how.includes('early')) &&
      'If a row had no values of one of the joined families, the mean of the training rows replaced them.',
    prose`The families are: ${joined(manifest.families.map(familyWords))}.`,
    NORMALISATION[String(asked.reference_normalisation)],
  ]);
}

/** How modalities were put together, and what became of rows that lack one. */
function fusionWords(fusion: Asked['fusion'], { modalities }: RunManifest): Prose | false {
  if (!fusion) return false;
  const { modalities: _, how, weights, missing, ...rest } = fusion;
  noMore(rest);
  const named = listed(
    modalities.map(({ name, families }) => prose`${code(name)} (${listed(families.map(code))})`),
  );
  const late = how.filter((each) => each !== 'early');
  const words = {
    early: 'joining the columns (early)',
    mean: `a mean of the scores of their own classifiers, ${weights === 'equal' ? 'with equal weights' : weights === 'skill' ? 'weighted by 2 AUC − 1 in inner folds by subject' : `with the weights ${listed(Object.entries(weights).map(([name, weight]) => `${name} ${weight}`))}`} (mean)`,
    stack:
      'logistic regression with coefficients that are not negative on the log-odds of these scores in inner folds by subject (stack)',
  };
  return sentences([
    prose`Modalities were ${named}; each was used alone, and each pair and all of them together by ${listed(how.map((each) => words[each]))}.`,
    late.length > 0 &&
      (missing === 'imputed'
        ? 'If a row lacked a modality, the mean score of the training rows replaced its score.'
        : 'If a row lacked a modality, its score was left out and the weights of the others were renormalised.'),
  ]);
}

const NORMALISATION: Readonly<Record<string, string>> = {
  true: 'The values of each subject were centred by the median and scaled by the median absolute deviation of its own reference rows, which got no score.',
  false: 'Values were not normalised by reference rows of the subject.',
  both: 'Each set was used twice: as it is, and with the values of each subject centred and scaled by its own reference rows (median, median absolute deviation; called ~reference), which got no score.',
};

function selectionWords({ selection, keep }: Pick<Asked, 'selection' | 'keep'>): Prose {
  const isNone = (each: Asked['selection'][number]) => (typeof each === 'string' ? each : each.id) === 'none';
  const selecting = selection.filter((each) => !isNone(each));
  const all = selection.find(isNone);
  return sentences([
    selecting.length > 0 &&
      prose`In each fold, from its training rows alone, columns were selected by: ${joined(selecting.map((each) => methodWords(selectors, each)))}. The best ${listed(keep)} columns were kept.`,
    all !== undefined &&
      prose`${selecting.length > 0 ? 'Beside that, all' : 'All'} columns were kept: ${methodWords(selectors, all)}${selecting.length === 0 && prose` (the number to keep, ${listed(keep)}, had no effect)`}.`,
    'Classifiers that need it got the columns as z-scores of the training rows.',
  ]);
}

const CLASS_WEIGHTS = {
  none: 'All rows had the same weight in training.',
  balanced: 'Rows were weighted in training so that each label had half of the weight.',
  'subject-balanced':
    'Rows were weighted in training so that each label had half of the weight, and each subject the same weight within a label.',
} as const;

function tuningWords(tuning: Asked['tuning']): Prose | string {
  if (!tuning) return 'No parameter was tuned.';
  const { folds, metric, keep, C, gamma, k, ...rest } = tuning;
  noMore(rest);
  const grid = Object.entries({ 'columns kept': keep, C, gamma, k }).flatMap(([name, values]) =>
    values ? [prose`${name} from ${listed(values, 'or')}`] : [],
  );
  return prose`Inside the training rows of each fold, ${counted(folds, 'inner fold')} by subject chose ${grid.length > 0 ? listed(grid) : 'nothing'} by ${metric === 'auc' ? 'the area under the ROC curve' : 'balanced accuracy'}.`;
}

function thresholdWords(threshold: Asked['threshold'], { positive, row }: RunView): Prose {
  if (typeof threshold === 'number')
    return prose`A ${row.one} was decided as ${positive} if its score was ${threshold} or higher.`;
  if (threshold === 'youden')
    return prose`Each fold chose the threshold of its decisions by the index of Youden${cite([references.youden1950])} on scores of inner folds of its training rows.`;
  const { false_negative, false_positive, ...rest } = threshold;
  noMore(rest);
  return prose`Each fold chose the threshold of its decisions on scores of inner folds of its training rows, with a cost of ${false_negative} for a false negative and of ${false_positive} for a false positive.`;
}

function evaluationWords(
  view: RunView,
  {
    protocol,
    primary,
    comparisons,
    comparing,
    permutations,
    ranked,
    breakdown,
  }: Pick<
    Asked,
    'protocol' | 'primary' | 'comparisons' | 'comparing' | 'permutations' | 'ranked' | 'breakdown'
  >,
): Prose {
  const { metrics } = view.input;
  const folds = Math.max(
    0,
    ...view.cells.map((cell) => new Set(cell.predictions.map((row) => row.fold)).size),
  );
  const draws = view.cells.at(0)?.metrics.draws;
  return sentences([
    prose`The protocol was: ${methodWords(protocols, protocol)}, in ${counted(folds, 'fold')}.`,
    'No subject was on both sides of a fold.',
    `Metrics are over ${view.form === 'clip' ? 'clips: a clip has one score, the mean of its rows' : `the ${view.row.many} of all folds together`}; the area under the ROC curve is called AUC.`,
    draws !== undefined &&
      prose`Intervals are 95 % percentile intervals of ${count(draws)} bootstrap draws of whole subjects${cite([references.efron1993])}, without training again.`,
    primary === undefined
      ? 'No primary cell was declared before the results were known.'
      : prose`The primary cell, ${code(primary)}, was declared before the results were known.`,
    breakdown.length > 0 && prose`Results were broken down by ${listed(breakdown.map(code))}.`,
    view.cells.length > 1 &&
      `The run has ${count(view.cells.length)} cells, so the best of them is optimistic.`,
    metrics.failed.length > 0 &&
      prose`Without a result, because they could not be fitted in every fold: ${listed([...new Set(metrics.failed.map(({ cell }) => cell))].map(code))}.`,
    comparisons.length > 0 &&
      prose`${counted(comparisons.length, 'pair')} of cells ${comparisons.length === 1 ? 'was' : 'were'} compared on the same draws of subjects, with p values by exchange of the two cells subject by subject, not corrected for their number${comparisons.length <= MOST_PAIRS && prose`: ${pairWords(comparisons)}`}.`,
    comparisons.length > 0 &&
      prose`The declared test of these pairs was ${TEST_WORDS[comparing.test]} over the ${LOSS_WORDS[comparing.loss]} of each subject, corrected over all pairs by Holm${cite([references.holm1979])}. ${P_VALUE_NOTE}`,
    permutations > 0 &&
      prose`Against chance, the labels of whole periods or clips changed places within each subject ${count(permutations)} times, and the whole pipeline was fitted again each time; p = (b + 1) / (m + 1)${cite([references.phipson2010])}.`,
    ranked.length > 0 &&
      prose`The cells ${listed(ranked.map(code))} were ranked over the subjects by the ${LOSS_WORDS[comparing.loss]}, with Friedman’s test and Nemenyi’s critical difference${cite([references.demsar2006])}.`,
    metrics.tests?.picking &&
      prose`The optimism of the best of ${count(metrics.tests.picking.cells)} cells, by bootstrap bias correction${cite([references.tsamardinos2018])}, is ${significant(metrics.tests.picking.optimism) ?? ''}.`,
  ]);
}

/** Pairs that the methods list; more of them stand among the parameters. */
export const MOST_PAIRS = 6;

/** Pairs of cells. */
export function pairWords(comparisons: Asked['comparisons']): Prose {
  return joined(comparisons.map(([a, b]) => prose`${code(a)} and ${code(b)}`));
}

/** Items with semicolons between them. */
function joined(items: readonly Prose[]): Prose {
  return items.flatMap((item, i) => prose`${i > 0 && '; '}${item}`);
}

function programWords(
  { version, software, lockfile_sha256, machine }: RunManifest,
  { seed, schema }: Pick<Asked, 'seed' | 'schema'>,
): Prose {
  const parts = software.map(({ id, version: own }) => prose`${id} ${code(own)}`);
  const node = typeof machine.node === 'string' ? prose`Node ${machine.node}` : null;
  return sentences([
    prose`The program was wince, version ${version}${cite([programReference(version)])}, which follows the method of the paper${cite([references.zamzmi2018])}, with ${listed([...parts, ...(node ? [node] : [])])}${lockfile_sha256 !== null && prose` (SHA-256 of the lockfile ${code(lockfile_sha256)})`}.`,
    `All random choices depend on the seed ${seed}. The experiment file has form ${schema}.`,
  ]);
}

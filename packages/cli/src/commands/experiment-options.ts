import {
  clipParameters,
  defaultGrid,
  type ExperimentSpecification,
  type ExtractionSpecification,
  faceParameters,
  parseExperiment,
  parseExtraction,
  type WhichFace,
  WinceError,
  whichFace,
} from '@wince/core';
import {
  DEVICES,
  type Device,
  defaultCacheFolder,
  defaultWorkers,
  namedMethods,
  readSpecification,
  useDevice,
} from '@wince/runtime';
import { type Command, InvalidArgumentError, Option } from 'commander';

/** The options that say what an experiment is; `evaluate`, `extract` and `train` share them. */
export interface ExperimentOptions {
  readonly dataset?: string;
  readonly testDataset?: string;
  readonly subject?: string;
  readonly task?: string;
  readonly positive?: readonly string[];
  readonly negative?: readonly string[];
  readonly middle?: string;
  readonly features?: readonly string[];
  readonly regions?: string;
  readonly select?: readonly string[];
  readonly keep?: readonly number[];
  readonly classifiers?: readonly string[];
  readonly classWeights?: string;
  readonly protocol?: string;
  readonly threshold?: string | number | object;
  readonly calibration?: string;
  readonly prevalence?: number;
  readonly abstention?: object;
  readonly primary?: string;
  readonly referenceNormalisation?: boolean | string;
  readonly seed?: number;
  readonly permutations?: number;
  readonly breakdown?: readonly string[];
  readonly monitor?: string;
  readonly face?: WhichFace;
  readonly clock?: Clock;
  readonly cryOnly?: boolean;
}

/** The options of every command that computes. */
export interface WorkOptions {
  readonly cache: string;
  readonly workers: number;
  readonly profile?: boolean;
}

export function addDatasetOptions(command: Command): Command {
  return command
    .option('--dataset <FILE>', 'dataset.csv, or its folder')
    .option('--subject <COLUMN>', 'the column that names the subject (default: subject)')
    .option('--task <NAME>', 'a task that dataset.yaml names')
    .option('--positive <LABELS>', 'labels of the positive side', list)
    .option('--negative <LABELS>', 'labels of the negative side (default: all others)', list)
    .option('--middle <TREATMENT>', 'the middle band of a scale: left-out, as-pain or as-no-pain')
    .option('--face <WHICH>', FACE_OPTION, faceOption)
    .addOption(clockOption())
    .addOption(cryOnlyOption());
}

export function addGridOptions(command: Command): Command {
  return command
    .option('--test-dataset <FILE>', 'the data set to test on, with --protocol train-test')
    .option('--features <LIST>', 'families, joined ones with +: hog,faceres,faceres+hog', list)
    .option(
      '--regions <HOW>',
      'whole: features see the whole face; per: each region by itself (lbp, hog, gabor, nfcs)',
    )
    .option('--select <LIST>', 'selectors: relieff,symmetric-uncertainty,anova-f,none', list)
    .option('--keep <LIST>', 'how many columns are kept: 50,100', numbers)
    .option('--classifiers <LIST>', 'classifiers: naive-bayes,knn,svm-linear?C=10', list)
    .option('--class-weights <SCHEME>', 'none, balanced or subject-balanced')
    .option('--protocol <NAME>', "leave-one-subject-out, 'stratified-k-folds?folds=10', hold-out, train-test")
    .option(
      '--threshold <RULE>',
      'a number in (0, 1), youden, or costs: 10:1 where a missed pain costs ten times a false alarm',
      threshold,
    )
    .option(
      '--calibration <NAME>',
      'what makes scores probabilities: platt, isotonic, beta, temperature or none',
    )
    .option('--prevalence <SHARE>', 'the share of pain where scores are to be used; shifts them there', share)
    .option(
      '--abstention <METHOD[=LEVEL]>',
      'when the answer is "cannot tell": split or cross conformal prediction (default level: 0.9)',
      abstentionOption,
    )
    .option('--primary <CELL>', 'the primary cell, declared before the results are known')
    .option(
      '--reference-normalisation [both]',
      'centre and scale each subject by its own reference rows; both: show cells with and without',
    )
    .option('--seed <N>', 'the seed of all random choices (default: 7)', wholeNumber)
    .addHelpText('after', choices);
}

/** What can be chosen where an option takes a list. */
function choices(): string {
  const rows = [
    ['features', namedMethods.features],
    ['selectors', namedMethods.selection],
    ['classifiers', namedMethods.classifiers],
    ['calibrators', namedMethods.calibration],
    ['protocols', namedMethods.protocol],
  ] as const;
  const lines = rows.map(([what, ids]) => wrapped(`  ${`${what}:`.padEnd(13)}`, ids));
  return `\nWhat can be chosen (parameters follow a question mark: hog?cell=16):\n${lines.join('\n')}`;
}

/** Words in lines as wide as the terminal, behind a first word. */
function wrapped(first: string, words: readonly string[]): string {
  const room = process.stdout.columns ?? 80;
  const lines = [first];
  for (const [i, word] of words.entries()) {
    const text = i < words.length - 1 ? `${word}, ` : word;
    if ((lines.at(-1) ?? '').length + text.trimEnd().length > room) lines.push(' '.repeat(first.length));
    lines[lines.length - 1] += text;
  }
  return lines.map((line) => line.trimEnd()).join('\n');
}

/** What runs networks; without it `WINCE_DEVICE` says so, and without both it is the processor. */
export function deviceOption(): Option {
  return new Option('--device <NAME>', 'what runs networks')
    .choices(DEVICES)
    .env('WINCE_DEVICE')
    .default('cpu');
}

/** Looks for the device before any work begins, and lets all threads and processes of the command run networks there. */
export async function useChosenDevice(_: Command, command: Command): Promise<void> {
  await useDevice(command.opts<{ readonly device: Device }>().device);
}

export function addWorkOptions(command: Command): Command {
  return command
    .option('--cache <DIR>', 'where computed faces, features and fits are kept', defaultCacheFolder())
    .option('--workers <N>', 'the number of workers', positiveNumber, defaultWorkers())
    .addOption(deviceOption())
    .hook('preAction', useChosenDevice)
    .option('--profile', 'print to standard error what time and memory each part of the work took')
    .option(
      '--flame <DIR>',
      'write a profile of the processor for each thread: a flame graph, to be opened in Chrome or speedscope',
    );
}

/** The experiment of a file, of options, or of a file with options that override it; the default grid fills the rest. */
export async function specificationOf(
  file: string | undefined,
  options: ExperimentOptions,
): Promise<ExperimentSpecification> {
  const given = withoutUndefined({
    dataset: options.dataset,
    test_dataset: options.testDataset,
    subject: options.subject,
    task: options.task,
    positive: options.positive,
    negative: options.negative,
    middle: options.middle,
    ...featuresOf(options),
    regions: options.regions,
    selection: options.select,
    keep: options.keep,
    classifiers: options.classifiers,
    class_weights: options.classWeights,
    protocol: options.protocol,
    threshold: options.threshold,
    calibration: options.calibration,
    prevalence: options.prevalence,
    abstention: options.abstention,
    primary: options.primary,
    reference_normalisation: options.referenceNormalisation,
    seed: options.seed,
    monitor: options.monitor,
    permutations: options.permutations,
    breakdown: options.breakdown,
  });
  // The file was parsed by itself: what is wrong afterwards stands in the options.
  const base = file === undefined ? defaultGrid : await readSpecification(file);
  refuseNothing(file, options.dataset);
  return parseExperiment({ ...base, ...given, ...faceOf(base, options), ...clipsOf(base, options) }, OPTIONS);
}

/** What is extracted: as an experiment file says, with options that override it; all defaults without a file. */
export async function extractionOf(
  file: string | undefined,
  options: Pick<ExperimentOptions, 'dataset' | 'subject' | 'features' | 'face' | 'clock' | 'cryOnly'>,
): Promise<ExtractionSpecification> {
  const base = file === undefined ? {} : await readSpecification(file);
  refuseNothing(file, options.dataset);
  const { dataset, subject } = options;
  return parseExtraction(
    {
      ...base,
      ...withoutUndefined({ dataset, subject, ...featuresOf(options) }),
      ...faceOf(base, options),
      ...clipsOf(base, options),
    },
    OPTIONS,
  );
}

/** What `--face` says for all commands. */
export const FACE_OPTION =
  "which of several faces counts: largest, 'near X,Y' (pixels, or shares up to 1), or a number from the left";

/** Reads `--face`. */
export function faceOption(text: string): WhichFace {
  const words = text.trim().toLowerCase();
  const near = /^near[\s:]+(\d+(?:\.\d+)?)\s*,\s*(\d+(?:\.\d+)?)$/.exec(words);
  const index = /^(?:index[\s:]+)?(\d+)$/.exec(words);
  const read = near
    ? { near: [Number(near[1]), Number(near[2])] }
    : index
      ? { index: Number(index[1]) }
      : words;
  const parsed = whichFace.safeParse(read);
  if (parsed.success) return parsed.data;
  throw new InvalidArgumentError(
    "Give largest, 'near X,Y' with a place in the picture, or a number that counts faces from the left, from 1.",
  );
}

/** What the seconds of recordings count from. */
export type Clock = 'player' | 'container';

/** `--clock` for all commands. @param rest stands behind what it says */
export function clockOption(rest = ''): Option {
  const says = "what seconds count from: the first frame, as players do, or the container's own clock";
  return new Option('--clock <WHICH>', `${says}${rest}`).choices(['player', 'container']);
}

/** `--cry-only` for all commands that compute features. */
export function cryOnlyOption(): Option {
  const says =
    'features of sound use the cry alone: speech around the cot is removed before they are computed';
  return new Option('--cry-only', says);
}

/** The clock of an option stands for that of a file, and so does what is kept of sound. */
function clipsOf(base: object, { clock, cryOnly }: Pick<ExperimentOptions, 'clock' | 'cryOnly'>) {
  if (clock === undefined && cryOnly === undefined) return {};
  const clips = clipParameters.parse('clips' in base ? base.clips : {});
  return { clips: { ...clips, ...withoutUndefined({ clock, cryOnly }) } };
}

/** The face of an option stands for that of a file. */
function faceOf(base: object, { face: which }: Pick<ExperimentOptions, 'face'>) {
  if (which === undefined) return {};
  const face = faceParameters.parse('face' in base ? base.face : {});
  return { face: { ...face, choose: { ...face.choose, which } } };
}

/** Where a wrong value comes from, for messages. */
const OPTIONS = 'the options';

/** Features of an option stand for all of a file, its mixes too. */
function featuresOf({ features }: Pick<ExperimentOptions, 'features'>) {
  return { features: features?.filter((feature) => !isMix(feature)), mixes: features?.filter(isMix) };
}

function refuseNothing(file: string | undefined, dataset: string | undefined): void {
  if (file !== undefined || dataset !== undefined) return;
  throw new WinceError('bad-experiment', 'No data set is named.', {
    hint: 'Give --dataset FOLDER (a dataset.csv or its folder), or an experiment file: wince evaluate experiment.yaml.',
  });
}

function isMix(feature: string): boolean {
  return feature.includes('+');
}

function withoutUndefined(given: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

export function list(text: string): readonly string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function numbers(text: string): readonly number[] {
  return list(text).map(positiveNumber);
}

export function wholeNumber(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text.trim()) && Number.isSafeInteger(value)) return value;
  throw new InvalidArgumentError(`"${text}" is not a whole number of 0 or more.`);
}

export function positiveNumber(text: string): number {
  const value = wholeNumber(text);
  if (value > 0) return value;
  throw new InvalidArgumentError('It must be 1 or more.');
}

function threshold(text: string): string | number | object {
  if (text === 'youden') return text;
  const [, missed, alarm] = /^\s*([\d.]+)\s*:\s*([\d.]+)\s*$/.exec(text) ?? [];
  if (Number(missed) > 0 && Number(alarm) > 0)
    return { false_negative: Number(missed), false_positive: Number(alarm) };
  const value = Number(text);
  if (text.trim() !== '' && value > 0 && value < 1) return value;
  throw new InvalidArgumentError(
    `"${text}" is neither a number between 0 and 1, nor youden, nor costs as 10:1.`,
  );
}

/** A share of pain, which cannot be none or all. */
export function share(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value > 0 && value < 1) return value;
  throw new InvalidArgumentError(`"${text}" is not a share between 0 and 1.`);
}

/** `split`, or `cross=0.95`. */
function abstentionOption(text: string): object {
  const [, method, level] = /^\s*(split|cross)\s*(?:=\s*([\d.]+)\s*)?$/.exec(text) ?? [];
  if (method !== undefined && (level === undefined || (Number(level) > 0.5 && Number(level) < 1)))
    return level === undefined ? { method } : { method, level: Number(level) };
  throw new InvalidArgumentError('Write split or cross, and behind it a level between 0.5 and 1: split=0.9.');
}

/** A number, for options whose range the work itself checks. */
export function anyNumber(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return value;
  throw new InvalidArgumentError(`"${text}" is not a number.`);
}

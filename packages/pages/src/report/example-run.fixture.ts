import {
  answerWords,
  computeMetrics,
  labelSet,
  type PredictionRow,
  parseExperiment,
  type RunManifest,
  randomFrom,
  type SampleRow,
  type SelectedRow,
  signalColumns,
} from '@wince/core';
import type { ReportInput } from './run-view.ts';

/** What the example run should hold. */
export interface ExampleOptions {
  readonly subjects: number;
  readonly classifiers: readonly string[];
  readonly synthetic: boolean;
  readonly faces: ReportInput['faces'];
  /** Whether some rows lie in the middle band of a scale. */
  readonly middle: boolean;
  /** Put into every text that a user can choose, for tests of escaping. */
  readonly suffix?: string;
  readonly primary?: boolean;
  /** Whether cells may say that they cannot tell. */
  readonly abstains?: boolean;
}

/** Of every file. */
const HASH = '34'.repeat(32);
/** Signals as a run of pictures has them. */
const SEEN = signalColumns({
  face: { status: 'used', reason: '' },
  frames: { status: 'not needed', reason: '' },
  sound: { status: 'not needed', reason: '' },
});

const SETS = [
  { name: 'faceres:conv_pw_13_relu@mean', skill: 0.9 },
  { name: 'mobilenet-v2-1.4:block_13@mean', skill: 1.3 },
  { name: 'mobilenet-v2-1.4-random:block_13@mean', skill: 0.4 },
  { name: 'lbp', skill: 1.1 },
  { name: 'hog', skill: 1.9 },
  { name: 'faceres:conv_pw_13_relu@mean+hog', skill: 2.1 },
] as const;

/** A run that never was: drawn from a fixed seed, with the traits that a report has to show. For tests and pictures of the report. */
export function exampleRun(options: ExampleOptions): ReportInput {
  const { suffix = '' } = options;
  const positive = `smiling${suffix}`;
  const negative = `neutral${suffix}`;
  const samples = exampleSamples(options, positive, negative);
  const cells = SETS.flatMap((set) =>
    options.classifiers.map((classifier, c) => ({
      id: `${set.name}/relieff-100/${classifier}`,
      skill: set.skill * (1 - 0.12 * c),
    })),
  );
  const scored = cells
    .flatMap((cell) => exampleScores(cell, samples, positive, negative))
    .map((row) => (options.abstains ? { ...row, answer: exampleAnswer(row.score, positive) } : row));
  const middleNames = new Set(samples.filter((row) => row.status === 'middle').map((row) => row.sample));
  const predictions = scored.filter((row) => !middleNames.has(row.sample));
  const middle = scored.filter((row) => middleNames.has(row.sample));
  const [first] = cells;
  const last = cells[cells.length - options.classifiers.length];
  const primary = options.primary === false ? null : last.id;
  const treated = (as: string) => [
    ...predictions.filter((row) => row.cell === last.id),
    ...middle.filter((row) => row.cell === last.id).map((row) => ({ ...row, truth: as })),
  ];
  const metrics = computeMetrics(
    { samples, predictions },
    {
      positive: [positive],
      primary,
      comparisons: [[last.id, first.id]],
      abstention: options.abstains ? { method: 'cross', level: 0.9 } : null,
      treatments: options.middle
        ? [
            { middle: 'left-out', predictions: predictions.filter((row) => row.cell === last.id), samples },
            { middle: 'as-pain', predictions: treated(positive), samples },
            { middle: 'as-no-pain', predictions: treated(negative), samples },
          ]
        : [],
    },
  );
  const manifest = exampleManifest(
    options,
    cells.map((cell) => cell.id),
    primary,
    positive,
    negative,
  );
  return {
    manifest,
    metrics,
    samples,
    predictions,
    middle,
    selected: exampleSelection(cells, samples, suffix),
    faces: options.faces,
  };
}

/** No answer between a score of 0.35 and one of 0.6. */
function exampleAnswer(score: number, positive: string): string {
  if (score >= 0.35 && score < 0.6) return answerWords(labelSet.both, positive);
  return answerWords(score < 0.35 ? labelSet.negative : labelSet.positive, positive);
}

function exampleSamples(
  { subjects, middle, suffix = '' }: ExampleOptions,
  positive: string,
  negative: string,
): readonly SampleRow[] {
  const random = randomFrom('example samples');
  return Array.from({ length: subjects }, (_, s): SampleRow[] => {
    const subject = `${String(s + 1).padStart(3, '0')}${suffix}`;
    const rows = [positive, negative].map((label): SampleRow => {
      const sample = `${label}/${subject}_0${label === positive ? 8 : 3}.jpg`;
      const lost = random.next() < (label === positive ? 0.05 : 0.015);
      if (!lost) return { sample, subject, label, status: 'used', reason: '', sha256: HASH, ...SEEN };
      const unfound = random.next() < 0.6;
      return {
        sample,
        subject,
        label,
        status: unfound ? 'no-face' : 'poor-quality',
        reason: unfound ? 'no face was found at any rotation' : 'yaw of 48 degrees is more than 40',
        sha256: HASH,
        ...SEEN,
      };
    });
    const row = (name: string, status: SampleRow['status'], label: string, reason: string): SampleRow => ({
      sample: `${name}/${subject}.jpg`,
      subject,
      label,
      status,
      reason,
      sha256: HASH,
      ...SEEN,
    });
    if (middle && s % 4 === 0)
      rows.push(row('middle', 'middle', 'grimace', 'NIPS 3 lies in the middle band (3 to 4)'));
    if (s % 9 === 0)
      rows.push(row('yawn', 'left-out', 'yawning', 'its label is in neither class of the task'));
    return rows;
  }).flat();
}

function exampleScores(
  cell: { id: string; skill: number },
  samples: readonly SampleRow[],
  positive: string,
  negative: string,
): readonly PredictionRow[] {
  return samples
    .filter((row) => row.status === 'used' || row.status === 'middle')
    .map((row): PredictionRow => {
      const shared = randomFrom('example picture', row.sample).normal();
      const own = randomFrom('example score', cell.id, row.sample).normal();
      const side = row.label === positive ? 1 : row.label === negative ? -1 : 0;
      const raw = side * cell.skill + 0.6 * shared + 0.8 * own;
      const score = 1 / (1 + Math.exp(-1.6 * raw));
      return {
        cell: cell.id,
        sample: row.sample,
        clip: '',
        subject: row.subject,
        period: '',
        fold: row.subject,
        truth: row.label,
        raw,
        score,
        threshold: 0.5,
        decision: score >= 0.5 ? positive : negative,
      };
    });
}

function exampleSelection(
  cells: readonly { id: string }[],
  samples: readonly SampleRow[],
  suffix: string,
): readonly SelectedRow[] {
  const folds = [...new Set(samples.map((row) => row.subject))];
  return cells.flatMap(({ id }) => {
    const family = id.split('/')[0].split('+').at(-1);
    return folds.flatMap((fold) => {
      const random = randomFrom('example selection', id, fold);
      return Array.from({ length: 130 }, (_, c) => ({
        c,
        weight: 0.08 * Math.exp(-c / 60) + 0.004 * random.normal(),
      }))
        .sort((a, b) => b.weight - a.weight)
        .slice(0, 100)
        .map(
          ({ c, weight }, i): SelectedRow => ({
            cell: id,
            fold,
            rank: i + 1,
            feature: `${family} cell ${c % 16},${c >> 4} bin ${c % 9}${suffix}`,
            weight,
          }),
        );
    });
  });
}

function exampleManifest(
  { synthetic, suffix = '', classifiers }: ExampleOptions,
  cells: readonly string[],
  primary: string | null,
  positive: string,
  negative: string,
): RunManifest {
  const network = (name: string, title: string, domain: 'faces' | 'objects', untrained: boolean) => ({
    name,
    title,
    domain,
    untrained,
    licence: 'MIT (the packaging; the training pictures are scraped)',
    source: `npm package example-networks 1.0.0${suffix}`,
    sha256: 'c0ffee'.repeat(10).concat('0000'),
  });
  const faceres = network('faceres', 'FaceRes, trained to tell identities', 'faces', false);
  const mobilenet = network('mobilenet-v2-1.4', 'MobileNet v2 1.4', 'objects', false);
  return {
    schema: 3,
    kind: 'wince run',
    rows: 'pictures',
    version: '0.1.0',
    lockfile_sha256: 'ab'.repeat(32),
    software: [{ id: 'face-analysis', version: 'face-3-example' }],
    dataset: {
      path: `example/dataset.csv${suffix}`,
      name: synthetic ? `phantom cohort${suffix}` : `example faces${suffix}`,
      sha256: '12'.repeat(32),
      licence: `CC BY 4.0${suffix}`,
      source: synthetic
        ? `drawn by wince phantom${suffix}`
        : `Smiles of adults, not pain of neonates.${suffix}`,
      synthetic,
    },
    test_dataset: null,
    task: `smiling against neutral${suffix}`,
    positive,
    negative,
    positive_labels: [positive],
    negative_labels: [negative],
    labels_from: `stimulus; rated by A, B; blind to the cell${suffix}`,
    protocol: 'leave-one-subject-out',
    seed: 7,
    primary,
    specification: parseExperiment(
      {
        dataset: `example/dataset.csv${suffix}`,
        features: ['faceres', 'hog', 'lbp'],
        classifiers: [...classifiers],
        ...(primary === null ? {} : { primary }),
      },
      'the example',
    ),
    families: [
      {
        name: SETS[0].name,
        kind: 'deep',
        columns: 1024,
        identity: 'faceres@1/conv_pw_13_relu/mean',
        network: faceres,
      },
      {
        name: SETS[1].name,
        kind: 'deep',
        columns: 816,
        identity: 'mobilenet@1/block_13/mean',
        network: mobilenet,
      },
      {
        name: SETS[2].name,
        kind: 'deep',
        columns: 816,
        identity: 'mobilenet-random@1/block_13/mean',
        network: { ...mobilenet, name: 'mobilenet-v2-1.4-random', untrained: true },
      },
      { name: 'lbp', kind: 'texture', columns: 3776, identity: `lbp@1${suffix}`, network: null },
      { name: 'hog', kind: 'texture', columns: 8100, identity: 'hog@1', network: null },
    ],
    modalities: [],
    cells: [...cells],
    warnings: [
      `${SETS[2].name} comes from a network with random weights: a control, not a trained network.${suffix}`,
    ],
    machine: { platform: 'linux', cpus: 2, node: '24.21.0', workers: 2 },
    times: { began: '2026-11-23T10:00:00.000Z', ended: '2026-11-23T10:03:12.000Z', seconds: 192 },
  };
}

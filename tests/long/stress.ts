import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/**
 * A cell on degraded pictures of drawn neonates, a fitted model on others, and test and retest of clips: the whole curves, as `wince stress` has
 * them. Holds where heavy degradation is worse than none, and scores of the same picture or clip stay near each other.
 */
const wince = fileURLToPath(new URL('../../packages/cli/bin/wince.js', import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'wince-long-stress-'));
const cache = join(folder, 'cache');
const value = z.object({ value: z.number().nullable() });
const found = z.object({
  rows: z.int(),
  subjects: z.int(),
  subjects_in_training: z.int(),
  curves: z.array(
    z.object({
      kind: z.string(),
      points: z.array(
        z.object({
          ...{ level: z.number(), answered: z.int(), rows: z.int() },
          ...{ auc: z.number().nullable(), accuracy_of_all: z.number().nullable() },
        }),
      ),
    }),
  ),
  retest: z.object({
    small_changes: z.object({ items: z.int(), error_agreement: value, agreement_single: value }).nullable(),
    repeated_recordings: z.object({
      ...{ groups: z.int(), measurements: z.int() },
      ...{ error: z.number().nullable(), intraclass: z.number().nullable() },
    }),
  }),
});
type Found = z.infer<typeof found>;

try {
  const [cohort, others, clips] = ['cohort', 'others', 'clips'].map((name) => join(folder, name));
  await run([
    'phantom',
    '--out',
    cohort,
    '--subjects',
    '12',
    '--seed',
    '3',
    '--size',
    '224',
    '--difficulty',
    '0.2',
  ]);
  const pictures = await stress('pictures', ['--dataset', cohort, ...cellOf('hog')]);
  curvesOf(pictures);
  retestOf('pictures', pictures, 0.1);

  await run([
    'phantom',
    '--out',
    others,
    '--subjects',
    '6',
    '--seed',
    '77',
    '--size',
    '224',
    '--difficulty',
    '0.2',
  ]);
  const model = join(folder, 'hog.wince');
  await run([
    'train',
    '--dataset',
    cohort,
    '--cell',
    'hog/relieff-100/svm-linear',
    '--out',
    model,
    '--cache',
    cache,
  ]);
  const fitted = await stress('a model on others', [
    '--dataset',
    others,
    '--model',
    model,
    '--only',
    'blur,darkness',
  ]);
  curvesOf(fitted);

  await run([
    'phantom',
    '--out',
    clips,
    '--subjects',
    '4',
    '--seed',
    '3',
    '--video',
    '--seconds',
    '12',
    '--difficulty',
    '0',
  ]);
  const again = await stress('clips', ['--dataset', clips, '--retest', ...cellOf('strain')]);
  retestOf('clips', again, 0.2);
} finally {
  await rm(folder, { recursive: true, force: true });
}

function cellOf(features: string): readonly string[] {
  return ['--features', features, '--select', 'relieff', '--keep', '100', '--classifiers', 'svm-linear'];
}

/** Prints the curves; the heaviest level must leave fewer rows right than none. */
function curvesOf({ curves }: Found): void {
  for (const { kind, points } of curves) {
    for (const { level, answered, rows, auc, accuracy_of_all: right } of points)
      console.log(
        `  ${kind} ${level}: AUC ${auc?.toFixed(2) ?? '-'} over ${answered} of ${rows}, right of all ${right?.toFixed(2) ?? '-'}`,
      );
    const [first, last] = [points[0], points[points.length - 1]];
    holds(
      `${kind}: right of all at the heaviest level less that of none`,
      (last.accuracy_of_all ?? 0) - (first.accuracy_of_all ?? 0),
      0,
    );
  }
}

/** The error of a score under small changes must be small beside the scale from 0 to 1. */
function retestOf(
  name: string,
  { retest: { small_changes: small, repeated_recordings: repeats } }: Found,
  most: number,
) {
  console.log(
    `  ${name}: small changes ICC(2,1) ${small?.agreement_single.value?.toFixed(3) ?? '-'} over ${small?.items ?? 0}; repeated: error ${repeats.error?.toFixed(3) ?? '-'}, ICC(1,1) ${repeats.intraclass?.toFixed(3) ?? '-'} over ${repeats.measurements} in ${repeats.groups}`,
  );
  holds(
    `${name}: standard error of measurement under small changes`,
    small?.error_agreement.value ?? Number.POSITIVE_INFINITY,
    most,
  );
}

async function stress(name: string, args: readonly string[]): Promise<Found> {
  const out = join(folder, `stress ${name}`);
  await run(['stress', ...args, '--out', out, '--cache', cache]);
  const document = found.parse(JSON.parse(await readFile(join(out, 'stress.json'), 'utf8')));
  console.log(
    `${name}: ${document.rows} rows of ${document.subjects} subjects, ${document.subjects_in_training} of them with the name of a training subject`,
  );
  return document;
}

function holds(what: string, measured: number, most: number): void {
  const isHeld = measured <= most;
  console.log(`${what}: ${measured.toFixed(3)} (at most ${most})${isHeld ? '' : ' FAILS'}`);
  if (!isHeld) process.exitCode = 1;
}

function run(args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [wince, ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
    child.on('error', reject);
    child.on('close', (status) =>
      status === 0 ? resolve() : reject(new Error(`wince ${args[0]} ended with status ${status}`)),
    );
  });
}

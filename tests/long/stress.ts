import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/**
 * A cell on degraded pictures of drawn neonates, a fitted model on others, and test and retest of clips: the whole curves, as `wince stress` has
 * them. Holds where heavy degradation is worse than none (a turned face is set upright, so that turning must not cost anything), and scores of the same
 * picture or clip stay near each other. `STRESS=pictures,model,clips` picks parts.
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

/** What turning may cost: two rows of a hundred. */
const TURNED = 0.02;
/** Groups of repeated clips, at least. */
const GROUPS = 8;

const parts: Readonly<Record<string, () => Promise<void>>> = { pictures, model, clips };
const asked = process.env.STRESS?.split(',') ?? Object.keys(parts);
try {
  for (const name of asked) {
    if (!(name in parts)) throw new Error(`there is no part "${name}": ${Object.keys(parts).join(', ')}`);
    await parts[name]();
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function pictures(): Promise<void> {
  const found = await stress('pictures', ['--dataset', await drawn('cohort', 12, 3), ...cellOf('hog')]);
  curvesOf(found);
  retestOf('pictures', found, 0.1);
}

async function model(): Promise<void> {
  const out = join(folder, 'hog.wince');
  const [cohort, others] = [await drawn('cohort', 12, 3), await drawn('others', 6, 77)];
  const cell = ['--cell', 'hog/relieff-100/svm-linear'];
  await run(['train', '--dataset', cohort, ...cell, '--out', out, '--cache', cache]);
  const only = ['--only', 'blur,darkness'];
  curvesOf(await stress('a model on others', ['--dataset', others, '--model', out, ...only]));
}

/** Clips in halves, so that each infant is seen twice in the same state. */
async function clips(): Promise<void> {
  const cohort = await drawn('clips', 4, 3, ['--video', '--seconds', '24', '--difficulty', '0']);
  const path = join(cohort, 'dataset.csv');
  const [header, ...rows] = (await readFile(path, 'utf8')).trim().split('\n');
  const columns = header.split(',');
  const [from, to] = ['start', 'end'].map((name) => columns.indexOf(name));
  const instants = ['onset', 'offset'].map((name) => columns.indexOf(name));
  const halves = rows.flatMap((row) => {
    const fields = row.split(',');
    const middle = (Number(fields[from]) + Number(fields[to])) / 2;
    const half = (start: string, end: string) =>
      fields
        .map((field, i) => (i === from ? start : i === to ? end : instants.includes(i) ? '' : field))
        .join(',');
    return [half(fields[from], String(middle)), half(String(middle), fields[to])];
  });
  await writeFile(path, `${[header, ...halves].join('\n')}\n`);
  const found = await stress('clips', ['--dataset', cohort, '--retest', ...cellOf('strain')]);
  retestOf('clips', found, 0.2);
  holds('clips: groups of repeated clips missing', GROUPS - found.retest.repeated_recordings.groups, 0);
}

async function drawn(
  name: string,
  subjects: number,
  seed: number,
  others: readonly string[] = ['--size', '224', '--difficulty', '0.2'],
): Promise<string> {
  const out = join(folder, name);
  if (!existsSync(out))
    await run([
      ...['phantom', '--out', out, '--subjects', String(subjects), '--seed', String(seed)],
      ...others,
    ]);
  return out;
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
    const change = (last.accuracy_of_all ?? 0) - (first.accuracy_of_all ?? 0);
    if (kind === 'rotation') holds('rotation: right of all lost at the heaviest level', -change, TURNED);
    else holds(`${kind}: right of all at the heaviest level less that of none`, change, 0);
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

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Running, type RunOptions, startWince } from '../../start-wince.ts';

/** Where a long test works: a folder that goes with it, or that of `MANY_FOLDER`, where what an earlier try has drawn and evaluated is taken. */
export interface Place {
  readonly folder: string;
  close(): Promise<void>;
}

export async function openPlace(): Promise<Place> {
  const kept = process.env.MANY_FOLDER;
  if (kept !== undefined) return { folder: kept, close: async () => {} };
  const folder = await mkdtemp(join(tmpdir(), 'wince-many-'));
  return { folder, close: () => rm(folder, { recursive: true, force: true }) };
}

/** A number that a variable of the environment may say otherwise. */
export function numberOf(name: string, usual: number): number {
  return Number(process.env[name] ?? usual);
}

/** What the machine does beside the test: how many processes wanted a processor in the last minute. */
export function load(): string {
  return `load ${loadavg()[0].toFixed(1)}`;
}

/** Runs `wince` to its end. @returns what it printed */
export async function works(args: readonly string[], options?: RunOptions): Promise<string> {
  const { status, out, err } = await startWince(args, options).ended;
  assert.equal(status, 0, `wince ${args.join(' ')}\n${err}`);
  return out;
}

/** How many pictures a drawn subject has. */
export const PICTURES = 8;

/** A drawn ward of 8 pictures a subject. @returns its folder */
export async function drawn({ folder }: Place, subjects: number, size: number): Promise<string> {
  const ward = join(folder, `ward-${subjects}-${size}`);
  if (existsSync(ward)) return ward;
  await works(['phantom', '--out', ward, '--subjects', String(subjects), '--size', String(size)]);
  return ward;
}

/** A grid of 12 cells on a ward. @returns the experiment file */
export async function experimentOn(ward: string): Promise<string> {
  const path = `${ward}.yaml`;
  await writeFile(
    path,
    `dataset: ${ward}\nfeatures: [hog, geometry]\nclassifiers: [naive-bayes, svm-linear, knn]\nselection: [relieff, anova-f]\nkeep: [50]\n`,
  );
  return path;
}

const TABLES = ['samples.csv', 'predictions.csv', 'selected.csv', 'metrics.json'];

export async function assertSameTables(run: string, other: string): Promise<void> {
  for (const file of TABLES)
    assert.equal(await readFile(join(run, file), 'utf8'), await readFile(join(other, file), 'utf8'), file);
}

/** The files under a folder that are the same in each run. */
export async function contentsOf(folder: string): Promise<Readonly<Record<string, string>>> {
  const found: Record<string, string> = {};
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || /manifest\.json|report\.html|chain\.json|\.wince-folder\.json/.test(entry.name))
      continue;
    const path = join(entry.parentPath, entry.name);
    found[path.slice(folder.length)] = await readFile(path, 'base64');
  }
  return found;
}

/** A line of a worker's log. */
export interface LogLine {
  readonly msg: string;
  readonly unit: string;
  readonly kind: string;
  readonly time: string;
  readonly ms: number;
}

/** What a worker has said so far of units, one line that is not complete yet aside. */
export function logOf(worker: Running): readonly LogLine[] {
  const lines = worker.said().split('\n').slice(0, -1);
  return lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
}

/** The units of which a worker has said so. */
export function unitsOf(worker: Running, msg: string): readonly string[] {
  return logOf(worker)
    .filter((line) => line.msg === msg)
    .map(({ unit }) => unit);
}

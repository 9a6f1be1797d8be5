/**
 * Whether memory grows with the number of pictures: `wince extract` with two workers over drawn faces, as the largest resident memory of the
 * command and all processes that it starts, looked at ten times a second.
 *
 * - Pictures that all differ in content, so that each is decoded, looked at and stored: `WINCE_MEMORY_PICTURES` of them (default 10,000)
 *   beside 1,000.
 * - 100,000 pictures of few contents, which come from the cache but for the first of each.
 *
 * What may grow is what a row leaves in the table and in samples.csv, at most 8 kB.
 */
import { link, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildHeadModel, drawFrame, drawSubject, PLAIN_SCENE } from '@wince/phantom';
import sharp from 'sharp';
import { startWince } from '../start-wince.ts';

const FEW = 1000;
const MANY = Number(process.env.WINCE_MEMORY_PICTURES ?? 10_000);
const LISTED = Number(process.env.WINCE_MEMORY_LISTED ?? 100_000);
const DRAWN = 200;
const SIDE = 128;
/** Bytes of memory a picture more. */
const A_PICTURE = 8e3;

const folder = await mkdtemp(join(tmpdir(), 'wince-long-memory-'));
try {
  const drawn: Buffer[] = [];
  for (let i = 0; i < DRAWN; i++) {
    const model = buildHeadModel(drawSubject(`S${i}`, 5));
    const { image } = drawFrame(model, { ...PLAIN_SCENE, size: SIDE, seed: i, cloth: i });
    const raw = { width: image.width, height: image.height, channels: 3 } as const;
    drawn.push(await sharp(image.data, { raw }).jpeg({ quality: 90 }).toBuffer());
  }
  const few = await peakOf('few', FEW, FEW, drawn);
  const listed = await peakOf('listed', LISTED, DRAWN, drawn);
  hold(listed, few);
  const many = await peakOf('many', MANY, MANY, drawn);
  hold(many, few);
} finally {
  await rm(folder, { recursive: true, force: true });
}

interface Peak {
  readonly name: string;
  readonly rows: number;
  /** Bytes. */
  readonly peak: number;
}

/** Extracts features of so many pictures of so many contents. */
async function peakOf(name: string, rows: number, contents: number, drawn: readonly Buffer[]): Promise<Peak> {
  const own = join(folder, name);
  await writeDataset(own, rows, contents, drawn);
  const began = performance.now();
  const { child, ended } = startWince([
    ...['extract', own, '--features', 'nfcs', '--workers', '2'],
    ...['--out', `${own}-tables`, '--cache', `${own}-cache`],
  ]);
  let peak = 0;
  const timer = setInterval(async () => {
    if (child.pid !== undefined) peak = Math.max(peak, await residentOf(child.pid));
  }, 100);
  const { status, out, err } = await ended;
  clearInterval(timer);
  const seconds = (performance.now() - began) / 1000;
  const said = out.trim().split('\n').at(-1);
  console.log(
    `${rows} pictures of ${contents} contents: ${(peak / 1e6).toFixed(0)} MB, ${seconds.toFixed(0)} s; ${said}`,
  );
  if (status !== 0) throw new Error(`wince extract ended with status ${status}:\n${err}`);
  const used = Number(/^(\d+) of/.exec(said ?? '')?.[1]);
  if (!(used > 0.9 * rows)) throw new Error(`only ${used} of ${rows} pictures have a usable face`);
  return { name, rows, peak };
}

/** Pictures with different bytes behind their end, which no decoder reads, are different contents for the cache. */
async function writeDataset(
  own: string,
  rows: number,
  contents: number,
  drawn: readonly Buffer[],
): Promise<void> {
  await mkdir(own);
  const lines = ['path,subject,label'];
  for (let i = 0; i < rows; i++) {
    const file = `${i}.jpg`;
    if (i < contents)
      await writeFile(join(own, file), Buffer.concat([drawn[i % DRAWN], Buffer.from(String(i))]));
    else await link(join(own, `${i % contents}.jpg`), join(own, file));
    lines.push(`${file},S${i % DRAWN},${i % 2 === 0 ? 'pain' : 'rest'}`);
  }
  await writeFile(join(own, 'dataset.csv'), `${lines.join('\n')}\n`);
  await writeFile(join(own, 'dataset.yaml'), 'positive: pain\n');
}

/** Bytes of resident memory of a process and all that descend from it, as `/proc` has them. */
async function residentOf(root: number): Promise<number> {
  const parents = new Map<number, { readonly parent: number; readonly kilobytes: number }>();
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    // A process may end while the others are looked at.
    const status = await readFile(`/proc/${entry}/status`, 'utf8').catch(() => '');
    const parent = Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]);
    const kilobytes = Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0);
    if (Number.isFinite(parent)) parents.set(Number(entry), { parent, kilobytes });
  }
  const isOwn = (pid: number): boolean => {
    const known = parents.get(pid);
    return pid === root || (known !== undefined && isOwn(known.parent));
  };
  let sum = 0;
  for (const [pid, { kilobytes }] of parents) if (isOwn(pid)) sum += kilobytes * 1024;
  return sum;
}

function hold(more: Peak, few: Peak): void {
  const each = (more.peak - few.peak) / (more.rows - few.rows);
  const holds = each <= A_PICTURE;
  console.log(
    `${more.rows} beside ${few.rows} pictures: ${(each / 1e3).toFixed(1)} kB more for each (at most ${A_PICTURE / 1e3})${holds ? '' : ': DOES NOT HOLD'}`,
  );
  if (!holds) process.exitCode = 1;
}

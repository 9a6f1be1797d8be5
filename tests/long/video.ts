import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { FF_ENCODER_LIBX264 } from 'node-av/constants';
import { openVideo } from '../../packages/runtime/src/media/open-video.ts';
import {
  openWith,
  READERS,
  repeatVideo,
  writeDrawnVideo,
} from '../../packages/runtime/src/media/video.fixture.ts';

/**
 * The full figures of video: ten minutes of 1080p30 decoded and scaled, what that costs and whether memory stays flat; and the cost of
 * a frame with both readers.
 */
const MINUTES = Number(process.env.WINCE_LONG_MINUTES ?? 10);

const folder = await mkdtemp(join(tmpdir(), 'wince-video-long-'));
const broken: string[] = [];
try {
  const half = await drawHalfMinute(1920, 1080);
  await decodeLong(half);
  for (const [path, maximumSide] of [
    [half, 960],
    [await drawHalfMinute(224, 224), undefined],
  ] as const) {
    for (const reader of READERS) await cost(path, maximumSide, reader);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
console.log(broken.length > 0 ? `video: broken: ${broken.join('; ')}` : 'video: all bounds hold');
process.exitCode = broken.length > 0 ? 1 : 0;

function hold(name: string, holds: boolean): void {
  if (!holds) broken.push(name);
}

function load(): string {
  return `load ${loadavg()[0].toFixed(1)} on ${availableParallelism()} cores`;
}

/** Half a minute of a texture that moves, with the grain of a sensor, as a camera writes it: 30 frames a second. */
async function drawHalfMinute(width: number, height: number): Promise<string> {
  const path = join(folder, `half-${width}.mp4`);
  const grain = Uint8Array.from(
    { length: width * height + 997 * 31 },
    (_, i) => ((i * 2_654_435_761) >>> 24) % 7,
  );
  await writeDrawnVideo(path, {
    encoder: FF_ENCODER_LIBX264,
    width,
    height,
    times: Array.from({ length: 900 }, (_, k) => k),
    timeBase: [1, 30],
    settings: { preset: 'veryfast', crf: '23' },
    luma: (k) => {
      const luma = new Uint8Array(width * height);
      const [across, down] = [2 + 2 * Math.sin(k / 40), 3 * Math.cos(k / 55)];
      const columns = Float64Array.from({ length: width }, (_, x) => Math.sin((x + 40 * across) / 29));
      for (let y = 0, i = 0; y < height; y++) {
        const row = 60 * Math.sin((y + 40 * down) / 37);
        for (let x = 0; x < width; x++, i++) luma[i] = 120 + row * columns[x] + grain[i + 31 * (k % 997)];
      }
      return luma;
    },
  });
  return path;
}

async function decodeLong(half: string): Promise<void> {
  const path = join(folder, 'long.mp4');
  await repeatVideo(half, path, 2 * MINUTES);
  const video = await openVideo(path);
  const before = process.cpuUsage();
  const began = performance.now();
  const memory = new Map<number, number>();
  let frames = 0;
  for await (const { time } of video.frames({ maximumSide: 960 })) {
    frames++;
    const second = Math.floor(time);
    if (second % 10 === 0)
      memory.set(second, Math.max(memory.get(second) ?? 0, process.memoryUsage().rss / 1e6));
  }
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(before);
  await video.close();
  const cpu = (user + system) / 1000 / frames;
  console.log(
    `${MINUTES} minutes of 1080p30 to a longer side of 960: ${frames} frames in ${seconds.toFixed(0)} s, ${cpu.toFixed(2)} ms of processor a frame (${load()})`,
  );
  hold('every frame', frames === MINUTES * 60 * 30 && video.completeness?.state === 'whole');
  if (MINUTES < 3) return;
  const early = [...memory].filter(([second]) => second >= 60 && second <= 120).map(([, rss]) => rss);
  const late = [...memory].filter(([second]) => second > 120).map(([, rss]) => rss);
  const [before2, behind2] = [Math.max(...early), Math.max(...late)];
  console.log(`memory: at most ${before2.toFixed(0)} MB in minute 2, ${behind2.toFixed(0)} MB behind it`);
  hold('flat memory', behind2 - before2 < 50);
}

async function cost(
  path: string,
  maximumSide: number | undefined,
  reader: (typeof READERS)[number],
): Promise<void> {
  const runs: number[] = [];
  for (let run = 0; run < 3; run++) {
    const video = await openWith(reader, path);
    const before = process.cpuUsage();
    let frames = 0;
    for await (const _ of video.frames({ maximumSide, end: 10 })) frames++;
    const { user, system } = process.cpuUsage(before);
    runs.push((user + system) / 1000 / frames);
    await video.close();
  }
  const [, median] = runs.sort((a, b) => a - b);
  const { width, height } = (await openVideo(path)).description;
  console.log(
    `${reader}, ${width} x ${height}: ${median.toFixed(2)} ms of processor a frame, median of 3 (${load()})`,
  );
}

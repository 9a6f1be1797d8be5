/**
 * Recordings as cameras, recorders and converters make them, made by ffmpeg and held against its own count, times and colours:
 * every frame that ffprobe counts, within half a frame of the time that it states from the first one on, with mean colours
 * within a level; from the start, and from three places within. Needs ffmpeg and ffprobe.
 *
 * `RECORDINGS=open-gop,bare npm run test:long -- recordings` makes those alone whose names hold one of the words.
 */
import { spawnSync } from 'node:child_process';
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { VideoFrame } from '../../packages/core/src/index.ts';
import { openVideo } from '../../packages/runtime/src/index.ts';

interface Recording {
  readonly name: string;
  /** Arguments of ffmpeg between the source and the file. */
  readonly made?: string;
  /** The source; moving colours by default. */
  readonly source?: string;
  /** What becomes of the file then. */
  readonly after?: (path: string, folder: string) => Promise<void>;
  /** Levels by which means may differ; 1 by default. */
  readonly levels?: number;
  /** Times that ffprobe does not know itself are those of so many frames a second. */
  readonly rate?: number;
}

const SIZE = 'size=160x120:rate=25:duration=6';
const SOURCE = `-f lavfi -i testsrc2=${SIZE}`;
const SOUND = `${SOURCE} -f lavfi -i sine=duration=6`;
const X264 = '-c:v libx264 -pix_fmt yuv420p';
const X265 = '-c:v libx265 -pix_fmt yuv420p -x265-params log-level=none';
const PAL = '-f lavfi -i testsrc2=size=720x576:rate=25:duration=4';

/** The file behind itself, as recorders that begin anew leave it. */
async function twice(path: string): Promise<void> {
  await appendFile(path, await readFile(path));
}

/** Behind the file another one of other arguments. */
function followedBy(made: string, source = SOURCE): Recording['after'] {
  return async (path, folder) => {
    const other = join(folder, `other-${Math.random()}.${path.split('.').at(-1)}`);
    run('ffmpeg', `-v error -y ${source} ${made}`, other);
    await appendFile(path, await readFile(other));
  };
}

const RECORDINGS: readonly Recording[] = [
  { name: 'h264.mp4', made: X264 },
  { name: 'h264.mov', made: X264 },
  { name: 'h264.mkv', made: X264 },
  { name: 'h264.ts', made: X264 },
  { name: 'h264.flv', made: X264 },
  { name: 'h264.avi', made: `${X264} -bf 2` },
  { name: 'camera.mts', made: `${X264} -f mpegts` },
  { name: 'fragments.mp4', made: `${X264} -movflags frag_keyframe+empty_moov` },
  { name: 'sound.mp4', source: SOUND, made: `${X264} -c:a aac` },
  { name: 'sound.mkv', source: SOUND, made: `${X264} -c:a aac` },
  { name: 'sound.ts', source: SOUND, made: `${X264} -c:a mp2` },
  { name: 'open-gop.mp4', made: `${X264} -x264-params open-gop=1:keyint=50:bframes=3` },
  { name: 'open-gop.ts', made: `${X264} -x264-params open-gop=1:keyint=50:bframes=3` },
  { name: 'open-gop-hevc.mp4', made: `${X265}:keyint=50:open-gop=1` },
  { name: 'open-gop-hevc.mkv', made: `${X265}:keyint=50:open-gop=1` },
  { name: 'open-gop-hevc.ts', made: `${X265}:keyint=50:open-gop=1` },
  { name: 'intra-refresh.mp4', made: `${X264} -x264-params intra-refresh=1:keyint=30` },
  { name: 'intra-refresh.ts', made: `${X264} -x264-params intra-refresh=1:keyint=30` },
  { name: 'one-group.mp4', made: `${X264} -g 1000` },
  { name: 'starts-at-an-hour.ts', made: `${X264} -output_ts_offset 3600` },
  { name: 'clock-wraps.ts', made: `${X264} -output_ts_offset 95440` },
  { name: 'below-0.mkv', made: `${X264} -output_ts_offset -2 -avoid_negative_ts disabled` },
  { name: 'begins-anew.ts', made: X264, after: twice, rate: 25 },
  { name: 'jumps.ts', made: X264, after: followedBy(`${X264} -output_ts_offset 7200`), rate: 25 },
  { name: 'without-ctts.mp4', made: `${X264} -bf 3 -bsf:v setts=pts=DTS`, rate: 25 },
  { name: 'edit-list.mp4', made: X264, after: cutOut },
  {
    name: 'other-size.ts',
    made: X264,
    after: followedBy(`${X264} -vf scale=240:120 -output_ts_offset 6.2`),
    levels: 1.2,
  },
  { name: 'begins-mid-group.ts', made: `${X264} -g 50`, after: withoutItsStart },
  { name: 'pal-dvd.mpg', source: PAL, made: '-target pal-dvd' },
  { name: 'pal-vcd.mpg', source: PAL, made: '-target pal-vcd' },
  { name: 'pal-svcd.mpg', source: PAL, made: '-target pal-svcd' },
  { name: 'mpeg2.ts', made: '-c:v mpeg2video -b:v 2M -bf 2' },
  { name: 'open-gop-mpeg2.mpg', made: '-c:v mpeg2video -b:v 2M -bf 2 -g 30' },
  { name: 'interlaced.mp4', made: `${X264} -flags +ilme+ildct -x264-params tff=1`, levels: 1.5 },
  { name: 'interlaced.mpg', source: PAL, made: '-c:v mpeg2video -b:v 4M -flags +ilme+ildct', levels: 1.5 },
  { name: 'turned.mp4', made: X264, after: turned, levels: 1.2 },
  { name: 'anamorphic.mp4', made: `${X264} -vf setsar=4/3` },
  { name: 'ten-bits.mp4', made: '-c:v libx265 -pix_fmt yuv420p10le -x265-params log-level=none' },
  { name: 'every-colour.mkv', made: '-c:v libx264 -pix_fmt yuv444p' },
  { name: 'full-range.mkv', made: '-vf scale=out_range=full -c:v libx264 -pix_fmt yuvj420p -color_range pc' },
  { name: 'bt709.mp4', made: `-vf scale=out_color_matrix=bt709 ${X264} -colorspace bt709` },
  {
    name: 'varying.mkv',
    made: `-vf select='not(mod(n\\,3))+eq(mod(n\\,7)\\,2)' -fps_mode passthrough ${X264}`,
  },
  {
    name: 'varying.mp4',
    made: `-vf select='not(mod(n\\,3))+eq(mod(n\\,7)\\,2)' -fps_mode passthrough ${X264}`,
  },
  { name: 'fast.mp4', source: '-f lavfi -i testsrc2=size=160x120:rate=60000/1001:duration=4', made: X264 },
  { name: 'vp8.webm', made: '-c:v libvpx -b:v 1M -auto-alt-ref 1 -lag-in-frames 16' },
  { name: 'vp9.webm', made: '-c:v libvpx-vp9 -b:v 1M -lag-in-frames 16' },
  { name: 'mjpeg.avi', made: '-c:v mjpeg -q:v 3 -pix_fmt yuvj420p' },
  { name: 'mpeg4.avi', made: '-c:v mpeg4 -bf 2 -q:v 3' },
  { name: 'xvid.mkv', made: '-c:v mpeg4 -bf 2 -q:v 3' },
  { name: 'flv1.flv', made: '-c:v flv1 -q:v 3' },
  { name: 'wmv2.wmv', made: '-c:v wmv2 -q:v 3' },
  { name: 'theora.ogv', made: '-c:v libtheora -q:v 8' },
  { name: 'mpeg2.mxf', made: '-c:v mpeg2video -b:v 4M' },
  { name: 'bare.h264', made: X264 },
  { name: 'bare.h265', made: X265 },
  { name: 'bare.m2v', made: '-c:v mpeg2video -b:v 2M' },
  { name: 'bare.y4m', made: '-pix_fmt yuv420p' },
  { name: 'bare.ivf', made: '-c:v libvpx -b:v 1M' },
  { name: 'camcorder.dv', source: PAL, made: '-c:v dvvideo -pix_fmt yuv420p', levels: 1.5 },
  {
    name: 'h263.3gp',
    source: '-f lavfi -i testsrc2=size=176x144:rate=25:duration=4',
    made: '-c:v h263 -q:v 3',
  },
  { name: 'prores.mov', made: '-c:v prores_ks -pix_fmt yuv422p10le' },
  { name: 'ffv1.mkv', made: '-c:v ffv1' },
  { name: 'huffyuv.avi', made: '-c:v huffyuv -pix_fmt yuv422p' },
];

function run(program: string, command: string, ...last: readonly string[]): Buffer {
  const { status, stdout, stderr } = spawnSync(program, [...command.split(' '), ...last], {
    maxBuffer: 2 ** 30,
  });
  if (status !== 0) throw new Error(`${program} ${command}: ${stderr}`);
  return stdout;
}

/** Two seconds from 1.3 s on, without decoding: the key frame before comes with them, and an edit list hides it. */
async function cutOut(path: string, folder: string): Promise<void> {
  const cut = join(folder, 'cut.mp4');
  run('ffmpeg', `-v error -y -ss 1.3 -i ${path} -t 3 -c copy`, cut);
  await writeFile(path, await readFile(cut));
}

async function turned(path: string, folder: string): Promise<void> {
  const copy = join(folder, 'turned-copy.mp4');
  run('ffmpeg', `-v error -y -i ${path} -c copy -metadata:s:v rotate=90`, copy);
  await writeFile(path, await readFile(copy));
}

async function withoutItsStart(path: string): Promise<void> {
  const bytes = await readFile(path);
  await writeFile(path, bytes.subarray(188 * Math.floor(bytes.length / 188 / 4)));
}

interface Truth {
  /** Seconds from the first frame on. */
  readonly times: readonly number[];
  /** Mean red, green and blue of each frame. */
  readonly means: readonly (readonly number[])[];
}

/** What ffprobe and ffmpeg say of a file. */
function truthOf(path: string, { rate }: Recording, width: number, height: number): Truth {
  const probed = run(
    'ffprobe',
    '-v error -select_streams v:0 -show_entries frame=best_effort_timestamp_time -of csv=p=0',
    path,
  );
  const stated = probed
    .toString()
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => Number.parseFloat(line));
  const known = rate === undefined && stated.every(Number.isFinite);
  const times = stated.map((time, k) => (known ? time - stated[0] : k / (rate ?? 25)));
  const pixels = run(
    'ffmpeg',
    `-v error -i ${path} -map 0:v:0 -fps_mode passthrough -vf scale=${width}:${height}:flags=area+accurate_rnd+full_chroma_int -f rawvideo -pix_fmt rgb24 -`,
  );
  const size = width * height * 3;
  const means = Array.from({ length: pixels.length / size }, (_, k) =>
    meansOf(pixels.subarray(k * size, (k + 1) * size)),
  );
  return { times, means };
}

function meansOf(data: Uint8Array): readonly number[] {
  const sums = [0, 0, 0];
  for (let i = 0; i < data.length; i++) sums[i % 3] += data[i];
  return sums.map((sum) => (3 * sum) / data.length);
}

interface Seen {
  readonly time: number;
  readonly means: readonly number[];
}

async function seenIn(frames: AsyncIterable<VideoFrame>): Promise<readonly Seen[]> {
  const seen: Seen[] = [];
  for await (const { time, image } of frames) seen.push({ time, means: meansOf(image.data) });
  return seen;
}

/** What is wrong with a recording as it is read here; none where all holds. */
async function faultsOf(path: string, recording: Recording): Promise<readonly string[]> {
  const faults: string[] = [];
  const video = await openVideo(path);
  try {
    const { width, height } = video.description;
    const truth = truthOf(path, recording, width, height);
    const whole = await seenIn(video.frames());
    const { completeness } = video;
    if (whole.length !== truth.times.length)
      faults.push(`${whole.length} frames, ffprobe counts ${truth.times.length}`);
    if (completeness?.state !== 'whole') faults.push(`not whole: ${JSON.stringify(completeness?.reasons)}`);
    const half = truth.times.length > 1 ? (truth.times.at(-1) ?? 0) / (truth.times.length - 1) / 2 : 0.02;
    const compare = (frames: readonly Seen[], first: number, from: string): void => {
      for (const [i, { time, means }] of frames.entries()) {
        const k = first + i;
        if (Math.abs(time - truth.times[k]) > half)
          return void faults.push(
            `${from}: frame ${k} at ${time.toFixed(3)} s, not ${truth.times[k]?.toFixed(3)} s`,
          );
        const expected = truth.means.at(k);
        const away = expected ? Math.max(...means.map((mean, c) => Math.abs(mean - expected[c]))) : 0;
        if (away > (recording.levels ?? 1))
          return void faults.push(`${from}: frame ${k} is ${away.toFixed(2)} levels away`);
      }
    };
    compare(whole, 0, 'from the start');
    for (const part of [0.27, 0.5, 0.83]) {
      const first = Math.floor(part * whole.length);
      if (first >= whole.length) continue;
      const frames = await seenIn(video.frames({ start: Math.max(0, whole[first].time - 1e-4) }));
      if (frames.length !== whole.length - first)
        faults.push(`from ${part}: ${frames.length} frames, not ${whole.length - first}`);
      compare(frames, first, `from ${part}`);
    }
    if (completeness && completeness.notes.length > 0)
      console.log(`  ${recording.name}: ${completeness.notes}`);
  } finally {
    await video.close();
  }
  return faults;
}

if (spawnSync('ffprobe', ['-version']).status !== 0) {
  console.log('There is no ffmpeg on this machine: nothing was held against it.');
} else {
  const folder = await mkdtemp(join(tmpdir(), 'wince-recordings-'));
  const words = (process.env.RECORDINGS ?? '').split(',');
  let wrong = 0;
  let made = 0;
  try {
    for (const recording of RECORDINGS.filter(({ name }) => words.some((word) => name.includes(word)))) {
      const path = join(folder, recording.name);
      run('ffmpeg', `-v error -y ${recording.source ?? SOURCE} ${recording.made ?? ''}`, path);
      await recording.after?.(path, folder);
      made++;
      const faults = await faultsOf(path, recording).catch((error: unknown) => [String(error)]);
      if (faults.length > 0) wrong++;
      console.log(`${recording.name}: ${faults.length === 0 ? 'holds' : faults.join('; ')}`);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  console.log(`${made - wrong} of ${made} recordings are read as ffprobe counts them.`);
  if (wrong > 0) process.exitCode = 1;
}

import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { passOver, startStageClock } from '@wince/observation';
import {
  clipParameters,
  type FaceTraces,
  faceParameters,
  observeFace,
  type PulseEvidence,
  pulseBands,
  randomFrom,
  sigmoid,
} from '../../packages/core/src/index.ts';
import { confidenceTerms } from '../../packages/core/src/pulse/window/calibrated.ts';
import { evenFace } from '../../packages/core/src/pulse/window/even-face.ts';
import { rateTrack } from '../../packages/core/src/pulse/window/rate-track.ts';
import { recordingPulse } from '../../packages/core/src/pulse/window/recording-pulse.ts';
import type { PatchChoice } from '../../packages/core/src/pulse/window/window-patches.ts';
import { pulseInWindow } from '../../packages/core/src/pulse/window/window-pulse.ts';
import {
  buildHeadModel,
  type Clip,
  clipScene,
  clipSound,
  drawFrame,
  drawSubject,
  planClip,
} from '../../packages/phantom/src/index.ts';
import { openFaceTracking } from '../../packages/runtime/src/measure/faces/index.ts';
import { openVideo } from '../../packages/runtime/src/media/index.ts';
import { encodeClip } from '../../packages/runtime/src/phantom/encode-clip.ts';
import { memoryStore } from '../../packages/runtime/src/store/index.ts';

/**
 * The pulse in drawn videos with compression, movement, expression, flicker, sucking and breathing: the rate of windows of 10 seconds against the
 * truth, how reliable the confidence is on subjects that it was not fitted on, videos without a pulse, a still picture, and a
 * video compressed until the pulse is gone; all regions, and those chosen by deformation, against the whole face.
 *
 * A window has a visible pulse where it is drawn in light with colours (in infrared light of one channel nothing tells a pulse from a change of
 * light), with an amplitude of at least 0.4 % of green. Drawing takes a minute a clip: `WINCE_PULSE_CLIPS` names a folder in which videos and traces are kept,
 * `WINCE_PULSE_SUBJECTS` how many subjects of each kind. `WINCE_PULSE_FIT=1` prints the weights of the confidence, fitted on the 56 clips of other subjects.
 */
const SUBJECTS = Number(process.env.WINCE_PULSE_SUBJECTS ?? 12);
const SIZE = 160;
const SECONDS = 24;
const WINDOW = 10;
const STEP = 2;
const WITHIN = { rate: 3, confidence: 5 } as const;
const LEAST_AMPLITUDE = 0.004;
/** Kilobits a second at which the pulse is gone: at 50 a part of it is still seen. */
const CRUSHED = 20;
const KINDS = ['pulse', 'flicker', 'doll', 'none'] as const;
type Kind = (typeof KINDS)[number];

/** Subjects on which the confidence was fitted: the first of each kind, and how many. */
const FITTED: Readonly<Record<Kind, readonly [number, number]>> = {
  ...{ pulse: [1, 32], flicker: [11, 8], doll: [21, 8], none: [31, 8] },
};

/** A clip of one subject. Subjects from 101 on are held out: the confidence was fitted on the others. */
interface Drawn {
  readonly id: string;
  readonly kind: Kind;
  readonly number: number;
  readonly kilobits: number;
}

/** What is known of a clip. */
interface Truth {
  readonly beats: readonly number[];
  readonly amplitude: number;
  readonly light: string;
}

/** A window against the truth. */
interface Judged {
  readonly clip: string;
  /** Seconds, and beats per minute. */
  readonly start: number;
  readonly truth: number;
  readonly held: boolean;
  readonly pulse: boolean;
  readonly visible: boolean;
  readonly error: number | null;
  readonly confidence: number;
  readonly evidence: PulseEvidence | null;
}

const kept = process.env.WINCE_PULSE_CLIPS;
const folder = kept ?? (await mkdtemp(join(tmpdir(), 'wince-pulse-video-')));
await mkdir(folder, { recursive: true });
const clips = clipParameters.parse({});
const tracking = await openFaceTracking({
  store: memoryStore(),
  parameters: { ...clips.tracking, face: faceParameters.parse({}) },
});
const broken: string[] = [];
const shown: string[] = [];
try {
  const list = drawnClips();
  const chosen: Judged[] = [];
  const whole: Judged[] = [];
  const still: Judged[] = [];
  for (const drawn of list) {
    const [traces, truth] = [await tracesOf(drawn), await truthOf(drawn)];
    chosen.push(...judgedWindows(drawn, traces, truth, {}));
    if (drawn.kind === 'pulse') {
      whole.push(...judgedWindows(drawn, traces, truth, { only: ['face'] }));
      still.push(...judgedWindows(drawn, traces, truth, { byDeformation: true }));
    }
    console.log(`${drawn.id} at ${drawn.kilobits} kbit/s: ${traces.times.length} frames`);
  }
  if (process.env.WINCE_PULSE_FIT) printFit(chosen.filter(({ held }) => !held));
  report(chosen, { whole, still });
  await withoutPulse();
} finally {
  await tracking.close();
  if (kept === undefined) await rm(folder, { recursive: true, force: true });
}
for (const line of shown) console.log(`falls short: ${line}`);
console.log(
  broken.length > 0 ? `pulse-video: broken: ${broken.join('; ')}` : 'pulse-video: what must hold holds',
);
process.exitCode = broken.length > 0 ? 1 : 0;

/** Held-out subjects, and the others where the confidence is fitted. */
function drawnClips(): readonly Drawn[] {
  const others = Math.max(1, Math.floor(SUBJECTS / 4));
  const held: typeof FITTED = {
    ...{ pulse: [101, SUBJECTS], flicker: [121, others], doll: [131, others], none: [141, others] },
  };
  const wanted = process.env.WINCE_PULSE_FIT ? [FITTED, held] : [held];
  return wanted.flatMap((subjects) =>
    KINDS.flatMap((kind) => {
      const [first, many] = subjects[kind];
      return Array.from({ length: many }, (_, i): Drawn => {
        const number = first + i;
        return { id: `${kind}${number}`, kind, number, kilobits: 200 };
      });
    }),
  );
}

function plannedClip({ kind, number }: Drawn): Clip {
  const seed = number > 100 ? 12 : 11;
  const clip = planClip(drawSubject(`S${number}`, seed), { seed, size: SIZE, seconds: SECONDS });
  if (kind === 'pulse') return clip;
  const flicker = {
    flicker: { frequency: 1.3 + 0.37 * (number % 7), depth: 0.005 },
    doll: clip.flicker,
    none: null,
  }[kind];
  return { ...clip, heart: { ...clip.heart, amplitude: 0 }, flicker };
}

/** The traces of a clip, which is drawn and compressed where that was not done before. */
async function tracesOf(drawn: Drawn): Promise<FaceTraces> {
  const path = join(folder, `${drawn.id}-${drawn.kilobits}`);
  if (!existsSync(`${path}.json`)) {
    if (!existsSync(`${path}.mp4`)) await draw(drawn);
    await writeFile(`${path}.json`, JSON.stringify(await followed(`${path}.mp4`), asNumbers));
  }
  return tracesFrom(await readFile(`${path}.json`, 'utf8'));
}

async function draw(drawn: Drawn): Promise<void> {
  const { id, kind, number, kilobits } = drawn;
  const clip = plannedClip(drawn);
  const model = buildHeadModel(drawSubject(`S${number}`, number > 100 ? 12 : 11));
  const frame = (f: number) => {
    const scene = clipScene(clip, f);
    if (kind !== 'doll') return drawFrame(model, scene).image;
    // A doll does not move: the light over it and the sensor do.
    const { sensor, light, seed } = scene;
    return drawFrame(model, { ...clipScene(clip, 0), sensor, light, seed }).image;
  };
  const file = await encodeClip('mp4', clip.frames, frame, clipSound(clip), { bitrate: 1000 * kilobits });
  await writeFile(join(folder, `${id}-${kilobits}.mp4`), file);
}

async function truthOf(drawn: Drawn): Promise<Truth> {
  const { heart, nuisance } = plannedClip(drawn);
  return { beats: [...heart.beats], amplitude: heart.amplitude, light: nuisance.light };
}

/** The traces of a video, as `wince pulse` makes them. */
async function followed(path: string): Promise<FaceTraces> {
  const video = await openVideo(path);
  const face = observeFace();
  const watch = { start: 0, end: null, rate: clips.rate, rest: 0 };
  try {
    const events = passOver({
      frames: (options) => video.frames(options),
      rests: [{ start: 0, end: null }],
      watches: [{ ...watch, face: true, strain: true, between: true }],
      setup: {
        track: (options) => tracking.track({ ...options, shownWidth: video.description.width }),
        parameters: clips,
        clock: startStageClock(),
      },
    });
    for await (const event of events) {
      if (event.kind === 'between') await face.between(event.frame);
      if (event.kind !== 'frame' || !event.followed) continue;
      await face.frame(event.frame);
      if (event.followed.strain) face.strain(event.followed.strain);
      await face.tracked(event.followed.tracked);
    }
  } finally {
    await video.close();
  }
  return face.traces();
}

function asNumbers(_: string, value: unknown): unknown {
  if (!(value instanceof Float64Array)) return value;
  return Array.from(value, (each) => (Number.isFinite(each) ? Math.round(each * 1e5) / 1e5 : null));
}

function tracesFrom(text: string): FaceTraces {
  return JSON.parse(text, (_, value: unknown) => {
    if (!Array.isArray(value) || !value.every((each) => each === null || typeof each === 'number'))
      return value;
    return Float64Array.from(value, (each) => each ?? Number.NaN);
  });
}

function judgedWindows(
  { id, kind, number }: Drawn,
  traces: FaceTraces,
  { beats, amplitude, light }: Truth,
  options: Pick<PatchChoice, 'only' | 'byDeformation'>,
): readonly Judged[] {
  const even = evenFace(traces);
  const found: Judged[] = [];
  if (!even) return found;
  const sought = { band: pulseBands.neonate, surrogates: 19, ...options };
  const track = rateTrack(traces, even, { byDeformation: false, ...sought });
  for (let start = even.start; start + WINDOW <= even.end + 1.5 / even.rate; start += STEP) {
    const window = { start, end: start + WINDOW, track };
    const {
      heartRate,
      rate: beatsFound,
      evidence,
    } = pulseInWindow(traces, even, window, { ...sought, seed: found.length });
    const inside = beats.filter((time) => time >= start && time <= start + WINDOW);
    const truth = (60 * (inside.length - 1)) / (inside[inside.length - 1] - inside[0]);
    const pulse = kind === 'pulse';
    found.push({
      ...{ clip: id, start, truth, held: number > 100, pulse, evidence },
      visible: pulse && light !== 'infrared' && amplitude >= LEAST_AMPLITUDE,
      error: pulse && beatsFound !== null ? Math.abs(beatsFound - truth) : null,
      confidence: heartRate.confidence,
    });
  }
  return found;
}

function report(
  chosen: readonly Judged[],
  others: { readonly whole: readonly Judged[]; readonly still: readonly Judged[] },
): void {
  const held = chosen.filter((each) => each.held);
  const visible = held.filter((each) => each.visible);
  const share = (part: readonly Judged[], holds: (each: Judged) => boolean) =>
    part.length === 0 ? Number.NaN : part.filter(holds).length / part.length;
  const within =
    (most: number) =>
    ({ error }: Judged) =>
      error !== null && error <= most;
  const percent = (value: number) => `${(100 * value).toFixed(1)} %`;
  const show = (name: string, value: number, holds: boolean) => {
    console.log(`${name}: ${percent(value)}`);
    if (!holds) shown.push(`${name}: ${percent(value)}`);
  };
  console.log(`\nheld out: ${held.length} windows, ${visible.length} with a visible pulse`);
  const close = share(visible, within(WITHIN.rate));
  show('within 3 beats per minute, of windows with a visible pulse (90 % asked)', close, close >= 0.9);
  for (const { clip, start, truth, error } of visible)
    if (error === null || error > WITHIN.rate)
      console.log(
        `  missed: ${clip} from ${start.toFixed(0)} s, ${truth.toFixed(0)} beats per minute, off by ${error?.toFixed(1) ?? 'all: no face'}`,
      );
  console.log('confidence | windows with a pulse or without | within 5 beats per minute');
  for (const from of [0, 0.2, 0.4, 0.6, 0.8]) {
    const own = held.filter(
      ({ confidence }) => confidence >= from && confidence < (from === 0.8 ? 1.01 : from + 0.2),
    );
    console.log(
      `${from.toFixed(1)} to ${(from + 0.2).toFixed(1)} | ${own.length} | ${own.length === 0 ? '-' : percent(share(own, within(WITHIN.confidence)))}`,
    );
  }
  const sure = held.filter(({ confidence }) => confidence > 0.8);
  const right = share(sure, within(WITHIN.confidence));
  show('within 5, of windows with a confidence over 0.8 (95 % asked)', right, right >= 0.95);
  const reach = share(visible, ({ confidence }) => confidence > 0.8);
  show('a confidence over 0.8, of windows with a visible pulse (60 % asked)', reach, reach >= 0.6);
  const without = held.filter(({ pulse }) => !pulse);
  const wrong = share(without, ({ confidence }) => confidence > 0.5);
  show('a confidence over 0.5, of windows without a pulse (under 5 % asked)', wrong, wrong < 0.05);
  const seen = (part: readonly Judged[]) => part.filter((each) => each.held && each.visible);
  compare('all regions less the whole face', visible, seen(others.whole));
  compare('regions by deformation less the whole face', seen(others.still), seen(others.whole));
}

/** Tracks of other regions on the same windows: the difference with an interval over clips drawn again. */
function compare(name: string, chosen: readonly Judged[], whole: readonly Judged[]): void {
  const names = [...new Set(chosen.map(({ clip }) => clip))];
  if (names.length === 0) return;
  const hits = (part: readonly Judged[], clip: string) => {
    const own = part.filter((each) => each.clip === clip);
    return [own.filter(({ error }) => error !== null && error <= WITHIN.rate).length, own.length] as const;
  };
  const difference = (drawn: readonly string[]) => {
    const share = (part: readonly Judged[]) => {
      const counts = drawn.map((clip) => hits(part, clip));
      return counts.reduce((sum, [right]) => sum + right, 0) / counts.reduce((sum, [, all]) => sum + all, 0);
    };
    return share(chosen) - share(whole);
  };
  const random = randomFrom('pulse-video');
  const again = Float64Array.from({ length: 2000 }, () =>
    difference(names.map(() => names[random.below(names.length)])),
  ).sort();
  const points = (value: number) => (100 * value).toFixed(1);
  console.log(
    `${name}, within 3: ${points(difference(names))} points (95 % ${points(again[50])} to ${points(again[1949])}, ${names.length} clips)`,
  );
}

/** A still picture as a video, and videos compressed until the pulse is gone. */
async function withoutPulse(): Promise<void> {
  const drawn: Drawn = { id: 'still101', kind: 'pulse', number: 101, kilobits: 200 };
  const path = join(folder, 'still101-200');
  if (!existsSync(`${path}.mp4`)) {
    const clip = plannedClip(drawn);
    const { image } = drawFrame(buildHeadModel(drawSubject('S101', 12)), clipScene(clip, 0));
    await writeFile(`${path}.mp4`, await encodeClip('mp4', 330, () => image, new Float32Array(11 * 48_000)));
  }
  const crushed = [101, 102, 103].map((number) => ({
    ...drawn,
    id: `pulse${number}`,
    number,
    kilobits: CRUSHED,
  }));
  for (const each of [drawn, ...crushed]) {
    const { heartRate } = recordingPulse(await tracesOf(each), { band: pulseBands.neonate });
    const name = `${each.id} at ${each.kilobits} kbit/s`;
    console.log(`${name}: ${heartRate.value === null ? heartRate.reason : heartRate.value.toFixed(1)}`);
    if (heartRate.value !== null) broken.push(name);
  }
}

/**
 * Fits the weights of the confidence on windows: logistic regression by Newton's steps with a ridge of 1 on the weights, as the default of
 * scikit-learn has it; prints them in the order of the terms, the constant last.
 */
function printFit(windows: readonly Judged[]): void {
  const rows = windows.flatMap(({ evidence, error }) =>
    evidence
      ? [
          {
            x: [...Object.values(confidenceTerms(evidence)), 1],
            y: Number(error !== null && error <= WITHIN.confidence),
          },
        ]
      : [],
  );
  const size = rows[0].x.length;
  let weights = new Array<number>(size).fill(0);
  for (let step = 0; step < 25; step++) {
    const hessian = Array.from({ length: size }, (_, i) =>
      Array.from({ length: size }, (__, j) => (i === j ? (i < size - 1 ? 1 : 1e-9) : 0)),
    );
    const gradient = weights.map((weight, i) => (i < size - 1 ? -weight : 0));
    for (const { x, y } of rows) {
      const p = sigmoid(x.reduce((sum, value, i) => sum + value * weights[i], 0));
      for (let i = 0; i < size; i++) {
        gradient[i] += (y - p) * x[i];
        for (let j = 0; j < size; j++) hessian[i][j] += p * (1 - p) * x[i] * x[j];
      }
    }
    const move = solved(hessian, gradient);
    weights = weights.map((weight, i) => weight + move[i]);
  }
  console.log(`weights of ${rows.length} windows: ${weights.map((weight) => weight.toFixed(3)).join(', ')}`);
}

/** The solution of a small system of equations, by elimination. */
function solved(matrix: readonly (readonly number[])[], right: readonly number[]): readonly number[] {
  const rows = matrix.map((row, i) => [...row, right[i]]);
  for (let k = 0; k < rows.length; k++) {
    for (let i = 0; i < rows.length; i++) {
      if (i === k) continue;
      const share = rows[i][k] / rows[k][k];
      for (let j = k; j <= rows.length; j++) rows[i][j] -= share * rows[k][j];
    }
  }
  return rows.map((row, i) => row[rows.length] / row[i]);
}

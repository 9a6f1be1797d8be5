import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type ClipParameters,
  clipParameters,
  FAMILY_NEEDS,
  type FaceCovering,
  type FamilyObserver,
  familyKinds,
  type PlannedFamily,
  type RegisteredFace,
  rememberFaces,
  STRAIN_AREAS,
  type StrainSample,
  type VideoFrame,
} from '@wince/core';
import { featureNetworks, networks } from '@wince/networks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  drawnLandmarks,
  faceOf,
  goldenPicture,
} from '../../../../core/src/families/face/drawn-faces.fixture.ts';
import { drawnSkin } from '../../../../core/src/pulse/skin/drawn-skin.fixture.ts';
import { drawnCry } from '../../../../core/src/sound/drawn-sound.fixture.ts';
import { memoryStore } from '../../store/index.ts';
import { type FamilyPlanner, openFamilyPlanner } from './planner.ts';

/** What every entry of the catalogue of families promises. */

const clips: ClipParameters = clipParameters.parse({});

let folder: string;
let table: string;
let planner: FamilyPlanner;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wince-families-'));
  table = join(folder, 'own.csv');
  await writeFile(table, 'sample,a,b\nx.jpg,1,2\ny.jpg,3,4\n');
  planner = await openFamilyPlanner(clips, memoryStore());
  // A network gives all its features in one pass: all of them are named before the first face.
  for (const example of EXAMPLES) await planner.plan(written(example));
}, 240_000);

afterAll(async () => {
  await planner.close();
  await rm(folder, { recursive: true });
});

/** Networks of the size of VGG are planned here; `networks` among the long tests runs them. */
const isLarge = (example: string) => /^vgg/.test(example);
const EXAMPLES = [
  ...['lbp', 'hog?cell=16', 'gabor?scales=2', 'geometry', 'strain', 'strain:frame'],
  ...['cry', 'cry?rate=8000&convention=htk'],
  ...['pulse', 'pulse:change', 'pulse:background', 'pulse:band-removed', 'pulse:motion?band=1-3.5'],
  ...['temporal:geometry', 'temporal:strain:frame', 'change:lbp?grid=2', 'change:faceres'],
  ...featureNetworks(networks),
  'speech-embedding',
  ...['faceres:conv_pw_5_relu@mean', 'table'],
];

const written = (example: string) => (example === 'table' ? `table:${table}` : example);

const SEEN = { seen: true, likelihood: 0, cause: null };
const BARE: FaceCovering = { mouth: SEEN, eyes: SEEN, brow: SEEN, nose: SEEN };

/** What a row can give: three faces, five frames, strain and two seconds of sound. */
function recording() {
  const faces: RegisteredFace[] = [0, 1, 2].map((i) => {
    const face = faceOf(goldenPicture().map((level) => Math.max(0, level - 9 * i)));
    return { ...face, landmarks: drawnLandmarks().map((x, j) => x + ((i * (j % 5)) % 3) / 10) };
  });
  const frames: VideoFrame[] = [0, 1, 2, 3, 4].map((i) => ({
    time: i / 10,
    image: { width: 4, height: 3, data: new Uint8Array(36).fill(40 * i) },
  }));
  const strain: StrainSample[] = frames.map(({ time }, i) => ({
    time,
    previous: i === 0 ? undefined : new Float64Array(STRAIN_AREAS.length).fill(0.01 * i),
    baseline: new Float64Array(STRAIN_AREAS.length).fill(0.02 * ((i * 3) % 5)),
  }));
  const cry = drawnCry({ sampleRate: 16_000, hertz: 440, breaths: 1 });
  const sound = [0, 1].map((time) => ({
    ...{ time, sampleRate: 16_000 },
    samples: cry.slice(16_000 * time, 16_000 * (time + 1)),
  }));
  return { faces, frames, strain, sound };
}

/** Six seconds of a drawn face whose every second frame is followed: what a pulse needs. */
const SKIN = drawnSkin({
  ...{ seconds: 6, rate: 20, size: 32, shift: (time) => Math.sin(9 * time) },
  pulse: (time) => Math.sin(14 * time),
});

async function observe(
  family: PlannedFamily,
  { faces, frames, strain, sound }: ReturnType<typeof recording>,
): Promise<FamilyObserver> {
  const observer = family.open({ clips, describe: rememberFaces('a test') });
  for (const [i, registered] of faces.entries())
    await observer.face?.({ time: i / 2, registered, covering: BARE });
  if (family.needs.includes('every-frame')) {
    for (const [i, { frame, tracked }] of SKIN.entries()) {
      if (i % 2 === 0) {
        await observer.frame?.(frame);
        await observer.tracked?.(tracked);
      } else await observer.between?.(frame);
    }
  } else for (const frame of frames) await observer.frame?.(frame);
  for (const sample of strain) observer.strain?.(sample);
  for (const block of sound) await observer.sound?.(block);
  await observer.heard?.();
  return observer;
}

const CLIP = { kind: 'clip', reference: false, keyFrames: [0, 2] } as const;

describe.each(EXAMPLES)('the family %s', (example) => {
  it('tells what it is, and what it needs', async () => {
    const { record, columns, needs, specification } = await planner.plan(written(example));
    expect(familyKinds).toContain(record.kind);
    expect(record.columns).toBe(columns.length);
    expect(new Set(columns).size).toBe(columns.length);
    expect(needs.length).toBeGreaterThan(0);
    for (const need of needs) expect(FAMILY_NEEDS).toContain(need);
    // Planned again from what is kept of it, as in another process, it is the same family.
    const again = await planner.plan(JSON.parse(JSON.stringify(specification)));
    expect(again.record).toEqual(record);
  }, 120_000);

  it('gives the same finite numbers each time, and leaves what it observes as it is', async () => {
    const family = await planner.plan(written(example));
    if (family.table) {
      expect([...family.table.values()].every((row) => row.length === family.columns.length)).toBe(true);
      expect(() => family.open({ clips, describe: rememberFaces('a test') })).toThrow();
      return;
    }
    if (isLarge(example)) return;
    const seen = recording();
    const before = JSON.stringify(seen);
    const values = [];
    for (let i = 0; i < 2; i++) {
      const own = (await observe(family, seen)).values(CLIP);
      if ('reason' in own) throw new Error(own.reason);
      expect(own.values.length).toBe(family.columns.length);
      expect(own.values.every(Number.isFinite)).toBe(true);
      values.push(own.values);
    }
    expect(values[1]).toEqual(values[0]);
    expect(JSON.stringify(seen)).toBe(before);
  }, 120_000);

  it('listens to what it needs, and to nothing else', async () => {
    const family = await planner.plan(written(example));
    if (family.table) return;
    const observer = family.open({ clips, describe: rememberFaces('a test') });
    const heard = (['face', 'strain', 'sound'] as const).filter((signal) => observer[signal]);
    for (const signal of heard) expect(family.needs).toContain(signal);
    if (observer.frame ?? observer.tracked) expect(family.needs).toContain('frames');
    if (observer.between) expect(family.needs).toContain('every-frame');
  }, 120_000);

  it('has a reason, and no numbers, for a row that gave nothing or was forgotten', async () => {
    const family = await planner.plan(written(example));
    if (family.table) return;
    const nothing = family.open({ clips, describe: rememberFaces('a test') });
    expect(nothing.values({ ...CLIP, keyFrames: [] })).toMatchObject({
      reason: expect.stringMatching(/\w+ \w+/),
    });
    if (isLarge(example)) return;
    const observer = await observe(family, recording());
    observer.forget(99);
    expect(observer.values({ ...CLIP, keyFrames: [] })).toMatchObject({
      reason: expect.stringMatching(/\w+ \w+/),
    });
  }, 120_000);
});

/**
 * Writes what the check of covering is trained on: drawn neonates, and the infants of `infant-faces`, bare and with things over their
 * faces, as JSON for `tools/train_covering.py`:
 *
 *     npx node tools/covering-samples.ts FILE
 */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type CoverableRegion,
  faceCells,
  type RegisteredFace,
  type RgbImage,
  randomFrom,
  registerFace,
} from '@wince/core';
import {
  type Bedside,
  buildHeadModel,
  drawFrame,
  type FaceTruth,
  faceTruth,
  makeCohort,
  NO_BEDSIDE,
} from '@wince/phantom';
import { parse } from 'csv-parse/sync';
import { type FaceAnalyser, openFaceAnalyser } from '../packages/runtime/src/measure/faces/index.ts';
import { decodePicture } from '../packages/runtime/src/media/index.ts';
import { openStore } from '../packages/runtime/src/store/index.ts';
import { LAID_KINDS, type LaidKind, layOver } from './laid-over.ts';

/** A face, and which share of each region something hides. */
interface CoveringSample {
  readonly from: 'infants' | 'drawn';
  readonly subject: string;
  /** `bare`, or what lies over the face. */
  readonly kind: string;
  readonly hidden: Readonly<Record<CoverableRegion, number>>;
  /** See `faceCells`. */
  readonly cells: Float64Array;
}

const BARE = { mouth: 0, eyes: 0, brow: 0, nose: 0 };
const INFANTS = fileURLToPath(new URL('../../shared/data/infant-faces/', import.meta.url));
/** What may lie over the eyes: the face is looked for again, since it may be found elsewhere. */
const EYES: ReadonlySet<LaidKind> = new Set(['hand', 'cap']);
const DRAWN_SUBJECTS = 32;
/** Of each drawn subject every so manieth picture is taken. */
const EVERY = 2;
const DRAWN_SEED = 77;

/** Infants as they are, and with things laid over their faces. @param covered regions that a person calls covered, by file */
async function infantSamples(
  analyser: FaceAnalyser,
  covered: ReadonlyMap<string, readonly string[]>,
): Promise<readonly CoveringSample[]> {
  const samples: CoveringSample[] = [];
  const names = (await readdir(INFANTS)).filter((name) => name.endsWith('.jpg')).sort();
  for (const name of names) {
    const { image } = await decodePicture(INFANTS + name);
    const face = await analyser.analyse(image);
    if (face.status === 'no-face') continue;
    const own = covered.get(name) ?? [];
    const hidden = (region: CoverableRegion) => (own.includes(region) ? 1 : 0);
    const natural = {
      mouth: hidden('mouth'),
      eyes: hidden('eyes'),
      brow: hidden('brow'),
      nose: hidden('nose'),
    };
    const subject = `infant ${name}`;
    const kind = own.length === 0 ? 'bare' : 'really covered';
    samples.push({ from: 'infants', subject, kind, hidden: natural, cells: faceCells(face.registered) });
    if (own.length > 0) continue;
    const random = randomFrom('laid over', name);
    for (const laidKind of LAID_KINDS) {
      const laid = layOver(image, face.toTemplate, laidKind, random);
      const registered = EYES.has(laidKind)
        ? await foundAgain(laid.image, analyser)
        : registerFace(laid.image, face.landmarks, analyser.parameters.registration).face;
      if (!registered) continue;
      const cells = faceCells(registered);
      samples.push({ from: 'infants', subject, kind: laidKind, hidden: laid.hidden, cells });
    }
  }
  return samples;
}

async function foundAgain(image: RgbImage, analyser: FaceAnalyser): Promise<RegisteredFace | undefined> {
  const face = await analyser.analyse(image);
  return face.status === 'no-face' ? undefined : face.registered;
}

/** Drawn neonates, half of them bare, in all that they go through. */
async function drawnSamples(analyser: FaceAnalyser): Promise<readonly CoveringSample[]> {
  const samples: CoveringSample[] = [];
  const cohort = makeCohort({ subjects: DRAWN_SUBJECTS, seed: DRAWN_SEED, difficulty: 0 });
  for (const subject of cohort.subjects) {
    const model = buildHeadModel(subject);
    const random = randomFrom('drawn covering', subject.id);
    const own = cohort.samples.filter((sample) => sample.subject === subject.id);
    for (const { scene } of own.filter((_, i) => i % EVERY === 0)) {
      // What lies over mouths most often is on every face, and one of the others.
      const other = OTHERS[random.below(OTHERS.length)];
      for (const kind of ['bare', 'soother', 'mask', other] as const) {
        const bedside: Bedside = { ...NO_BEDSIDE, ...(kind === 'bare' ? {} : THINGS[kind](random.next())) };
        const frame = drawFrame(model, { ...scene, bedside });
        const face = await analyser.analyse(frame.image);
        if (face.status === 'no-face') continue;
        const hidden = kind === 'bare' ? BARE : hiddenIn(faceTruth(model, frame));
        const cells = faceCells(face.registered);
        samples.push({ from: 'drawn', subject: `drawn ${subject.id}`, kind, hidden, cells });
      }
    }
  }
  return samples;
}

/** What may lie over a drawn face, and where, by a number in [0, 1). */
const THINGS = {
  soother: () => ({ soother: true }),
  mask: () => ({ mask: true }),
  blanket: (t: number) => ({ blanket: 0.5 + 0.5 * t }),
  handOnMouth: (t: number) => ({ hand: { x: 2 * t - 1, y: -2.4 } }),
  handOnEye: (t: number) => ({ hand: { x: t < 0.5 ? -1.9 : 1.9, y: -0.8 - 0.6 * t } }),
  cannula: () => ({ cannula: true }),
  feedingTube: (t: number) => ({ feedingTube: t < 0.5 ? ('nasal' as const) : ('oral' as const) }),
  tape: () => ({ tape: true }),
  cap: () => ({ cap: true }),
} satisfies Record<string, (t: number) => Partial<Bedside>>;
const OTHERS = (Object.keys(THINGS) as (keyof typeof THINGS)[]).filter(
  (kind) => kind !== 'soother' && kind !== 'mask',
);

/** The hidden share of each region's landmarks; of eyes and brows the more hidden side counts. */
function hiddenIn({ landmarks }: FaceTruth): CoveringSample['hidden'] {
  const share = (group: string, side = '') => {
    const own = landmarks.filter((point) => point.group === group && point.name.startsWith(side));
    return own.filter(({ visible }) => !visible).length / own.length;
  };
  const sides = (group: string) => Math.max(share(group, 'left'), share(group, 'right'));
  return { mouth: share('mouth'), eyes: sides('lids'), brow: sides('brow'), nose: share('nose') };
}

/** The regions of each infant that a person calls covered. */
async function judgedCovered(): Promise<ReadonlyMap<string, readonly string[]>> {
  const table = await readFile(new URL('../tests/long/infant-faces.csv', import.meta.url), 'utf8');
  const rows: { file: string; covered: string }[] = parse(table, { columns: true });
  return new Map(rows.map(({ file, covered }) => [file, covered.split(' ').filter((word) => word !== '')]));
}

const [place] = process.argv.slice(2);
if (place === undefined) throw new Error('name the file to write');
const analyser = await openFaceAnalyser({
  store: await openStore(join(tmpdir(), 'wince-covering-networks')),
});
try {
  const samples = [
    ...(await infantSamples(analyser, await judgedCovered())),
    ...(await drawnSamples(analyser)),
  ];
  const written = samples.map(({ cells, ...rest }) => ({ ...rest, cells: Array.from(cells, Math.fround) }));
  await writeFile(place, JSON.stringify(written));
  console.log(`${samples.length} faces`);
} finally {
  await analyser.close();
}

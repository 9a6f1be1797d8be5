import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { type RegisteredFace, type RgbImage, WinceError } from '@wince/core';
import { buildHeadModel, drawFrame, makeCohort } from '@wince/phantom';
import { systemCode, systemReason } from '../files/system-error.ts';
import { type FaceAnalyser, openFaceAnalyser } from '../measure/faces/index.ts';
import { decodePicture } from '../media/index.ts';
import { namesPicture } from '../media/recording-names.ts';
import type { Store } from '../store/index.ts';

/** Faces of one kind of use, and what they are, in words. */
export interface FacesFrom {
  readonly faces: readonly Pick<RegisteredFace, 'colour'>[];
  readonly from: string;
}

/** Faces for a variant: those that its ranges are found on, and others that it is compared on. */
export interface VariantFaces {
  readonly calibration: FacesFrom;
  readonly heldOut: FacesFrom;
}

/** The most faces for each use, and the fewest: the figures of fewer say little. */
const [MOST, FEWEST] = [32, 8];
/** Of drawn neonates: subjects of each use, no subject in both, with two pictures each, one of them of pain. */
const DRAWN_SUBJECTS = 12;
const DRAWN_SEED = 2718;

/** Where faces come from. */
export interface FacesRequest {
  /** A folder of pictures: by the order of their paths, the first half is for calibration. Drawn neonates by default. */
  readonly pictures?: string;
  /** Keeps the converted networks that find faces. */
  readonly store: Store;
  /** Told how many pictures were looked at. */
  readonly onPicture?: (done: number, total: number) => void;
}

/**
 * Registered faces, as networks see them, for the two uses.
 *
 * @throws WinceError `too-few-faces`, `no-such-folder`, and those of `decodePicture`
 */
export async function variantFaces({ pictures, store, onPicture }: FacesRequest): Promise<VariantFaces> {
  const analyser = await openFaceAnalyser({ store });
  try {
    const [calibration, heldOut] =
      pictures === undefined ? drawnPictures() : halves(await picturesUnder(pictures));
    const total = calibration.length + heldOut.length;
    let done = 0;
    const look = async (each: readonly Picture[], which: string): Promise<FacesFrom> => {
      const faces: RegisteredFace[] = [];
      for (const picture of each) {
        faces.push(...(await faceOf(picture, analyser)));
        onPicture?.(++done, total);
      }
      const place = pictures ?? 'the drawn neonates';
      if (faces.length < FEWEST) throw tooFew(place, faces.length, each.length);
      return { faces, from: pictures === undefined ? 'drawn neonates' : which };
    };
    return {
      calibration: await look(calibration, `the first half of ${path.basename(pictures ?? '')}`),
      heldOut: await look(heldOut, `the second half of ${path.basename(pictures ?? '')}`),
    };
  } finally {
    await analyser.close();
  }
}

/** A picture that is decoded or drawn when it is needed. */
type Picture = () => Promise<RgbImage>;

async function faceOf(picture: Picture, analyser: FaceAnalyser): Promise<readonly RegisteredFace[]> {
  const analysis = await analyser.analyse(await picture());
  return analysis.status === 'used' ? [analysis.registered] : [];
}

function drawnPictures(): readonly [readonly Picture[], readonly Picture[]] {
  const cohort = makeCohort({ subjects: 2 * DRAWN_SUBJECTS, seed: DRAWN_SEED });
  const each = cohort.subjects.map((subject) => {
    const own = cohort.samples.filter((sample) => sample.subject === subject.id);
    const first = own.find(({ trueLabel }) => trueLabel === 'pain');
    const second = own.findLast(({ trueLabel }) => trueLabel === 'no-pain');
    return [first, second].flatMap((sample) =>
      sample ? [async () => drawFrame(buildHeadModel(subject), sample.scene).image] : [],
    );
  });
  return [each.slice(0, DRAWN_SUBJECTS).flat(), each.slice(DRAWN_SUBJECTS).flat()];
}

/** Evenly out of each half. */
function halves(pictures: readonly Picture[]): readonly [readonly Picture[], readonly Picture[]] {
  const middle = Math.ceil(pictures.length / 2);
  return [evenly(pictures.slice(0, middle)), evenly(pictures.slice(middle))];
}

function evenly(pictures: readonly Picture[]): readonly Picture[] {
  const count = Math.min(MOST, pictures.length);
  return Array.from({ length: count }, (_, i) => pictures[Math.floor((i * pictures.length) / count)]);
}

async function picturesUnder(folder: string): Promise<readonly Picture[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((cause: unknown) => {
    const reason =
      systemCode(cause) === 'ENOENT' ? 'does not exist' : `cannot be read (${systemReason(cause)})`;
    throw new WinceError('no-such-folder', `The folder ${folder} ${reason}.`, {
      hint: 'Give the folder of your pictures with --pictures, or leave it out: neonates are drawn then.',
      cause,
    });
  });
  const files = entries
    .filter((entry) => entry.isFile() && namesPicture(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
  return files.map((file) => async () => (await decodePicture(file)).image);
}

function tooFew(place: string, faces: number, pictures: number): WinceError {
  const message = `A usable face was found in ${faces} of ${pictures} pictures of one half of ${place}, but ${FEWEST} are needed.`;
  return new WinceError('too-few-faces', message, {
    hint: 'Give a folder with more pictures of faces with --pictures, or leave it out: neonates are drawn then.',
  });
}

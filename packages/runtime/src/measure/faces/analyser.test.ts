import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import {
  applySimilarity,
  cropRgb,
  eyeDistance,
  FACE_OUTLINE,
  type FaceAnalysis,
  type FoundFace,
  faceParameters,
  pickLandmarks,
  polygonMask,
  REGION_NAMES,
  REGIONS,
  type RgbImage,
  randomFrom,
  regionMask,
  resizeRgb,
  rotateRgb,
  rotationToSource,
  type WhichFace,
} from '@wince/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { group, SHARED } from '../../../../../tests/groups.ts';
import { decodePicture } from '../../media/index.ts';
import { memoryStore } from '../../store/index.ts';
import { type FaceAnalyser, openFaceAnalyser } from './analyser.ts';
import { packFaceAnalysis, unpackFaceAnalysis } from './packed.ts';

const store = memoryStore();
let analyser: FaceAnalyser;
beforeAll(async () => {
  analyser = await openFaceAnalyser({ store });
});
afterAll(async () => {
  await analyser.close();
});

function found(analysis: FaceAnalysis): FoundFace {
  if (analysis.status === 'no-face') throw new Error(`no face: ${analysis.reason}`);
  return analysis;
}

/** The mean distance, in eye distances, of the landmarks in a turned picture from those of the upright one. */
function landmarkShift(upright: FoundFace, image: RgbImage, turned: FoundFace, degrees: number): number {
  const canvas = rotateRgb({ width: image.width, height: image.height, data: image.data }, degrees);
  const { a, b, c, d, e, f } = rotationToSource(image, degrees, canvas.width, canvas.height);
  let sum = 0;
  for (let i = 0; i < turned.landmarks.length; i += 2) {
    const x = a * turned.landmarks[i] + b * turned.landmarks[i + 1] + c;
    const y = d * turned.landmarks[i] + e * turned.landmarks[i + 1] + f;
    sum += Math.hypot(x - upright.landmarks[i], y - upright.landmarks[i + 1]);
  }
  return sum / (turned.landmarks.length / 2) / eyeDistance(upright.landmarks);
}

function angleBetween(a: number, b: number): number {
  return Math.abs(((a - b + 540) % 360) - 180);
}

/** The picture as it is and turned: a face is found, turned by so much, with its landmarks on the same skin. */
async function holdsAtEveryTurn(image: RgbImage, turns: readonly number[], tolerance: number): Promise<void> {
  const upright = found(await analyser.analyse(image));
  for (const degrees of turns) {
    const turned = found(await analyser.analyse(rotateRgb(image, degrees, 110)));
    expect(angleBetween(turned.rotation, upright.rotation + degrees)).toBeLessThan(3);
    expect(landmarkShift(upright, image, turned, degrees)).toBeLessThan(tolerance);
  }
}

describe('faces of a picture that an installed package brings', () => {
  let sheet: RgbImage;
  beforeAll(async () => {
    const picture = '@vladmandic/human/assets/screenshot-facedetect.jpg';
    const folder = createRequire(import.meta.url)
      .resolve.paths(picture)
      ?.find((path) => existsSync(join(path, picture)));
    if (!folder) throw new Error(`${picture} is not installed`);
    sheet = (await decodePicture(join(folder, picture))).image;
  });
  /** The faces of its lower row, as shares of the width: left, top, side. */
  const faces = [
    [0.01, 0.433, 0.188],
    [0.206, 0.433, 0.188],
    [0.402, 0.433, 0.188],
    [0.598, 0.433, 0.188],
  ] as const;
  const face = (index: number): RgbImage => {
    const [left, top, side] = faces[index].map((share) => Math.round(share * sheet.width));
    return cropRgb(sheet, left, top, side, side);
  };

  test.each([0, 1, 2, 3])('face %i is found whichever way the picture lies', async (index) => {
    await holdsAtEveryTurn(face(index), [90, 180, 37, -135], 0.04);
  });

  test('the registered face has its eyes where the template has them', async () => {
    const { registered, quality, toTemplate, landmarks } = found(await analyser.analyse(face(0)));
    expect(eyeDistance(registered.landmarks)).toBeGreaterThan(80);
    expect(eyeDistance(registered.landmarks)).toBeLessThan(88);
    expect(registered.landmarks).toEqual(applySimilarity(toTemplate, landmarks));
    expect(quality.measures.eyeDistance).toEqual({ value: eyeDistance(landmarks), unit: 'pixels' });
    expect(quality.measures.residual.value).toBeLessThan(0.06);
  });

  test('the regions lie on the face, apart from each other, and mirror each other', async () => {
    const { landmarks } = found(await analyser.analyse(face(0))).registered;
    const outline = polygonMask(pickLandmarks(landmarks, FACE_OUTLINE), 224, 224);
    const owners = new Uint8Array(224 * 224);
    for (const name of REGION_NAMES) {
      const mask = regionMask(REGIONS[name], landmarks, 224, 224);
      const pixels = mask.reduce((sum, on) => sum + on, 0);
      const inside = mask.reduce((sum, on, i) => sum + (on & outline[i]), 0);
      expect(pixels).toBeGreaterThan(700);
      expect(inside / pixels).toBeGreaterThan(0.97);
      mask.forEach((on, i) => {
        owners[i] += on;
      });
    }
    const shared = owners.reduce((sum, count) => sum + (count > 1 ? 1 : 0), 0);
    expect(shared / owners.reduce((sum, count) => sum + Math.min(count, 1), 0)).toBeLessThan(0.01);
    for (const name of ['brow', 'eyes', 'cheeks', 'nasolabial'] as const) {
      expect(REGIONS[name].map(({ side }) => side)).toEqual(['right', 'left']);
      const [right, left] = REGIONS[name].map(({ polygon }) => pickLandmarks(landmarks, polygon));
      expect(left.length).toBe(right.length);
      expect(Math.max(...right.filter((_, i) => i % 2 === 0))).toBeLessThan(
        Math.max(...left.filter((_, i) => i % 2 === 0)),
      );
    }
  });

  test('of several faces the largest is taken, and all are counted', async () => {
    const whole = found(await analyser.analyse(sheet));
    expect(whole.facesFound).toBeGreaterThanOrEqual(4);
    // The lower row holds the large ones.
    expect(whole.box.y).toBeGreaterThan(0.43 * sheet.width);
    const alone = found(await analyser.analyse(face(0)));
    expect(alone.facesFound).toBe(1);
  });

  test('of two faces none is used until it is named which one counts', async () => {
    const [left, top, side] = faces[0].map((share) => Math.round(share * sheet.width));
    const right = Math.round((faces[1][0] + faces[1][2]) * sheet.width);
    const two = cropRgb(sheet, left, top, right - left, side);
    const both = found(await analyser.analyse(two));
    expect(both).toMatchObject({ status: 'poor-quality', facesFound: 2 });
    expect(both.reason).toContain('there are several faces: 2');
    const named = async (which: WhichFace) => {
      const other = await openFaceAnalyser({
        store,
        parameters: faceParameters.parse({ choose: { which } }),
      });
      const analysis = await other.analyse(two).finally(() => other.close());
      return analysis.status === 'no-face'
        ? analysis.reason
        : [analysis.status, analysis.box.x < two.width / 2];
    };
    expect(await named({ index: 1 })).toEqual(['used', true]);
    expect(await named({ index: 2 })).toEqual(['used', false]);
    expect(await named({ near: [0.8, 0.5] })).toEqual(['used', false]);
    expect(await named({ near: [two.width * 0.2, two.height / 2] })).toEqual(['used', true]);
    expect(await named('largest')).toEqual(['used', expect.any(Boolean)]);
    expect(await named({ index: 3 })).toContain('only 2');
  });

  test('the same picture gives the same analysis, which survives packing', async () => {
    const image = face(1);
    const before = image.data.slice();
    const first = await analyser.analyse(image);
    // Told by node: a difference of arrays this long would take minutes to print.
    expect(isDeepStrictEqual(await analyser.analyse(image), first)).toBe(true);
    expect(Buffer.compare(image.data, before)).toBe(0);
    const packed = packFaceAnalysis(first);
    expect(isDeepStrictEqual(unpackFaceAnalysis(packed), first)).toBe(true);
    expect(isDeepStrictEqual(unpackFaceAnalysis(Buffer.from(packed)), first)).toBe(true);
    expect(unpackFaceAnalysis(packed.subarray(0, packed.length - 1))).toBeUndefined();
    expect(unpackFaceAnalysis(packed.subarray(0, 100))).toBeUndefined();
    expect(unpackFaceAnalysis(new Uint8Array(3))).toBeUndefined();
    const older = packed.slice();
    const digit = Buffer.from(older.buffer).indexOf('"schema":') + '"schema":'.length;
    older[digit] -= 1;
    expect(unpackFaceAnalysis(older)).toBeUndefined();
  });

  test('a face too small to use is measured and set aside with its reason', async () => {
    const small = await analyser.analyse(resizeRgb(face(0), 48, 48, 'area'));
    expect(small.status).toBe('poor-quality');
    expect(small.reason).toContain('too small');
    const [size, ...others] = found(small).quality.reasons;
    expect(size).toMatch(/^the face is too small: \d+\.\d, at least 24 pixels is needed$/);
    expect(small.reason).toBe([size, ...others].join('; '));
    const lenient = await openFaceAnalyser({
      store,
      parameters: faceParameters.parse({ quality: { minimumEyeDistance: 5, minimumSharpness: 0 } }),
    });
    expect((await lenient.analyse(resizeRgb(face(0), 48, 48, 'area'))).status).toBe('used');
    expect(lenient.version).not.toBe(analyser.version);
    await lenient.close();
  });
});

describe('pictures without a face', () => {
  const random = randomFrom('no face');
  const waves = (i: number): number =>
    128 + 60 * Math.sin((Math.floor(i / 3) % 400) / 17) + 50 * Math.cos(Math.floor(i / 1200) / 23);
  test.each([
    { what: 'noise', value: () => random.below(256) },
    { what: 'one grey', value: () => 90 },
    { what: 'waves', value: waves },
  ])('$what', async ({ value }) => {
    const data = Uint8Array.from({ length: 400 * 300 * 3 }, (_, i) => value(i));
    const analysis = await analyser.analyse({ width: 400, height: 300, data });
    expect(analysis.status).toBe('no-face');
    expect(analysis.reason).not.toBe('');
    expect(unpackFaceAnalysis(packFaceAnalysis(analysis))).toEqual(analysis);
  });
});

group('faces of adults with known eye corners', 'shared', () => {
  const folder = join(SHARED, 'data/london-faces');
  /** Outer and inner eye corners: landmarks of the mesh, and their points in the .tem files. */
  const corners = [
    [33, 18],
    [133, 22],
    [362, 23],
    [263, 27],
  ] as const;

  test.each(['001', '030', '066', '121', '143'])('neutral face %s, at every turn', async (subject) => {
    const { image } = await decodePicture(join(folder, `neutral/${subject}_03.jpg`));
    await holdsAtEveryTurn(image, [90, 180, 37, 270, 217, -63], 0.02);
  });

  test.each(['004', '061', '102'])('smiling face %s, at every turn', async (subject) => {
    const { image } = await decodePicture(join(folder, `smiling/${subject}_08.jpg`));
    await holdsAtEveryTurn(image, [90, 180, 37, 315], 0.02);
  });

  test('the eye corners are where people put them', async () => {
    const errors: number[] = [];
    for (const subject of ['001', '030', '066', '099', '121', '143']) {
      const { image } = await decodePicture(join(folder, `neutral/${subject}_03.jpg`));
      const { status, landmarks, facesFound } = found(await analyser.analyse(image));
      expect([status, facesFound]).toEqual(['used', 1]);
      const lines = (await readFile(join(folder, `neutral/${subject}_03.tem`), 'utf8')).split('\n');
      for (const [landmark, point] of corners) {
        const [x, y] = lines[1 + point].split(/\s+/).map((value) => (Number(value) * 512) / 1350);
        errors.push(
          Math.hypot(landmarks[2 * landmark] - x, landmarks[2 * landmark + 1] - y) / eyeDistance(landmarks),
        );
      }
    }
    expect(Math.max(...errors)).toBeLessThan(0.07);
    expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(0.035);
  });
});

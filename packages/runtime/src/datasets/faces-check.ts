import {
  assignLabels,
  type FaceOfRow,
  type FaceShape,
  faceParameters,
  faceShape,
  missingKinds,
  missingKindWords,
  resolveTask,
  stretchedFaces,
  stretchedWords,
  WinceError,
} from '@wince/core';
import { sha256Of } from '../files/hash.ts';
import { cachedFace, faceKey, findFace } from '../measure/face-cache.ts';
import { type FaceAnalyser, openFaceAnalyser } from '../measure/faces/index.ts';
import { readPicture } from '../media/picture.ts';
import { recordingKind } from '../media/recording-kind.ts';
import type { Store } from '../store/index.ts';
import type { Dataset } from './dataset.ts';
import type { Finding } from './finding.ts';
import { pathsInside } from './folder.ts';

/** How the faces of a data set are looked at. */
export interface FacesCheckOptions {
  /** Keeps the faces: an evaluation of the same pictures does not look for them again. */
  readonly store: Store;
  /** At most so many pictures are looked at, spread evenly over the rows. */
  readonly most?: number;
  readonly onProgress?: (done: number, total: number) => void;
}

/** So many faces tell what a data set lacks. */
const MOST = 200;

/**
 * Looks at faces of a data set's pictures: whether most look stretched by the same factor, and whether the rows without pain of
 * each task lack sleeping or open-mouthed faces. Files that cannot be read are left to the check of files.
 *
 * @throws WinceError those of `openNetwork`
 */
export async function checkFaces(
  dataset: Dataset,
  { store, most = MOST, onProgress }: FacesCheckOptions,
): Promise<readonly Finding[]> {
  const shapes = await shapesOf(dataset, { store, most, onProgress });
  if (shapes.size === 0) return [];
  const findings: Finding[] = [];
  const stretched = stretchedFaces([...shapes.values()]);
  if (stretched)
    findings.push({ level: 'warning', code: 'stretched-pictures', ...stretchedWords(stretched) });
  for (const task of [undefined, ...Object.keys(dataset.description.tasks)]) {
    const faces = facesOfTask(dataset, task, shapes);
    for (const missing of missingKinds(faces?.rows ?? [])) {
      const { message, hint } = missingKindWords(missing);
      const text = `Task ${faces?.name}: ${message.charAt(0).toLowerCase()}${message.slice(1)}`;
      findings.push({ level: 'warning', code: `no-${missing.kind}`, message: text, hint });
    }
  }
  return findings;
}

/** The faces of a task's rows; undefined where the task does not work, which the check of labels says. */
function facesOfTask(
  dataset: Dataset,
  name: string | undefined,
  shapes: ReadonlyMap<string, FaceShape>,
): { readonly name: string; readonly rows: readonly FaceOfRow[] } | undefined {
  try {
    const task = resolveTask(dataset, { task: name });
    const rows = assignLabels(dataset, task).flatMap(({ sample, label, truth }): FaceOfRow[] => {
      const shape = shapes.get(sample.path);
      return shape ? [{ label, truth, shape }] : [];
    });
    return { name: task.name, rows };
  } catch (error) {
    if (error instanceof WinceError) return undefined;
    throw error;
  }
}

async function shapesOf(
  { folder, samples }: Dataset,
  { store, most, onProgress }: FacesCheckOptions & { readonly most: number },
): Promise<ReadonlyMap<string, FaceShape>> {
  const follow = pathsInside(folder);
  const paths: string[] = [];
  for (const path of new Set(samples.map((sample) => sample.path))) {
    const place = await follow(path);
    const kind = place.is === 'inside' ? await recordingKind(place.absolute).catch(() => null) : null;
    if (kind === 'picture') paths.push(path);
  }
  const step = Math.max(1, paths.length / most);
  const chosen = Array.from({ length: Math.min(most, paths.length) }, (_, i) => paths[Math.floor(i * step)]);
  const parameters = faceParameters.parse({});
  const key = await faceKey(parameters);
  const shapes = new Map<string, FaceShape>();
  let analyser: FaceAnalyser | undefined;
  try {
    for (const [i, path] of chosen.entries()) {
      const place = await follow(path);
      const bytes = place.is === 'inside' ? await readable(place.absolute) : undefined;
      if (bytes) {
        const sha256 = sha256Of(bytes);
        let face = await cachedFace(store, sha256, key);
        if (!face) {
          analyser ??= await openFaceAnalyser({ store, parameters });
          const found = await findFace(store, sha256, key, bytes, analyser);
          if (found.status !== 'unreadable') face = found;
        }
        if (face && face.status !== 'no-face') shapes.set(path, faceShape(face.landmarks, face.depth));
      }
      onProgress?.(i + 1, chosen.length);
    }
  } finally {
    await analyser?.close();
  }
  return shapes;
}

async function readable(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readPicture(path);
  } catch (error) {
    if (error instanceof WinceError) return undefined;
    throw error;
  }
}

import { readFile } from 'node:fs/promises';
import {
  beginStage,
  type ExplanationDocument,
  type ExplanationMethod,
  fusionOf,
  type RegisteredFace,
  type WorkListener,
} from '@wince/core';
import { familiesOf } from '@wince/observation';
import { type OpenExecutor, type Workplace, withWorkplace } from '../execute/index.ts';
import { sha256Of } from '../files/hash.ts';
import { cachedFace, faceKey, findFace } from '../measure/face-cache.ts';
import { openFaceAnalyser } from '../measure/faces/index.ts';
import { openFamilyPlanner } from '../measure/families/planner.ts';
import { recordingKind } from '../media/index.ts';
import { readModel } from '../models/archive.ts';
import { describeModel } from '../models/describe-model.ts';
import { joinRow, observeFiles, refuseMissing } from '../models/predict.ts';
import { openDescriber } from './describe-faces.ts';
import { type ExplanationEffort, explanationEffort } from './explain-face.ts';
import { type DrawnRow, explainRow, explanationNotes, mapMethods, methodsFor } from './explain-row.ts';
import { explanationDocument } from './explanation-document.ts';
import { untrainedTwins } from './twins.ts';

/** How scores are explained. */
export interface ExplainOptions {
  /** Default: occlusion, back-projection and contributions; contributions alone where the model looks at no face. */
  readonly methods?: readonly ExplanationMethod[];
  /** How much is done for maps and their checks. Default: `explanationEffort`. */
  readonly effort?: Partial<ExplanationEffort>;
  readonly cache: string;
  readonly workers: number;
  /** Where units of work are carried out. Default: in threads of this process. */
  readonly open?: OpenExecutor;
  /** Ends the work when it is aborted. Default: nothing ends it. */
  readonly signal?: AbortSignal;
  /** Told of each step of the work. Default: nobody is told. */
  readonly onEvent?: WorkListener;
}

/** Explained rows: the document, and what is drawn of each row. */
export interface Explained {
  readonly document: ExplanationDocument;
  readonly rows: readonly DrawnRow[];
}

/**
 * Explains the scores that a trained model gives to files: where in the face the evidence lies, and what each column gave.
 *
 * @param path the `.wince` file
 * @throws WinceError `not-explained-by-face`, `no-contributions`, and what `predict` throws
 */
export async function explainFiles(
  path: string,
  files: readonly string[],
  options: ExplainOptions,
): Promise<Explained> {
  const model = await readModel(path);
  await refuseMissing(files);
  const effort = { ...explanationEffort, ...options.effort };
  return withWorkplace(options, async (place) => {
    const planner = await openFamilyPlanner(model.manifest.clips, place.store);
    try {
      const families = await familiesOf(model, planner);
      const methods = methodsFor(families, options.methods, {
        notFaces: await withoutPictures(files, model.manifest.rows),
        cell: model.manifest.cell,
        fused: fusionOf(model.fitted) !== null,
      });
      const { found, families: tables } = await observeFiles(files, model, { ...options, ...place });
      const twins =
        effort.checks && mapMethods(methods).length > 0 ? await untrainedTwins(families, planner) : null;
      const explained = {
        ...{ fitted: model.fitted, otherFolds: [], families },
        describer: openDescriber(families, options.signal),
        untrained: twins && openDescriber(twins, options.signal),
      };
      const faces = openFaceReader(place, model.manifest.face);
      const progress = beginStage(options.onEvent, 'explain', files.length);
      const rows: DrawnRow[] = [];
      try {
        for (const [i, file] of files.entries()) {
          const isUsed = found[i].status === 'used';
          const row = {
            ...{ name: file, subject: null, truth: null, reason: found[i].reason },
            values: isUsed ? joinRow(tables, i) : null,
            face: isUsed && mapMethods(methods).length > 0 ? await faces.read(file) : null,
          };
          rows.push(await explainRow(row, explained, model.manifest, methods, effort));
          progress(i + 1);
        }
      } finally {
        await faces.close();
      }
      return {
        rows,
        document: explanationDocument(rows, {
          ...{
            cell: model.manifest.cell,
            positive: model.manifest.positive,
            negative: model.manifest.negative,
          },
          ...{ synthetic: model.manifest.dataset.synthetic, scoreMeans: describeModel(model).score_means },
          ...{ outOfFold: false, methods, effort, notes: await explanationNotes(methods, families, effort) },
        }),
      };
    } finally {
      await planner.close();
    }
  });
}

/** Why files show no face of a picture; null where all of them are pictures. */
async function withoutPictures(files: readonly string[], rows: 'pictures' | 'clips'): Promise<string | null> {
  if (rows === 'clips') return 'it was trained on clips, and a picture is not a clip';
  for (const file of files) {
    const kind = await recordingKind(file);
    if (kind === 'video' || kind === 'sound') return `${file} is not a picture`;
  }
  return null;
}

/** Reads registered faces of pictures: from the store, or anew. */
export function openFaceReader(
  { store }: Pick<Workplace, 'store'>,
  parameters: Parameters<typeof faceKey>[0],
): { read(path: string): Promise<RegisteredFace | null>; close(): Promise<void> } {
  let analyser: ReturnType<typeof openFaceAnalyser> | undefined;
  return {
    async read(path) {
      const bytes = await readFile(path);
      const sha256 = sha256Of(bytes);
      const key = await faceKey(parameters);
      const known = await cachedFace(store, sha256, key);
      if (!known) analyser ??= openFaceAnalyser({ store, parameters });
      const seen = known ?? (analyser && (await findFace(store, sha256, key, bytes, await analyser)));
      return seen && 'registered' in seen ? seen.registered : null;
    },
    async close() {
      await (await analyser?.catch(() => undefined))?.close();
    },
  };
}

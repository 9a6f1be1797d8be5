import { keptColumns } from '@wince/core';
import { writeClassifier } from '@wince/networks';
import { writeAtomically } from '../files/atomic.ts';
import { readModel } from './archive.ts';

/** What was written of a model. */
export interface ExportedModel {
  readonly cell: string;
  /** The families whose columns go in, side by side, in this order. */
  readonly families: readonly { readonly name: string; readonly columns: number }[];
  /** How many columns go in. */
  readonly columns: number;
  /** How many of them the model keeps. */
  readonly kept: number;
  readonly bytes: number;
  /** Whether the model can say that it cannot tell, as it abstains or as a row is outside its training, which the file cannot. */
  readonly abstains: boolean;
}

/**
 * Writes the classifier of a model as an ONNX file, whole or not at all: selection, values for missing families, scaling, classifier,
 * calibration and threshold, with the same scores to 1e-5. Features are computed outside of it.
 *
 * @param path a `.wince` file
 * @param out the ONNX file
 * @throws WinceError `cannot-export`, `cannot-write`, `disk-full`, those of `readModel`
 */
export async function exportModel(path: string, out: string): Promise<ExportedModel> {
  const { manifest, fitted } = await readModel(path);
  const families = manifest.families.map(({ name, columns }) => ({ name, columns }));
  const columns = families.reduce((sum, family) => sum + family.columns, 0);
  const bytes = writeClassifier({
    ...{ fitted, columns },
    properties: {
      'wince.version': manifest.version,
      'wince.cell': manifest.cell,
      'wince.positive': manifest.positive,
      'wince.families': JSON.stringify(manifest.families.map(({ name, identity }) => ({ name, identity }))),
      'wince.columns': JSON.stringify(families),
      'wince.model_sha256': manifest.model_sha256,
      'wince.use': 'Research use only: not a medical device.',
    },
  });
  await writeAtomically(out, bytes);
  return {
    ...{ cell: manifest.cell, families, columns, bytes: bytes.length },
    kept: keptColumns(fitted).columns.length,
    abstains: fitted.stages.some(({ stage }) => stage === 'abstain' || stage === 'outside'),
  };
}

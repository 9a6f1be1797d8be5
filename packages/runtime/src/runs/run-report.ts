import { isWrong, type PredictionRow, type RgbImage } from '@wince/core';
import { type ReportInput, renderReport } from '@wince/pages';

/** What a run's report is made of. Faces come as pixels: nothing of a picture's metadata can travel with them. */
export interface RunReportInput extends Omit<ReportInput, 'faces'> {
  /** Registered faces by sample, those that some cell got wrong at least; null leaves every picture out. */
  readonly faces: ReadonlyMap<string, RgbImage> | null;
}

/** The report of a run as one HTML document. @throws WinceError those of `renderReport` */
export async function renderRunReport({ faces, ...run }: RunReportInput): Promise<string> {
  if (faces === null) return renderReport({ ...run, faces });
  const { default: sharp } = await import('sharp');
  const encoded = new Map<string, { readonly jpeg: Uint8Array }>();
  for (const [sample, { width, height, data }] of faces) {
    const picture = sharp(data, { raw: { width, height, channels: 3 } });
    encoded.set(sample, { jpeg: await picture.jpeg({ quality: 70 }).toBuffer() });
  }
  return renderReport({ ...run, faces: encoded });
}

/** The samples that at least one cell decided wrongly: those whose faces a report shows. */
export function wrongSamples(
  predictions: readonly PredictionRow[],
  positive: readonly string[],
): ReadonlySet<string> {
  return new Set(predictions.filter((row) => isWrong(row, positive)).map((row) => row.sample));
}

import { join } from 'node:path';
import { analyseCry, type CryAnalysis, type CryOptions, logMel, WinceError } from '@wince/core';
import { renderCry } from '@wince/pages';
import { writeAtomically } from '../files/atomic.ts';
import { openSound } from '../media/index.ts';
import { version } from '../provenance.ts';

/** What was heard in a recording, with what is known of its sound. */
export interface HeardCry extends CryAnalysis {
  /** Seconds of sound. */
  readonly seconds: number;
  /** Samples a second of the file. */
  readonly storedRate: number;
  /** What of the file could not be read, in sentences; null where nothing is missing. */
  readonly partial: string | null;
}

/** Times of files are rounded: what lacks less than so many seconds lacks nothing. */
const ROUNDING = 0.05;

/**
 * Reads the sound of a recording whole and finds the breaths of a cry in it. What is missing within the sound is silence, and told.
 *
 * @throws WinceError as `openSound` does, and `damaged-sound` where the sampling rate changes within the sound
 */
export async function hearCry(path: string, options: CryOptions = {}): Promise<HeardCry> {
  const sound = await openSound(path);
  try {
    const { sampleRate } = sound.description;
    const pieces: { readonly first: number; readonly samples: Float32Array }[] = [];
    let begin: number | undefined;
    for await (const block of sound.blocks()) {
      if (block.sampleRate !== sampleRate)
        throw new WinceError('damaged-sound', `${path}: the sampling rate changes within the sound.`, {
          hint: 'Convert the recording to one sampling rate, for example to WAV.',
        });
      begin ??= block.time;
      pieces.push({ first: Math.round((block.time - begin) * sampleRate), samples: block.samples });
    }
    const length = pieces.reduce((most, { first, samples }) => Math.max(most, first + samples.length), 0);
    const samples = new Float32Array(length);
    for (const piece of pieces) samples.set(piece.samples, piece.first);
    const analysis = analyseCry(samples, sampleRate, options);
    const seconds = length / sampleRate;
    const missing = seconds - pieces.reduce((sum, { samples }) => sum + samples.length, 0) / sampleRate;
    const reasons = (sound.completeness?.reasons ?? []).map(({ message }) => message);
    if (missing > ROUNDING)
      reasons.push(`${missing.toFixed(2)} s are missing within the sound of ${path}: they are silence here.`);
    const partial = reasons.length === 0 ? null : reasons.join(' ');
    return { ...analysis, seconds, storedRate: sampleRate, partial };
  } finally {
    await sound.close();
  }
}

/**
 * Draws what was heard: `cry.svg`, which stands alone, and `cry.html`, in a folder that is made where it is missing.
 *
 * @param name what the recording is called on the page
 * @returns the paths of both files
 * @throws WinceError `cannot-write`, `disk-full`
 */
export async function drawCry(heard: HeardCry, name: string, folder: string): Promise<readonly string[]> {
  const { samples, sampleRate, faults, seconds, partial } = heard;
  const levels = logMel(samples, sampleRate);
  const { page, drawing } = await renderCry({
    analysis: heard,
    levels,
    seconds,
    name,
    ...{ faults, partial, version },
  });
  const [svg, html] = ['cry.svg', 'cry.html'].map((file) => join(folder, file));
  await writeAtomically(svg, drawing);
  await writeAtomically(html, page);
  return [svg, html];
}

import { type ClipParameters, type RowObserver, WinceError } from '@wince/core';
import { onlyCry } from '../../cry/only-cry.ts';
import { openSound } from '../../media/index.ts';

/** Sound of a row that an observer was told. */
export interface HeardPart {
  readonly seconds: number;
  /** What could not be read, in sentences; null where nothing is missing. */
  readonly partial: string | null;
}

/**
 * Tells an observer the sound of a part of a recording, or the cry alone where the parameters say so.
 *
 * @returns what was heard, or why there is no sound
 */
export async function hearSound(
  path: string,
  part: { readonly start: number | null; readonly end: number | null },
  observer: RowObserver,
  { clock, cryOnly }: ClipParameters,
): Promise<HeardPart | WinceError> {
  try {
    const sound = await openSound(path, { clock });
    try {
      let seconds = 0;
      const blocks = sound.blocks({ start: part.start ?? 0, end: part.end ?? undefined });
      for await (const block of cryOnly ? onlyCry(blocks) : blocks) {
        await observer.sound(block);
        seconds += block.samples.length / block.sampleRate;
      }
      await observer.heard();
      const reasons = sound.completeness?.reasons ?? [];
      const partial = reasons.length === 0 ? null : reasons.map(({ message }) => message).join(' ');
      return { seconds, partial };
    } finally {
      await sound.close();
    }
  } catch (error) {
    if (error instanceof WinceError) return error;
    throw error;
  }
}

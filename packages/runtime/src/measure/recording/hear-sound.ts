import { type ClipParameters, type RowObserver, WinceError } from '@wince/core';
import { onlyCry } from '../../cry/only-cry.ts';
import { openSound } from '../../media/index.ts';

/**
 * Tells an observer the sound of a part of a recording, or the cry alone where the parameters say so.
 *
 * @returns seconds that were heard, or why there is no sound
 */
export async function hearSound(
  path: string,
  part: { readonly start: number | null; readonly end: number | null },
  observer: RowObserver,
  { clock, cryOnly }: ClipParameters,
): Promise<number | WinceError> {
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
      return seconds;
    } finally {
      await sound.close();
    }
  } catch (error) {
    if (error instanceof WinceError) return error;
    throw error;
  }
}

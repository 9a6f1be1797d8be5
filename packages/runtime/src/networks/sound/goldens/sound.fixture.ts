import { drawnCry } from '../../../../../core/src/sound/drawn-sound.fixture.ts';

/** Samples of a window of the speech embedding, and to the next. */
export const WINDOW = 12_512;
export const HOP = 1280;
/** Windows of the golden. */
export const WINDOWS = 3;

/** A drawn cry of three windows, at 16 kHz. */
export function goldenSound(): Float32Array {
  const sound = drawnCry({ sampleRate: 16_000, hertz: 430 });
  return sound.slice(4000, 4000 + WINDOW + (WINDOWS - 1) * HOP);
}

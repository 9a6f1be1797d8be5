import type { ClockedSignal } from '../../bedside/clock-offset.ts';
import type { RecordingPulse } from './recording-pulse.ts';

/** Seconds around the middle of a window that are its own; windows begin every 2 s. */
const OWN = 2;

/**
 * The pulse of a recording as one signal, which rises where there is more blood in the skin, as the curve of a pulse oximeter does: the chosen
 * signal of each window that has a rate, with mean 0 and deviation 1. NaN where no window has a rate.
 *
 * @returns null where no window has one
 */
export function pulseTrace({
  windows,
  rate,
}: Pick<RecordingPulse, 'windows' | 'rate'>): ClockedSignal | null {
  const found = windows.filter(({ heartRate, signal }) => heartRate.value !== null && signal !== null);
  if (rate === null || found.length === 0) return null;
  const [{ start }] = windows;
  const last = windows[windows.length - 1];
  const samples = new Float64Array(Math.round((last.end - start) * rate) + 1).fill(Number.NaN);
  for (const window of found) {
    const { signal, signalStart } = window;
    if (!signal) continue;
    const mean = signal.reduce((sum, x) => sum + x, 0) / signal.length;
    const deviation = Math.sqrt(signal.reduce((sum, x) => sum + (x - mean) ** 2, 0) / signal.length) || 1;
    const middle = (window.start + window.end) / 2;
    const from = window === found[0] ? window.start : middle - OWN / 2;
    const to = window === found[found.length - 1] ? window.end : middle + OWN / 2;
    for (const [i, x] of signal.entries()) {
      const time = signalStart + i / rate;
      const place = Math.round((time - start) * rate);
      // The signal of a window is highest where there is least blood.
      if (time >= from && time < to && place < samples.length) samples[place] = -(x - mean) / deviation;
    }
  }
  return { start, rate, samples };
}

import { WinceError } from '../errors.ts';

/** Frequencies in hertz between which a pulse is sought. */
export interface PulseBand {
  readonly low: number;
  readonly high: number;
}

/**
 * The bands with a name. A newborn's heart beats 72 to 240 times a minute, crying included; an adult's 39 to 195 times, exercise
 * included. The edges of the adult band are ours.
 */
export const pulseBands = Object.freeze({
  neonate: Object.freeze({ low: 1.2, high: 4 }),
  adult: Object.freeze({ low: 0.65, high: 3.25 }),
}) satisfies Readonly<Record<string, PulseBand>>;

/**
 * Reads a band as a user writes it: `neonate`, `adult`, or two frequencies in hertz as `1.2-4`.
 *
 * @throws WinceError `bad-band`
 */
export function parsePulseBand(text: string): PulseBand {
  if (text === 'neonate' || text === 'adult') return pulseBands[text];
  const [, low, high] = /^(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)$/.exec(text) ?? [];
  const band = { low: Number(low), high: Number(high) };
  if (band.low > 0 && band.low < band.high && band.high <= HIGHEST) return band;
  const beats = band.high > HIGHEST && band.low < band.high ? [band.low / 60, band.high / 60] : undefined;
  throw new WinceError('bad-band', `"${text}" is not a band of heart rates.`, {
    hint: beats
      ? `Write hertz, not beats per minute: ${beats.map((edge) => edge.toFixed(2)).join('-')}.`
      : 'Write neonate, adult, or the lower and the upper edge in hertz, for example 1.2-4.',
  });
}

/** Hertz above which no heart beats: 360 beats per minute. */
const HIGHEST = 6;

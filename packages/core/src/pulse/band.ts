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

/** How old a newborn is. */
export interface NewbornAge {
  /** Completed weeks of pregnancy at birth. */
  readonly gestationalWeeks: number;
  readonly postnatalDays: number;
}

/**
 * The band for a newborn of an age. What counts are the weeks since the pregnancy began: before 34 weeks 1.4 to 4.0 Hz, to 44 weeks 1.2 to 4.0 Hz as
 * `neonate`, and then 1.1 to 3.7 Hz, as hearts of preterm newborns beat faster. The edges are ours. A narrower band leaves less room for noise, and does
 * not see a bradycardia below its edge.
 *
 * @throws WinceError `bad-band` for an age that no newborn has: 20 to 45 weeks at birth, up to 365 days since
 */
export function pulseBandOfAge({ gestationalWeeks, postnatalDays }: NewbornAge): PulseBand {
  if (!(gestationalWeeks >= 20 && gestationalWeeks <= 45 && postnatalDays >= 0 && postnatalDays <= 365)) {
    throw new WinceError(
      'bad-band',
      `No newborn has a gestational age of ${gestationalWeeks} weeks and a postnatal age of ${postnatalDays} days.`,
      {
        hint: 'Give 20 to 45 weeks and 0 to 365 days, or a band in hertz.',
      },
    );
  }
  const weeks = gestationalWeeks + postnatalDays / 7;
  if (weeks < 34) return { low: 1.4, high: 4 };
  return weeks < 44 ? pulseBands.neonate : { low: 1.1, high: 3.7 };
}

/** Hertz above which no heart beats: 360 beats per minute. */
const HIGHEST = 6;

import { didYouMean } from '../catalogue.ts';
import { WinceError } from '../errors.ts';
import type { Band, Banding, Scale } from './scale.ts';

/** Bands as a user states them: the id of one of the scale's bandings, or bands of their own. */
export type BandsChoice = string | readonly Band[];

/**
 * The bands that are meant: those of a banding of the scale (the first one by default), or the given ones.
 *
 * @throws WinceError `unknown-bands` with the known ones; `bad-bands` where given bands overlap, leave a whole score
 *   of the scale uncovered, or leave its range.
 */
export function bandsOf(scale: Scale, choice?: BandsChoice): readonly Band[] {
  if (choice === undefined) return scale.bandings[0].bands;
  if (typeof choice === 'string') return bandingOf(scale, choice).bands;
  const bands = [...choice].sort((a, b) => a.from - b.from);
  let next = scale.range[0];
  for (const { from, to, label } of bands) {
    if (from !== next || to < from)
      throw badBands(scale, `the band ${from} to ${to} (${label}) should begin at ${next}`);
    next = to + 1;
  }
  if (next !== scale.range[1] + 1) throw badBands(scale, `the last band ends at ${next - 1}`);
  return bands;
}

/** The banding of that id. @throws WinceError `unknown-bands`. */
export function bandingOf(scale: Scale, id: string): Banding {
  const banding = scale.bandings.find((candidate) => candidate.id === id);
  if (banding) return banding;
  const ids = scale.bandings.map((candidate) => candidate.id);
  throw new WinceError(
    'unknown-bands',
    `The scale ${scale.id} has no bands called "${id}".${didYouMean(id, ids)}`,
    {
      hint: `Its bands are: ${scale.bandings.map((known) => `${known.id} (${known.title})`).join('; ')}.`,
    },
  );
}

function badBands(scale: Scale, why: string): WinceError {
  return new WinceError('bad-bands', `The bands given for the scale ${scale.id} do not cover it: ${why}.`, {
    hint: `Each whole score from ${scale.range[0]} to ${scale.range[1]} must be in exactly one band.`,
  });
}

/**
 * The band in which a score lies.
 *
 * @param score a whole number in the range of the scale.
 * @throws WinceError `score-out-of-range`, `score-not-whole` (a mean of raters has no band), `unknown-bands`, `bad-bands`.
 * @example bandOf(scales.get('nips'), 4).label // 'middle'
 * @example bandOf(scales.get('nips'), 4, { bands: 'cutoff-4' }).label // 'pain'
 */
export function bandOf(scale: Scale, score: number, options: { bands?: BandsChoice } = {}): Band {
  const bands = bandsOf(scale, options.bands);
  const [least, most] = scale.range;
  if (!(score >= least && score <= most)) {
    throw new WinceError(
      'score-out-of-range',
      `${score} is not a score of ${scale.id}, which has the scores from ${least} to ${most}.`,
      {
        hint: 'Correct the score, leave its field empty where there is none, or name another scale.',
      },
    );
  }
  const band = bands.find(({ from, to }) => score >= from && score <= to && Number.isInteger(score));
  if (band) return band;
  throw new WinceError(
    'score-not-whole',
    `${score} is not a whole score of ${scale.id}, so it is not in any band.`,
    {
      hint: 'Give the score on which the raters agreed, or the score of one rater. A mean of raters is not in any band.',
    },
  );
}

import { quantile } from '../../numbers/quantile.ts';
import { analyseCry } from './cry-analysis.ts';
import type { CryBreath } from './cry-segments.ts';

/** How probable speech is over time: the second opinion on whose voice it is. */
export interface SpeechOpinion {
  /** Probabilities a second; the first is of the beginning of the sound. */
  readonly rate: number;
  readonly probabilities: Float32Array;
}

/** A sound of which everything but cry is gone. */
export interface CryAlone {
  /** As long as the sound was; all that is not kept is zero. */
  readonly samples: Float32Array;
  /** The expirations that are kept. */
  readonly kept: readonly CryBreath[];
}

/** Hz: the lowest pitch of a cry that is kept. Adults who speak are below it, children and high voices are above. */
const LEAST_PITCH = 300;
/** The probability of speech from which a breath is not kept: its median over the breath, and that of its surest quarter. */
const MOST_SPEECH = 0.5;
const MOST_OF_QUARTER = 0.8;
/** The rates at which a cry is sought. */
const RATES = [16_000, 8000];

/**
 * Keeps the cry of a recording and nothing else: expirations whose median pitch is 300 Hz or more, and which a detector of speech does not
 * take for speech. All other samples become zero: what is said before, after and between cries is gone, and so are breaths in, which
 * a whisper would look like. What is said at the same time as a cry, and softer, is not taken out of it.
 *
 * @param samples in [-1, 1]
 * @param sampleRate Hz; sound of less than 8,000 keeps nothing
 */
export function cryAlone(samples: Float32Array, sampleRate: number, speech: SpeechOpinion): CryAlone {
  const silence = new Float32Array(samples.length);
  const rate = RATES.find((each) => sampleRate >= each);
  if (rate === undefined) return { samples: silence, kept: [] };
  const { segments } = analyseCry(samples, sampleRate, { rate });
  const kept = segments.filter((breath) => isCry(breath, speech));
  for (const { start, end } of kept) {
    const [from, to] = [start, end].map((time) => Math.round(time * sampleRate));
    silence.set(samples.subarray(from, to), from);
  }
  return { samples: silence, kept };
}

function isCry({ kind, pitch, start, end }: CryBreath, { rate, probabilities }: SpeechOpinion): boolean {
  if (kind !== 'expiration' || pitch === null || pitch < LEAST_PITCH) return false;
  const own = probabilities.slice(Math.floor(start * rate), Math.ceil(end * rate)).sort();
  if (own.length === 0) return false;
  return quantile(own, 0.5) < MOST_SPEECH && quantile(own, 0.75) < MOST_OF_QUARTER;
}

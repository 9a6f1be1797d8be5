/** How the beat of a signal is taken to move. */
export interface PhaseModel {
  /** Beats per minute that are thought possible: an even grid. */
  readonly beats: Float64Array;
  /** Steps of a beat. */
  readonly phases: number;
  /** How far the rate wanders in a second, in beats per minute (standard deviation). */
  readonly walk: number;
  /** Chance a second that it is suddenly any other. */
  readonly jump: number;
}

/** What is expected of a signal. */
export interface PhaseSight {
  /** NaN where nothing was seen. */
  readonly samples: Float64Array;
  /** Samples a second. */
  readonly rate: number;
  /** Standard deviation of the noise at each sample. */
  readonly noise: Float64Array;
  /** What each sample is worth: 0.5 where two neighbours tell as much as one. */
  readonly worth: number;
  /** What a pulse is at each rate and phase, without noise: phases of the first rate, of the second, and so on. */
  readonly shape: Float64Array;
}

/** Where the beat is at each sample, given all of the signal. */
export interface PhasePath {
  /** The most likely rate, in beats per minute. */
  readonly beats: Float64Array;
  /** Probability that the rate is within two steps of the grid of that. */
  readonly certainty: Float64Array;
  /** Beats since the first sample, with the phase of that. */
  readonly cycles: Float64Array;
  /** How narrow the phase is, in [0, 1]. */
  readonly coherence: Float64Array;
  /** Natural logarithm of how much likelier the sample is with a pulse than without, given those before it. */
  readonly gain: Float64Array;
}

/** Samples whose probabilities are kept at a time: the others are computed again on the way back. */
const KEPT = 256;
/** Steps of the grid on either side of the most likely rate that belong to it. */
const NEAR = 2;

/**
 * The rate and the phase of a beat at every sample: a hidden Markov model whose states are pairs of a rate and a phase. The phase moves on by the
 * rate, the rate wanders and seldom jumps; what is seen is the shape of a pulse at that phase in noise. Forward and backward, so
 * that each sample is judged by all; a gap is crossed by what lies before and behind it.
 *
 * @source forward and backward as Rabiner 1989, doi:10.1109/5.18626; states of rate and phase as the bar pointer of Whiteley, Cemgil and
 * Godsill 2006 (ISMIR)
 */
export function phasePath(model: PhaseModel, sight: PhaseSight): PhasePath {
  const { beats: grid, phases } = model;
  const { samples, rate } = sight;
  const [n, rates] = [samples.length, grid.length];
  const size = rates * phases;
  const moves = movesOf(model, rate);
  const gain = new Float64Array(n);
  const path = {
    ...{ beats: new Float64Array(n), certainty: new Float64Array(n) },
    ...{ cycles: new Float64Array(n), coherence: new Float64Array(n), gain },
  };
  const likelihood = new Float64Array(size);
  const spare = new Float64Array(size);
  /** From what is known before a sample to what is known with it; tells how likely the sample was. */
  const take = (known: Float64Array, at: number): number => {
    likelihoods(sight, at, likelihood);
    let sum = 0;
    for (let i = 0; i < size; i++) {
      known[i] *= likelihood[i];
      sum += known[i];
    }
    for (let i = 0; i < size; i++) known[i] /= sum;
    return sum;
  };
  const next = (known: Float64Array, at: number): Float64Array => {
    const moved = new Float64Array(size);
    moves.wander(known, spare);
    moves.forward(spare, moved);
    gain[at] = Math.log(take(moved, at));
    return moved;
  };

  const marks: Float64Array[] = [];
  let known: Float64Array = new Float64Array(size).fill(1 / size);
  if (n > 0) gain[0] = Math.log(take(known, 0));
  for (let i = 0; i < n; i++) {
    if (i > 0) known = next(known, i);
    if (i % KEPT === 0) marks.push(known);
  }
  let behind: Float64Array = new Float64Array(size).fill(1);
  const angles = new Float64Array(n);
  for (let mark = marks.length - 1; mark >= 0; mark--) {
    const first = mark * KEPT;
    const part = [marks[mark]];
    for (let i = first + 1; i < Math.min(n, first + KEPT); i++) part.push(next(part[i - first - 1], i));
    for (let i = first + part.length - 1; i >= first; i--) {
      angles[i] = readOut(model, part[i - first], behind, i, path);
      likelihoods(sight, i, likelihood);
      const before = new Float64Array(size);
      moves.backward(likelihood, behind, spare);
      moves.wander(spare, before);
      const scale = size / before.reduce((sum, value) => sum + value, 0);
      behind = before.map((value) => value * scale);
    }
  }
  for (let i = 0; i < n; i++) {
    const wanted = i > 0 ? path.cycles[i - 1] + path.beats[i] / 60 / rate : angles[0];
    path.cycles[i] = angles[i] + Math.round(wanted - angles[i]);
  }
  return path;
}

/** The most likely rate at a sample and how sure it is; gives the phase, in beats. */
function readOut(
  { beats: grid, phases }: PhaseModel,
  before: Float64Array,
  behind: Float64Array,
  at: number,
  { beats, certainty, coherence }: PhasePath,
): number {
  const chances = new Float64Array(grid.length);
  let [sum, across, up] = [0, 0, 0];
  for (let r = 0, i = 0; r < grid.length; r++) {
    for (let p = 0; p < phases; p++, i++) {
      const chance = before[i] * behind[i];
      const angle = (2 * Math.PI * p) / phases;
      chances[r] += chance;
      across += chance * Math.cos(angle);
      up += chance * Math.sin(angle);
    }
    sum += chances[r];
  }
  const best = chances.reduce((most, chance, r) => (chance > chances[most] ? r : most), 0);
  let [near, mean] = [0, 0];
  for (let r = Math.max(0, best - NEAR); r <= Math.min(grid.length - 1, best + NEAR); r++) {
    near += chances[r];
    mean += chances[r] * grid[r];
  }
  beats[at] = mean / near;
  certainty[at] = near / sum;
  coherence[at] = Math.hypot(across, up) / sum;
  return Math.atan2(up, across) / (2 * Math.PI);
}

/** How likely a sample is at each rate and phase, over how likely it is without a pulse. */
function likelihoods({ samples, noise, worth, shape }: PhaseSight, at: number, out: Float64Array): void {
  const value = samples[at];
  if (Number.isNaN(value)) {
    out.fill(1);
    return;
  }
  const scale = worth / (2 * noise[at] ** 2);
  for (let i = 0; i < out.length; i++) out[i] = Math.exp(scale * (2 * value - shape[i]) * shape[i]);
}

/** How probabilities move from one sample to the next. */
function movesOf({ beats: grid, phases, walk, jump }: PhaseModel, rate: number) {
  const rates = grid.length;
  const step = rates > 1 ? grid[1] - grid[0] : 1;
  const aside = Math.min(0.25, walk ** 2 / rate / step ** 2 / 2);
  const away = jump / rate;
  const advance = grid.map((beats) => (beats / 60 / rate) * phases);
  return {
    /** The rate goes to a neighbour, or anywhere: the same forward and backward. */
    wander(from: Float64Array, to: Float64Array): void {
      for (let p = 0; p < phases; p++) {
        let sum = 0;
        for (let r = 0; r < rates; r++) sum += from[r * phases + p];
        for (let r = 0; r < rates; r++) {
          const own = from[r * phases + p];
          const below = r > 0 ? from[(r - 1) * phases + p] : own;
          const above = r < rates - 1 ? from[(r + 1) * phases + p] : own;
          to[r * phases + p] = (1 - 2 * aside - away) * own + aside * (below + above) + (away / rates) * sum;
        }
      }
    },
    /** The phase moves on: it falls between two steps, which share it. */
    forward(from: Float64Array, to: Float64Array): void {
      for (let r = 0; r < rates; r++) {
        const whole = Math.floor(advance[r]);
        const share = advance[r] - whole;
        for (let p = 0; p < phases; p++) {
          const value = from[r * phases + p];
          to[r * phases + ((p + whole) % phases)] += (1 - share) * value;
          to[r * phases + ((p + whole + 1) % phases)] += share * value;
        }
      }
    },
    /** What comes of a phase, from what comes of the two that it moves to. */
    backward(likelihood: Float64Array, behind: Float64Array, to: Float64Array): void {
      for (let r = 0; r < rates; r++) {
        const whole = Math.floor(advance[r]);
        const share = advance[r] - whole;
        for (let p = 0; p < phases; p++) {
          const one = r * phases + ((p + whole) % phases);
          const other = r * phases + ((p + whole + 1) % phases);
          to[r * phases + p] =
            (1 - share) * likelihood[one] * behind[one] + share * likelihood[other] * behind[other];
        }
      }
    },
  };
}

/** The movement of a chin from one frame to the next. */
export interface ChinStep {
  /** Seconds, in the middle between both frames. */
  readonly time: number;
  /** Seconds between both. */
  readonly lasts: number;
  /** How far the chin went down against the middle of the face, in eye distances. */
  readonly down: number;
}

/** What trembles in a series of steps. */
export interface Tremble {
  /** The root mean square of the movement up and down between both frequencies, in eye distances. */
  readonly amplitude: number;
  /** Hz: where the movement is strongest. */
  readonly rate: number;
  /** The part of the chin's velocity, as a share of its mean square, that lies between both frequencies, in [0, 1]. */
  readonly share: number;
}

/** Seconds of a piece; the next piece begins half of it later. */
const PIECE = 1;
/** The part of a piece that its steps must add up to. */
const LEAST_OF_PIECE = 0.6;
/** Hz between two frequencies that are looked at, and the band that each of them hears through the window of a piece. */
const SPACING = 0.25;
const HEARD = 1.5 / PIECE;
/** So many pieces a tremble lasts: two seconds. */
const LASTING = 3;

/**
 * How much of a movement goes to and fro between two frequencies, in the two seconds in which it does so most. In pieces of a second sines are
 * fitted to the velocities under a Hann window by least squares, one frequency after the other, so that steps may lack and need not be
 * evenly apart; without the window the slow and wide movements of a jaw would be heard at all frequencies. A tremble lasts, but a jaw that
 * opens at once is heard at all frequencies for a moment: so the least power of three pieces that follow each other counts.
 *
 * @param steps in order of time
 * @param low Hz, 3 or more
 * @param high Hz, below half of the steps a second
 * @returns undefined where no piece of a second has steps that add up to six tenths of it
 * @source Lomb 1976, doi:10.1007/BF00648343; Welch 1967, doi:10.1109/TAU.1967.1161901
 */
export function trembleOf(steps: readonly ChinStep[], low: number, high: number): Tremble | undefined {
  const frequencies = Array.from(
    { length: Math.round((high - low) / SPACING) + 1 },
    (_, i) => low + SPACING * i,
  );
  const pieces: PieceOfTremble[] = [];
  const last = steps.at(-1)?.time ?? Number.NEGATIVE_INFINITY;
  for (let start = steps[0]?.time ?? 0; start <= last; start += PIECE / 2) {
    const piece = steps.filter(({ time }) => time >= start && time < start + PIECE);
    if (piece.reduce((sum, { lasts }) => sum + lasts, 0) < LEAST_OF_PIECE * PIECE) continue;
    const weighed = weighedPiece(piece, start);
    pieces.push({
      powers: frequencies.map((hertz) => sinePower(weighed, hertz)),
      whole: weighed.reduce((sum, { weight, velocity }) => sum + weight * velocity ** 2, 0),
    });
  }
  const runs = Array.from({ length: Math.max(0, pieces.length - LASTING) + 1 }, (_, first) =>
    pieces.slice(first, first + LASTING),
  );
  let most: Tremble | undefined;
  for (const run of runs) {
    const tremble = run.length > 0 ? lastingTremble(run, frequencies) : undefined;
    if (tremble && !(most && most.amplitude >= tremble.amplitude)) most = tremble;
  }
  return most;
}

/** A piece of a second, as it was heard. */
interface PieceOfTremble {
  /** Mean squares of velocity, one for each frequency. */
  readonly powers: readonly number[];
  /** The mean square of the velocity. */
  readonly whole: number;
}

function lastingTremble(run: readonly PieceOfTremble[], frequencies: readonly number[]): Tremble {
  const velocities = frequencies.map((_, i) => Math.min(...run.map(({ powers }) => powers[i])));
  const displacements = velocities.map((power, i) => power / (2 * Math.PI * frequencies[i]) ** 2);
  const band = (powers: readonly number[]): number => (sumOf(powers) * SPACING) / HEARD;
  const whole = Math.min(...run.map((piece) => piece.whole));
  return {
    amplitude: Math.sqrt(band(displacements)),
    rate: frequencies[displacements.indexOf(Math.max(...displacements))],
    share: whole > 0 ? Math.min(1, band(velocities) / whole) : 0,
  };
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

interface WeighedStep {
  readonly time: number;
  readonly lasts: number;
  /** Eye distances a second, less the mean of the piece. */
  readonly velocity: number;
  /** Of the window; the weights of a piece add up to 1. */
  readonly weight: number;
}

function weighedPiece(piece: readonly ChinStep[], start: number): readonly WeighedStep[] {
  const windows = piece.map(({ time }) => Math.sin((Math.PI * (time - start)) / PIECE) ** 2);
  const sum = windows.reduce((all, window) => all + window, 0);
  const weights = windows.map((window) => window / sum);
  const mean = piece.reduce((all, { down, lasts }, i) => all + weights[i] * (down / lasts), 0);
  return piece.map(({ time, lasts, down }, i) => ({
    time,
    lasts,
    velocity: down / lasts - mean,
    weight: weights[i],
  }));
}

/** The mean square of the sine that fits the velocities best. A step gives the mean of a velocity, which is less than the velocity: that is put back. */
function sinePower(piece: readonly WeighedStep[], hertz: number): number {
  let [cc, cs, ss, cv, sv] = [0, 0, 0, 0, 0];
  for (const { time, lasts, velocity, weight } of piece) {
    const angle = 2 * Math.PI * hertz * time;
    const half = Math.PI * hertz * lasts;
    const averaged = Math.sin(half) / half;
    const [c, s] = [averaged * Math.cos(angle), averaged * Math.sin(angle)];
    cc += weight * c * c;
    cs += weight * c * s;
    ss += weight * s * s;
    cv += weight * c * velocity;
    sv += weight * s * velocity;
  }
  const determinant = cc * ss - cs * cs;
  const [a, b] = [(ss * cv - cs * sv) / determinant, (cc * sv - cs * cv) / determinant];
  return (a * a + b * b) / 2;
}

import { WinceError } from '../errors.ts';

/** The three channels of a camera, in the order of all tables. */
export const CHANNELS = ['red', 'green', 'blue'] as const;
/** A channel of a camera. */
export type Channel = (typeof CHANNELS)[number];
/** A signal for each channel, all of the same length. */
export type Colours = Readonly<Record<Channel, Float64Array>>;

/** The mean colour of a patch of skin over time, as frames gave it. A frame without skin has no entry. */
export interface ColourTrace extends Colours {
  /** Seconds, rising. */
  readonly times: Float64Array;
}

/** Samples of a colour trace at an even rate. */
export interface EvenTrace extends Colours {
  /** Seconds of the first sample. */
  readonly start: number;
  /** Samples a second. */
  readonly rate: number;
  /** 1 where there is colour; 0 in a gap, where the channels are NaN. */
  readonly present: Uint8Array;
}

/** Samples `from` to `to`, the last one not among them. */
export interface TraceStretch {
  readonly from: number;
  readonly to: number;
}

/** Seconds by which a difference of two times may come out too long. */
const ROUNDING = 1e-9;

/** Seconds between two frames over which a trace is never bridged. */
export const LONGEST_BRIDGE = 0.5;

/**
 * A colour trace at an even rate, from its first frame to its last: linear between the two frames around a sample where these are
 * at most `bridge` seconds apart, and a gap elsewhere.
 *
 * @param rate samples a second
 * @param bridge seconds, at most `LONGEST_BRIDGE`, which is the default
 * @throws WinceError `bad-trace` where times do not rise, a value is not a number, or channels differ in length
 */
export function atEvenRate(trace: ColourTrace, rate: number, bridge: number = LONGEST_BRIDGE): EvenTrace {
  checkTrace(trace);
  if (!(rate > 0) || !Number.isFinite(rate))
    throw refused(`A rate of ${rate} samples a second`, 'Give a rate above 0.');
  if (!(bridge > 0) || bridge > LONGEST_BRIDGE) {
    throw refused(`A bridge of ${bridge} seconds`, `Give at most ${LONGEST_BRIDGE} seconds.`);
  }
  const { times } = trace;
  const start = times.length > 0 ? times[0] : 0;
  const length = times.length > 0 ? Math.floor((times[times.length - 1] - start) * rate + 1e-6) + 1 : 0;
  const made = { red: empty(length), green: empty(length), blue: empty(length) };
  const present = new Uint8Array(length);
  for (let i = 0, behind = 0; i < length; i++) {
    const time = start + i / rate;
    while (behind + 1 < times.length && times[behind + 1] <= time) behind++;
    const ahead = Math.min(behind + 1, times.length - 1);
    const apart = times[ahead] - times[behind];
    if (apart > bridge + ROUNDING && time > times[behind]) continue;
    const share = apart > 0 ? Math.min(1, (time - times[behind]) / apart) : 0;
    present[i] = 1;
    for (const channel of CHANNELS) {
      const values = trace[channel];
      made[channel][i] =
        share > 0 ? values[behind] + share * (values[ahead] - values[behind]) : values[behind];
    }
  }
  return { start, rate, present, ...made };
}

/** The stretches of a trace without a gap, in order, that have at least `least` samples. */
export function gaplessStretches({ present }: EvenTrace, least = 1): readonly TraceStretch[] {
  const found: TraceStretch[] = [];
  for (let from = 0; from < present.length; from++) {
    if (present[from] === 0) continue;
    let to = from;
    while (to < present.length && present[to] === 1) to++;
    if (to - from >= least) found.push({ from, to });
    from = to;
  }
  return found;
}

/** The channels within a stretch, as copies. */
export function coloursWithin(trace: Colours, { from, to }: TraceStretch): Colours {
  return {
    red: trace.red.slice(from, to),
    green: trace.green.slice(from, to),
    blue: trace.blue.slice(from, to),
  };
}

function checkTrace(trace: ColourTrace): void {
  for (let i = 0; i < trace.times.length; i++) {
    if (Number.isFinite(trace.times[i]) && (i === 0 || trace.times[i] > trace.times[i - 1])) continue;
    throw refused(
      `A trace whose time ${i} is ${trace.times[i]}`,
      'Give times in seconds, each after the one before it.',
    );
  }
  for (const channel of CHANNELS) {
    if (trace[channel].length !== trace.times.length) {
      throw refused(
        `A trace with ${trace.times.length} times and ${trace[channel].length} values of ${channel}`,
        'Give one value of each channel for each time.',
      );
    }
    const at = trace[channel].findIndex((value) => !Number.isFinite(value));
    if (at >= 0) {
      throw refused(
        `A trace whose ${channel} is ${trace[channel][at]} in entry ${at}`,
        'Leave out frames without skin.',
      );
    }
  }
}

function refused(what: string, hint: string): WinceError {
  return new WinceError('bad-trace', `${what} cannot be used.`, { hint });
}

function empty(length: number): Float64Array {
  return new Float64Array(length).fill(Number.NaN);
}

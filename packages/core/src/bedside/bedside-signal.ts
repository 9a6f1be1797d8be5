/** A stretch of a signal without gaps. */
export interface SignalStretch {
  /** Seconds from the beginning of the file. */
  readonly start: number;
  /** At the rate of the signal; NaN where the monitor gave no value. */
  readonly samples: Float64Array;
}

/** A signal of a bedside monitor: ECG, pulse oximetry, breathing. */
export interface BedsideSignal {
  readonly name: string;
  /** As the file writes it: `mV`, `bpm`; empty where it says nothing. */
  readonly unit: string;
  /** Samples a second. */
  readonly rate: number;
  /** In order of time. */
  readonly stretches: readonly SignalStretch[];
}

/** Words that somebody, or a machine, has put at a time of a recording. */
export interface BedsideNote {
  /** Seconds from the beginning of the file. */
  readonly time: number;
  /** Seconds; null where it is said of a moment. */
  readonly duration: number | null;
  readonly text: string;
}

/** What a file of a bedside monitor holds. */
export interface BedsideRecording {
  /** The time of day as the file writes it, without a time zone: `2026-03-01T14:05:09`; null where it does not say. */
  readonly began: string | null;
  readonly signals: readonly BedsideSignal[];
  readonly notes: readonly BedsideNote[];
}

/** A signal at its rate from its first sample to its last, with NaN where it has none. */
export function withoutGaps({ rate, stretches }: BedsideSignal): SignalStretch {
  const [first] = stretches;
  if (!first) return { start: 0, samples: new Float64Array() };
  const placeOf = ({ start }: SignalStretch) => Math.round((start - first.start) * rate);
  const length = Math.max(...stretches.map((stretch) => placeOf(stretch) + stretch.samples.length));
  const samples = new Float64Array(length).fill(Number.NaN);
  for (const stretch of stretches) samples.set(stretch.samples, placeOf(stretch));
  return { start: first.start, samples };
}

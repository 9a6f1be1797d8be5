/** What a recording can give to whoever observes it. */
export const SIGNALS = ['face', 'frames', 'sound'] as const;
export type SignalName = (typeof SIGNALS)[number];

/** What became of a signal in a row. */
export interface SignalState {
  /** `lost`: it is needed, and is missing or cannot be used. */
  readonly status: 'used' | 'lost' | 'not needed';
  /** Why it is lost; empty where it is not. */
  readonly reason: string;
}

export type SignalStates = Readonly<Record<SignalName, SignalState>>;

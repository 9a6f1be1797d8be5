/** What a recording can give to whoever observes it. */
export const SIGNALS = ['face', 'frames', 'sound'] as const;
/** The name of a signal of a recording. */
export type SignalName = (typeof SIGNALS)[number];

/** What became of a signal in a row. */
export interface SignalState {
  /** `lost`: it is needed, and is missing or cannot be used. */
  readonly status: 'used' | 'lost' | 'not needed';
  /** Why it is lost; empty where it is not. */
  readonly reason: string;
}

/** What became of each signal of a row. */
export type SignalStates = Readonly<Record<SignalName, SignalState>>;

/** Signals as columns of a table: the status of each, and beside it the reason. Empty where nobody looked at the row. */
export type SignalColumns = {
  readonly [Signal in SignalName]: SignalState['status'] | '';
} & { readonly [Reason in `${SignalName}_reason`]: string };

/**
 * Signals as columns of a table: the status of each and its reason.
 *
 * @param signals null where nobody looked at the row
 */
export function signalColumns(signals: SignalStates | null): SignalColumns {
  const status = (name: SignalName) => signals?.[name].status ?? '';
  const reason = (name: SignalName) => signals?.[name].reason ?? '';
  return {
    ...{ face: status('face'), face_reason: reason('face') },
    ...{ frames: status('frames'), frames_reason: reason('frames') },
    ...{ sound: status('sound'), sound_reason: reason('sound') },
  };
}

import type { MonitorReading } from './live-monitor.ts';
import type { MonitorStateName } from './monitor.ts';

/** The monitor's word for a state, for whatever label the model was trained on. */
export function stateWord(state: MonitorStateName, positive: string): string {
  return state.endsWith(PAIN) ? `${state.slice(0, -PAIN.length)}${positive}` : state;
}

const PAIN = 'pain';

/** Why a reading shows no score; null where it shows one that counts. */
export function whyNoScore(
  { value, bar, faults, state }: MonitorReading,
  leastConfidence: number,
): string | null {
  if (bar !== null) return `not assessable: ${bar}`;
  if (value && state === 'uncertain' && value.confidence < leastConfidence)
    return `face confidence below ${leastConfidence}`;
  if (value) return value.cannotTell ?? null;
  const [fault] = faults;
  if (fault) return fault.reason;
  return state === 'not scored yet' ? 'no score so far' : 'the last score is too old';
}

import { observeFace, recordingPulse } from '@wince/core';
import type { BesideMonitor } from '@wince/observation';
import type { WatchedPulse } from './messages.ts';

/** Seconds of skin that a pulse is read from, and from one reading to the next. */
const WINDOW = 10;
const STEP = 5;
/** Frames come at times that files round. */
const ROUNDING = 1e-3;

/** Reads the pulse of the last seconds in the colour of the skin, beside the monitor and from the same frames. @param rate frames a second that are followed */
export function openPulseWatch(rate: number, tell: (pulse: WatchedPulse) => void): BesideMonitor {
  const tracing = observeFace();
  let next: number | undefined;
  return {
    rest: { start: 0, end: null },
    watches: [{ start: 0, end: null, rate, rest: 1, face: true, strain: true, between: true }],
    async tell(event) {
      if (event.kind === 'between') await tracing.between(event.frame);
      if (event.kind !== 'frame' || !event.followed) return;
      const { frame, followed } = event;
      await tracing.frame(frame);
      if (followed.strain) tracing.strain(followed.strain);
      await tracing.tracked(followed.tracked);
      next ??= frame.time + WINDOW;
      if (frame.time < next - ROUNDING) return;
      next += STEP;
      tracing.forget(frame.time - WINDOW - ROUNDING);
      const { value, confidence, reason } = recordingPulse(tracing.traces()).heartRate;
      tell({ kind: 'pulse', time: frame.time, value, confidence, reason: reason ?? null });
    },
    end: async () => undefined,
  };
}

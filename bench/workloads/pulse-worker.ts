import { parentPort, workerData } from 'node:worker_threads';
import { welch } from '../../packages/core/src/numbers/welch.ts';
import { bandPass } from '../../packages/core/src/pulse/band-pass.ts';
import { pos } from '../../packages/core/src/pulse/methods/pos.ts';

/** What a worker of this benchmark is given: all in shared memory. */
export interface WorkerTask {
  readonly subjects: number;
  /** Samples of a subject. */
  readonly samples: number;
  /** Samples a second. */
  readonly fps: number;
  /** Red, green and blue of each sample, subject by subject. */
  readonly colours: Float32Array;
  /** For each subject: beats a minute. */
  readonly rates: Float64Array;
  /** The first subject that no worker has taken. */
  readonly next: Int32Array;
}

/** Hertz in which a pulse is sought, and how its spectrum is taken: as the peer does. */
const BAND = { low: 0.75, high: 4 };
const SPECTRUM = { segment: 1024, overlap: 512, size: 4096 };

const { subjects, samples, fps, colours, rates, next }: WorkerTask = workerData;
const parameters = pos.parameters.parse({});

function beatsAMinute(subject: number): number {
  const channel = (which: number) => {
    const own = new Float64Array(samples);
    for (let i = 0, at = 3 * subject * samples + which; i < samples; i++, at += 3) own[i] = colours[at];
    return own;
  };
  const own = { red: channel(0), green: channel(1), blue: channel(2) };
  const signal = bandPass(pos.extract({ colours: own, rate: fps, band: BAND }, parameters), fps, BAND);
  const { step, power } = welch(signal, fps, SPECTRUM);
  let best = Math.ceil(BAND.low / step);
  for (let bin = best; bin * step <= BAND.high; bin++) if (power[bin] > power[best]) best = bin;
  return 60 * best * step;
}

parentPort?.on('message', () => {
  for (let subject = Atomics.add(next, 0, 1); subject < subjects; subject = Atomics.add(next, 0, 1)) {
    rates[subject] = beatsAMinute(subject);
  }
  parentPort?.postMessage('done');
});

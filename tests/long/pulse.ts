import { existsSync, readFileSync } from 'node:fs';
import { fourier, inverseFourier, powerOfTwoFrom } from '../../packages/core/src/numbers/fourier.ts';
import { randomFrom } from '../../packages/core/src/numbers/random.ts';
import { type PulseBand, pulseBands } from '../../packages/core/src/pulse/band.ts';
import { bandPass } from '../../packages/core/src/pulse/band-pass.ts';
import { beatsOf, rateOfBeats } from '../../packages/core/src/pulse/beats.ts';
import type { Colours } from '../../packages/core/src/pulse/colour-trace.ts';
import { detrend, smoothnessFor } from '../../packages/core/src/pulse/detrend.ts';
import { heartRateIn } from '../../packages/core/src/pulse/heart-rate.ts';
import { pulseMethods } from '../../packages/core/src/pulse/methods/catalogue.ts';
import { rateByAutocorrelation, rateByWelch } from '../../packages/core/src/pulse/rate.ts';
import { steadyRate } from '../../packages/core/src/pulse/steady-rate.ts';
import { followBeat, trackWithin } from '../../packages/core/src/pulse/window/rate-track.ts';
import { windowRate } from '../../packages/core/src/pulse/window-rate.ts';
import { type NoiseKind, writtenPulse } from '../../packages/core/src/pulse/written-pulse.fixture.ts';

/**
 * Recorded waves of a pulse, stretched in time and written into skin under noise: the share of windows of 30 s whose rate is within
 * 2 beats per minute, by method, noise and ratio; by the rate of a window (`windowRate`), and by its two ways alone. Held are, at 0 dB and above, the
 * choice among all methods, green under independent noise, PBV, and all methods that join channels under common noise. CHROM and POS under independent noise fall short
 * of that: they add up the noise of three channels, and take away half of the pulse. Beside them stand, for these two at 0 dB, the track of videos; Welch's
 * spectrum of a heart that beats evenly; its beats in the signal of the method alone; and two oracles, which are told the recorded wave with all its intervals and
 * seek how far it was stretched: `oracle` is told where in it the window begins, `oracle-of-wave` is not.
 */
const FOLDER = new URL('../../../shared/data/ppg-groundtruth/', import.meta.url);
const RATE = 30;
const WINDOW = 30;
const WITHIN = 2;
const RATES = { neonate: [80, 230, 15], adult: [45, 180, 13.5] } as const;
const DECIBELS = [0, 6];
/** Methods of which the rate of a window is asked for, as `heartRateIn` tells it of the chosen signal. */
const ASKED: readonly string[] = ['green', 'pos', 'chrom', 'pbv'];

/** A wave that begins and ends with a beat, so that it can be repeated. */
interface Wave {
  readonly name: string;
  readonly samples: Float64Array;
  readonly rate: number;
  /** Seconds of its beats, the first 0. */
  readonly beats: readonly number[];
}

if (!existsSync(FOLDER)) {
  console.log('pulse: skipped, no ../shared beside this checkout');
} else {
  const failures: string[] = [];
  const must = (holds: boolean, what: string) => {
    if (!holds) failures.push(what);
  };
  const labelled = numbers('iphys_PPG_peaks_1based.csv').map((sample) => (sample - 1) / 250);
  const ecg = numbers('iphys_ECG_peaks_1based.csv').map((sample) => (sample - 1) / 500);
  const ppg = Float64Array.from(numbers('iphys_PPG_250Hz.csv'));
  const found = rateOfBeats(beatsOf(ppg, 250, pulseBands.adult));
  console.log(
    `from labelled peaks: ${rateOfBeats(ecg).toFixed(2)} (ECG), ${rateOfBeats(labelled).toFixed(2)} (PPG); by our own: ${found.toFixed(2)}`,
  );
  must(Math.abs(rateOfBeats(ecg) - 67.84) <= 0.1, 'rate from the labelled peaks of the ECG');
  must(Math.abs(rateOfBeats(labelled) - 67.83) <= 0.1, 'rate from the labelled peaks of the PPG');
  must(Math.abs(found - 67.83) <= 1, 'rate from our own peaks');
  const second = Float64Array.from(numbers('vitallens_sample_vitals_2.csv'));
  const waves = [
    waveFrom('iphys', ppg, 250, labelled),
    waveFrom('vitallens', second, 30, [...beatsOf(second, 30, pulseBands.adult)]),
  ];

  for (const [name, [from, to, step]] of Object.entries(RATES)) {
    const band = name === 'adult' ? pulseBands.adult : pulseBands.neonate;
    const tally = new Map<string, number[]>();
    const add = (key: string, error: number) => tally.set(key, [...(tally.get(key) ?? []), error]);
    for (const wave of waves) {
      for (let beats = from; beats <= to; beats += step) {
        for (const noise of ['independent', 'common'] as const) {
          for (const decibels of DECIBELS) {
            const random = randomFrom('pulse', wave.name, beats, noise, decibels);
            const begin = random.next();
            const { wave: stretched, beatsPerMinute } = windowOf(wave, beats, begin);
            const colours = writtenPulse(stretched, RATE, band, { noise, decibels, random });
            for (const id of pulseMethods.ids) {
              const [welch, lag] = ratesBy(id, colours, band);
              add(`${noise} ${decibels} dB ${id} welch`, Math.abs(welch - beatsPerMinute));
              add(`${noise} ${decibels} dB ${id} autocorrelation`, Math.abs(lag - beatsPerMinute));
              if (ASKED.includes(id)) {
                const signal = signalOf(id, colours, band);
                const found = 60 * windowRate({ method: id, signal }, { colours, rate: RATE, band });
                add(`${noise} ${decibels} dB ${id} rate`, Math.abs(found - beatsPerMinute));
              }
            }
            if (noise === 'independent' && decibels === 0) {
              const told = stretchedWaves(wave, band, begin);
              const whole = wholeWaves(wave, band);
              const steady = evenWave(wave, beats, begin);
              const even = writtenPulse(steady, RATE, band, { noise, decibels, random });
              for (const id of ['pos', 'chrom']) {
                const key = `${noise} ${decibels} dB ${id}`;
                const signal = signalOf(id, colours, band);
                const track = followBeat({ start: 0, rate: RATE, samples: signal }, band);
                add(`${key} signal-alone`, Math.abs(60 * steadyRate(signal, RATE, band) - beatsPerMinute));
                const { beats: stretch, begin: place } = mostLikeAnywhere(signal, whole);
                add(
                  `${key} oracle-of-wave`,
                  Math.abs(windowOf(wave, stretch, place).beatsPerMinute - beatsPerMinute),
                );
                add(`${key} track`, Math.abs(trackWithin(track, 0, WINDOW).beats - beatsPerMinute));
                add(`${key} even-heart`, Math.abs(ratesBy(id, even, band)[0] - beats));
                add(`${key} oracle`, Math.abs(mostLike(signal, told, band) - beats));
              }
            }
            if (decibels === 0 && (beats - from) % (5 * step) === 0) {
              const { heartRate } = heartRateIn([{ region: 'skin', colours }], RATE, { band });
              add(
                `${noise} ${decibels} dB chosen rate`,
                Math.abs((heartRate.value ?? Number.NaN) - beatsPerMinute),
              );
            }
          }
        }
      }
    }
    for (const [key, errors] of [...tally].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
      const within = errors.filter((error) => error <= WITHIN);
      const [noise, , , id, way] = key.split(' ');
      const standing = standingOf(id, way, noise === 'common' ? 'common' : 'independent');
      console.log(
        `${name} ${key}: within ${WITHIN} in ${within.length} of ${errors.length}, largest of these ${Math.max(0, ...within).toFixed(2)} (${standing})`,
      );
      if (standing === 'held') must(within.length === errors.length, `${name} ${key}`);
    }
  }
  for (const failure of failures) console.log(`fails: ${failure}`);
  process.exitCode = failures.length === 0 ? 0 : 1;
}

/** What must hold, and what is asked for and falls short, by the rate of a window; Welch's spectrum alone must not get worse, and autocorrelation is the second opinion. */
function standingOf(id: string, way: string, noise: NoiseKind): 'held' | 'falls short' | 'shown' {
  if (way !== 'welch' && way !== 'rate') return 'shown';
  if (id === 'chosen' || id === 'pbv') return 'held';
  if (noise === 'common') return ['red', 'green', 'blue'].includes(id) ? 'shown' : 'held';
  if (id === 'green') return 'held';
  return id === 'pos' || id === 'chrom' ? 'falls short' : 'shown';
}

function ratesBy(id: string, colours: Colours, band: PulseBand): readonly [number, number] {
  const signal = signalOf(id, colours, band);
  return [60 * rateByWelch(signal, RATE, band), 60 * rateByAutocorrelation(signal, RATE, band)];
}

function signalOf(id: string, colours: Colours, band: PulseBand): Float64Array {
  const method = pulseMethods.get(id);
  const signal = method.extract({ colours, rate: RATE, band }, method.parameters.parse({}));
  return detrend(signal, smoothnessFor(band.low / 2, RATE));
}

/** A wave stretched to every rate of a band, in steps of a quarter of a beat per minute, inside the band. */
function stretchedWaves(wave: Wave, band: PulseBand, begin: number) {
  return Array.from({ length: Math.round(240 * (band.high - band.low)) }, (_, k) => {
    const beats = 60 * band.low + k / 4;
    return { beats, inBand: bandPass(windowOf(wave, beats, begin).wave, RATE, band) };
  });
}

/** The rate of the stretched wave that a signal is most like. */
function mostLike(signal: Float64Array, told: ReturnType<typeof stretchedWaves>, band: PulseBand): number {
  const inBand = bandPass(signal, RATE, band);
  const likeness = told.map(({ inBand: own }) => {
    const [both, size] = own.reduce(([b, s], v, i) => [b + v * inBand[i], s + v * v], [0, 0]);
    return both / Math.sqrt(size);
  });
  return told[likeness.reduce((best, value, k) => (value > likeness[best] ? k : best), 0)].beats;
}

/** All of a recorded wave, stretched to every rate of a band in steps of a quarter of a beat per minute: its spectrum, and its energy from each sample on over a window. */
function wholeWaves(wave: Wave, { low, high }: PulseBand) {
  const span = (wave.samples.length - 1) / wave.rate;
  const own = rateOfBeats(wave.beats);
  return Array.from({ length: Math.round(240 * (high - low)) + 1 }, (_, k) => {
    const beats = 60 * low + k / 4;
    const around = Math.round(((span * own) / beats) * RATE);
    const length = around + WINDOW * RATE;
    const samples = audible(windowOf(wave, beats, 0, length / RATE).wave, low);
    const size = powerOfTwoFrom(length);
    const spectrum = { re: new Float64Array(size), im: new Float64Array(size) };
    spectrum.re.set(samples);
    fourier(spectrum);
    const sums = new Float64Array(length + 1);
    for (let i = 0; i < length; i++) sums[i + 1] = sums[i] + samples[i] ** 2;
    const energies = Float64Array.from({ length: around }, (__, i) => sums[i + WINDOW * RATE] - sums[i]);
    return { low, beats, around, spectrum, energies };
  });
}

/** The rate of the stretched wave that a signal is most like, wherever in it the signal begins; and where, as a share of the wave. */
function mostLikeAnywhere(signal: Float64Array, whole: ReturnType<typeof wholeWaves>) {
  const heard = audible(signal, whole[0].low);
  let best = { likeness: 0, beats: whole[0].beats, begin: 0 };
  for (const { beats, around, spectrum, energies } of whole) {
    const size = spectrum.re.length;
    const product = { re: new Float64Array(size), im: new Float64Array(size) };
    product.re.set(heard);
    fourier(product);
    for (let k = 0; k < size; k++) {
      const [re, im] = [product.re[k], product.im[k]];
      product.re[k] = re * spectrum.re[k] + im * spectrum.im[k];
      product.im[k] = re * spectrum.im[k] - im * spectrum.re[k];
    }
    inverseFourier(product);
    for (let i = 0; i < around; i++) {
      const likeness = product.re[i] / Math.sqrt(energies[i]);
      if (likeness > best.likeness) best = { likeness, beats, begin: i / around };
    }
  }
  return best;
}

/** A signal without what lies below 0.6 of the lower edge of the band, or above 8 Hz. */
function audible(signal: Float64Array, low: number): Float64Array {
  const n = signal.length;
  const spectrum = { re: Float64Array.from(signal), im: new Float64Array(n) };
  fourier(spectrum);
  for (let k = 0; k < n; k++) {
    const hertz = (Math.min(k, n - k) * RATE) / n;
    if (hertz >= 0.6 * low && hertz <= 8) continue;
    spectrum.re[k] = 0;
    spectrum.im[k] = 0;
  }
  inverseFourier(spectrum);
  return spectrum.re;
}

/** One beat of a wave, repeated at an even rate; a straight line is taken off, so that its ends meet. */
function evenWave({ samples, rate, beats }: Wave, beatsPerMinute: number, begin: number): Float64Array {
  const [from, to] = [Math.round(beats[3] * rate), Math.round(beats[4] * rate)];
  return Float64Array.from({ length: WINDOW * RATE }, (_, i) => {
    const phase = (begin + ((i / RATE) * beatsPerMinute) / 60) % 1;
    const at = from + phase * (to - from);
    const below = Math.floor(at);
    const value = samples[below] + (at - below) * (samples[below + 1] - samples[below]);
    return value - phase * (samples[to] - samples[from]);
  });
}

/** The wave from its first to its last beat. */
function waveFrom(name: string, samples: Float64Array, rate: number, beats: readonly number[]): Wave {
  const from = Math.round(beats[0] * rate);
  const to = Math.round(beats[beats.length - 1] * rate);
  return { name, samples: samples.slice(from, to + 1), rate, beats: beats.map((beat) => beat - from / rate) };
}

/** Half a minute of a wave that is stretched to a rate and repeated, and the rate of its beats in there. */
function windowOf(
  { samples, rate, beats }: Wave,
  beatsPerMinute: number,
  begin: number,
  seconds: number = WINDOW,
) {
  const span = (samples.length - 1) / rate;
  const speed = beatsPerMinute / rateOfBeats(beats);
  const offset = begin * span;
  const wave = Float64Array.from({ length: Math.round(seconds * RATE) }, (_, i) => {
    const at = ((offset + (i / RATE) * speed) % span) * rate;
    const below = Math.min(samples.length - 2, Math.floor(at));
    return samples[below] + (at - below) * (samples[below + 1] - samples[below]);
  });
  const inside: number[] = [];
  for (let round = 0; round * span <= offset + seconds * speed; round++) {
    for (const beat of beats.slice(0, -1)) {
      const time = (round * span + beat - offset) / speed;
      if (time >= 0 && time <= seconds) inside.push(time);
    }
  }
  return { wave, beatsPerMinute: rateOfBeats(inside) };
}

/** The numbers of a file of one column, whatever its header. */
function numbers(file: string): readonly number[] {
  const lines = readFileSync(new URL(file, FOLDER), 'utf8').trim().split('\n');
  return lines.map(Number).filter((value) => Number.isFinite(value));
}

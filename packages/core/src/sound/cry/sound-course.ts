import { openFramePowers } from '@wince/kernels';
import { copyFrames, frameCount, hannWindow, type SoundFraming } from '../frames.ts';
import { frameEnergy, spectralFlux, spectralShape, zeroCrossings } from '../spectral.ts';

/** What sound is like over time, a value every 10 ms around `i / 100` seconds. */
export interface SoundCourse {
  /** Decibel of the root mean square of full scale; silence is -120. */
  readonly level: Float64Array;
  /** Share of samples. */
  readonly crossings: Float64Array;
  /** Hz. */
  readonly centroid: Float64Array;
  /** Hz. */
  readonly rolloff: Float64Array;
  /** 0 to 1. */
  readonly flatness: Float64Array;
  /** 0 to sqrt 2; that of the first frame is 0. */
  readonly flux: Float64Array;
}

/** Frames a second. */
export const FRAMES_A_SECOND = 100;
/** The level of silence, in decibel. */
export const SILENCE = -120;

/** A level in decibel of full scale. */
export function decibelOf(frameEnergy: number): number {
  return frameEnergy === 0 ? SILENCE : Math.max(SILENCE, 20 * Math.log10(frameEnergy));
}

/** How sound is cut into frames of about 32 ms. */
function framingAt(sampleRate: number): SoundFraming {
  const size = 2 ** Math.ceil(Math.log2(0.032 * sampleRate));
  return { size, hop: Math.round(sampleRate / FRAMES_A_SECOND), anchor: 'middle' };
}

/** The level alone, as {@link soundCourse} has it. @param sampleRate Hz, a multiple of 100 */
export function soundLevel(samples: Float32Array, sampleRate: number): Float64Array {
  const framing = framingAt(sampleRate);
  const frame = new Float64Array(framing.size);
  return Float64Array.from({ length: frameCount(samples.length, framing) }, (_, i) => {
    copyFrames(samples, i, framing, frame);
    return decibelOf(frameEnergy(frame, framing.size));
  });
}

/** The course of level and spectrum, from frames of about 32 ms. @param sampleRate Hz, a multiple of 100 */
export function soundCourse(samples: Float32Array, sampleRate: number): SoundCourse {
  const framing = framingAt(sampleRate);
  const { size } = framing;
  const level = soundLevel(samples, sampleRate);
  const frames = level.length;
  const powers = openFramePowers({ size, window: hannWindow(size), emphasis: 0 });
  const bins = size / 2 + 1;
  const frame = new Float64Array(size);
  const spectra = [new Float64Array(bins), new Float64Array(bins)];
  const zeros = () => new Float64Array(frames);
  const course = { level, crossings: zeros(), centroid: zeros(), rolloff: zeros() };
  const [flatness, flux] = [zeros(), zeros()];
  for (let i = 0; i < frames; i++) {
    copyFrames(samples, i, framing, frame);
    course.crossings[i] = zeroCrossings(frame, size);
    const [spectrum, before] = [spectra[i % 2], spectra[(i + 1) % 2]];
    powers(frame, size, 1, spectrum);
    const shape = spectralShape(spectrum, sampleRate);
    course.centroid[i] = shape.centroid;
    course.rolloff[i] = shape.rolloff;
    flatness[i] = shape.flatness;
    if (i > 0) flux[i] = spectralFlux(before, spectrum);
  }
  return { ...course, flatness, flux };
}

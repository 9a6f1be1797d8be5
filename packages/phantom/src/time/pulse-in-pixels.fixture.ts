import { buildHeadModel } from '../head/head-model.ts';
import { NO_BEDSIDE } from '../scene/bedside.ts';
import { drawFrame } from '../scene/drawn-frame.ts';
import type { Subject } from '../subject/subject.ts';
import { faceTruth } from '../truth/truth.ts';
import { clipScene, FRAMES_PER_SECOND, planClip } from './clip.ts';
import { HEART_RATE } from './heart.ts';

/** The pulse as a plain reading of the pixels finds it, and as it is. */
export interface PulseInPixels {
  /** Beats per minute: the strongest frequency of the mean green value of the cheeks, and the truth. */
  readonly peak: number;
  readonly truth: number;
  /** Amplitude at the peak as a share of the mean green value. */
  readonly amplitude: number;
}

/**
 * Draws some seconds of calm with a steady heart and nothing on the face, averages green over the cheeks of every frame, before any compression, and
 * looks for the strongest frequency in a neonate's range.
 */
export function pulseInPixels(
  subject: Subject,
  { seed, size, seconds }: { readonly seed: number; readonly size: number; readonly seconds: number },
): PulseInPixels {
  const model = buildHeadModel(subject);
  const planned = planClip(subject, { seed, size, calmSeconds: seconds });
  const clip = { ...planned, nuisance: { ...planned.nuisance, bedside: NO_BEDSIDE } };
  const { regions } = faceTruth(model, drawFrame(model, clipScene(clip, 0)));
  const cheeks = Array.from({ length: size * size }, (_, i) => i).filter((i) =>
    ['left cheek', 'right cheek'].some((name) => inside(i % size, Math.floor(i / size), regions[name])),
  );
  const green = Array.from({ length: clip.frames }, (_, frame) => {
    const { data } = drawFrame(model, clipScene(clip, frame)).image;
    return cheeks.reduce((sum, i) => sum + data[3 * i + 1], 0) / cheeks.length;
  });
  let peak: number = HEART_RATE.low;
  for (let rate = HEART_RATE.low; rate <= HEART_RATE.high; rate += 0.25) {
    if (amplitudeAt(green, rate) > amplitudeAt(green, peak)) peak = rate;
  }
  const beats = clip.heart.beats.filter((t) => t >= 0 && t < seconds);
  const truth = (60 * (beats.length - 1)) / (beats[beats.length - 1] - beats[0]);
  const mean = green.reduce((a, b) => a + b) / green.length;
  return { peak, truth, amplitude: amplitudeAt(green, peak) / mean };
}

/** Amplitude of a signal at so many cycles a minute, under a Hann window. */
function amplitudeAt(signal: readonly number[], perMinute: number): number {
  const mean = signal.reduce((a, b) => a + b) / signal.length;
  let re = 0;
  let im = 0;
  signal.forEach((value, i) => {
    const window = 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / (signal.length - 1));
    const angle = (2 * Math.PI * (perMinute / 60) * i) / FRAMES_PER_SECOND;
    re += window * (value - mean) * Math.cos(angle);
    im += window * (value - mean) * Math.sin(angle);
  });
  return (4 * Math.hypot(re, im)) / signal.length;
}

function inside(x: number, y: number, outline: readonly (readonly [number, number])[]): boolean {
  let within = false;
  outline.forEach(([ax, ay], i) => {
    const [bx, by] = outline[(i + outline.length - 1) % outline.length];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) within = !within;
  });
  return within;
}

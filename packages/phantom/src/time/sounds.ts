import { type Random, randomFrom } from '@wince/core';
import { lerp, smoothstep } from '../curves.ts';

/** A sound of the ward that is not the baby's. */
export interface WardSound {
  readonly kind: 'alarm' | 'speech' | 'suction';
  /** Seconds. */
  readonly start: number;
  readonly end: number;
  /** Hz: the alarm's tone, or the speaker's pitch; 0 for noise. */
  readonly pitch: number;
}

/** How many of each sound a minute has on average. */
const A_MINUTE = { alarm: 1.5, speech: 2.5, suction: 0.6 } as const;

/** Draws the ward's sounds of a clip, whatever happens in it. */
export function drawWardSounds(seconds: number, random: Random): WardSound[] {
  const found: WardSound[] = [];
  for (const kind of ['alarm', 'speech', 'suction'] as const) {
    const expected = (A_MINUTE[kind] * seconds) / 60;
    const count = Math.floor(expected) + (random.next() < expected % 1 ? 1 : 0);
    for (let k = 0; k < count; k++) {
      const length = kind === 'alarm' ? 1.2 : lerp(1.2, 3, random.next());
      const start = (seconds - length) * random.next();
      if (start < 0) continue;
      const pitch =
        kind === 'alarm'
          ? [880, 988, 660][random.below(3)]
          : kind === 'speech'
            ? lerp(110, 230, random.next())
            : 0;
      found.push({ kind, start: round(start), end: round(start + length), pitch: Math.round(pitch) });
    }
  }
  return found.sort((a, b) => a.start - b.start);
}

function round(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}

/** Adds the sounds, and the hum of the room, to `out`. @param rate samples a second */
export function addWardSounds(
  out: Float32Array,
  rate: number,
  sounds: readonly WardSound[],
  seed: number,
): void {
  const room = randomFrom('phantom-room', seed);
  let low = 0;
  for (let i = 0; i < out.length; i++) {
    low += 0.08 * (2 * room.next() - 1 - low);
    out[i] += 0.02 * low;
  }
  sounds.forEach((sound, index) => {
    const random = randomFrom('phantom-sound', seed, index);
    const first = Math.ceil(sound.start * rate);
    const last = Math.min(out.length, Math.floor(sound.end * rate));
    const add = { alarm: addAlarm, speech: addSpeech, suction: addSuction }[sound.kind];
    add(out, rate, sound, first, last, random);
  });
}

type Adder = (
  out: Float32Array,
  rate: number,
  sound: WardSound,
  first: number,
  last: number,
  random: Random,
) => void;

/** Three beeps with an overtone. */
const addAlarm: Adder = (out, rate, sound, first, last) => {
  for (let i = first; i < last; i++) {
    const t = i / rate - sound.start;
    const within = t % 0.4;
    const on = smoothstep(0, 0.01, within) * smoothstep(0.2, 0.18, within);
    const x = 2 * Math.PI * sound.pitch * t;
    out[i] += 0.06 * on * (Math.sin(x) + 0.3 * Math.sin(3 * x));
  }
};

/** Syllables: a low voice whose two resonances move from one vowel to the next, some four times a second. */
const addSpeech: Adder = (out, rate, sound, first, last, random) => {
  const vowels = Array.from(
    { length: 16 },
    () => [lerp(300, 800, random.next()), lerp(900, 2200, random.next())] as const,
  );
  let phase = 0;
  for (let i = first; i < last; i++) {
    const t = i / rate - sound.start;
    const syllable = t * 4.2;
    const [f1, f2] = vowels[Math.floor(syllable) % vowels.length];
    const open = Math.sin(Math.PI * (syllable % 1)) ** 2;
    const pitch = sound.pitch * (1 + 0.08 * Math.sin(2 * Math.PI * 0.6 * t));
    phase += (2 * Math.PI * pitch) / rate;
    let value = 0;
    for (let n = 1; n * pitch < 3200; n++) {
      const hz = n * pitch;
      const gain = 1 / (1 + ((hz - f1) / 90) ** 2) + 0.5 / (1 + ((hz - f2) / 130) ** 2);
      value += (gain * Math.sin(n * phase)) / n ** 0.4;
    }
    const edges =
      smoothstep(sound.start, sound.start + 0.1, i / rate) * smoothstep(sound.end, sound.end - 0.1, i / rate);
    out[i] += 0.05 * edges * open * value;
  }
};

/** A rush of noise. */
const addSuction: Adder = (out, rate, sound, first, last, random) => {
  let low = 0;
  for (let i = first; i < last; i++) {
    const white = 2 * random.next() - 1;
    low += 0.5 * (white - low);
    const edges =
      smoothstep(sound.start, sound.start + 0.2, i / rate) * smoothstep(sound.end, sound.end - 0.2, i / rate);
    out[i] += 0.07 * edges * (white - low);
  }
};

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMethod } from '../../method.ts';
import { randomFrom } from '../../numbers/random.ts';
import type { PulseBand } from '../band.ts';
import { bandPass } from '../band-pass.ts';
import { CHANNELS, type Channel, type Colours } from '../colour-trace.ts';
import { pulseMethods } from './catalogue.ts';
import { mapped } from './channels.ts';

const golden: {
  readonly rate: number;
  readonly band: PulseBand;
  readonly colours: Readonly<Record<Channel, readonly number[]>>;
  readonly signals: Readonly<Record<string, readonly number[]>>;
} = JSON.parse(readFileSync(new URL('../goldens/methods.json', import.meta.url), 'utf8'));

const colours: Colours = {
  red: Float64Array.from(golden.colours.red),
  green: Float64Array.from(golden.colours.green),
  blue: Float64Array.from(golden.colours.blue),
};

const { rate, band } = golden;

function signalOf(id: string, given: Colours): Float64Array {
  const method = pulseMethods.get(id);
  return method.extract({ colours: given, rate, band }, method.parameters.parse({}));
}

const largest = (values: Iterable<number>) =>
  Array.from(values).reduce((most, v) => Math.max(most, Math.abs(v)), 0);

const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, i) => sum + value * b[i], 0);

/** The cosine of two signals inside the band, away from the ends, where the filter has no neighbours. */
function cosine(a: Float64Array, b: Float64Array): number {
  const [x, y] = [a, b].map((signal) => bandPass(signal, rate, band).subarray(60, 240));
  return dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y));
}

const seeds = fc.integer({ min: 0, max: 1e6 });
const rates = fc.double({ min: 1.4, max: 3.7, noNaN: true });

/** Ten seconds of an even pulse, and of noise of light, both inside the band. */
function drawn(seed: number, hertz: number) {
  const random = randomFrom('pulse', seed);
  const beat = Float64Array.from({ length: 300 }, (_, i) => Math.sin((2 * Math.PI * hertz * i) / rate));
  const light = beat.map(() => 0.0003 * random.normal());
  return { beat: bandPass(beat, rate, band), light: bandPass(light, rate, band) };
}

/** The colours of skin in which blood has this pulse, under light with this noise. */
function lit(beat: Float64Array, light: Float64Array): Colours {
  const shares = { red: 0.33, green: 0.77, blue: 0.53 };
  const levels = { red: 160, green: 110, blue: 90 };
  const channel = (name: Channel) =>
    beat.map((b, i) => levels[name] * (1 + 0.004 * shares[name] * b) * (1 + light[i]));
  return { red: channel('red'), green: channel('green'), blue: channel('blue') };
}

describe.each(pulseMethods.entries)('$id', ({ id, source }) => {
  it('is what numpy and scipy make of the formulas', () => {
    const theirs = golden.signals[id];
    const ours = signalOf(id, colours);
    expect(ours).toHaveLength(theirs.length);
    expect(largest(ours.map((value, i) => value - theirs[i])) / largest(theirs)).toBeLessThan(1e-8);
  });

  it('does not change with the brightness, and leaves the colours as they are', () => {
    const before = mapped(colours, (channel) => channel.slice());
    const once = signalOf(id, colours);
    expect(colours).toEqual(before);
    const darker = signalOf(
      id,
      mapped(colours, (channel) => channel.map((level) => level * 0.4)),
    );
    expect(largest(darker.map((value, i) => value - once[i])) / largest(once)).toBeLessThan(1e-9);
  });

  it('rises inside the band where a pulse with the colour of blood rises, with noise of light that shares nothing with it', () => {
    fc.assert(
      fc.property(seeds, rates, (seed, hertz) => {
        const { beat, light } = drawn(seed, hertz);
        const share = dot(light, beat) / dot(beat, beat);
        const apart = light.map((value, i) => value - share * beat[i]);
        expect(cosine(signalOf(id, lit(beat, apart)), beat)).toBeGreaterThan(0.9);
      }),
      { numRuns: 50 },
    );
  });

  it('of colours that stand still is no pulse, and no NaN', () => {
    const still = mapped(colours, (channel) => channel.map(() => channel[0]));
    expect(largest(signalOf(id, still))).toBeLessThan(1e-12);
  });

  it('names its source', () => {
    expect(source).toMatch(/doi:10\.\d+\/\S+$/);
  });
});

describe('the signature of the blood volume pulse', () => {
  it('gives up what the light shares with the pulse, and no more', () => {
    fc.assert(
      fc.property(seeds, rates, (seed, hertz) => {
        const { beat, light } = drawn(seed, hertz);
        const without = beat.map((value, i) => value - (dot(light, beat) / dot(light, light)) * light[i]);
        expect(cosine(signalOf('pbv', lit(beat, light)), without)).toBeGreaterThan(0.98);
      }),
      { numRuns: 50 },
    );
  });
});

describe('the catalogue of methods', () => {
  it('has the three channels, and four ways to join them', () => {
    expect(pulseMethods.ids).toEqual([...CHANNELS, 'chrom', 'pos', 'pbv', 'lgi']);
  });

  it('takes parameters', () => {
    expect(parseMethod(pulseMethods, 'pos?window=3.2')).toMatchObject({
      id: 'pos',
      parameters: { window: 3.2 },
    });
    expect(() => parseMethod(pulseMethods, 'pos?window=0')).toThrow(
      expect.objectContaining({ code: 'bad-parameter' }),
    );
    expect(() => parseMethod(pulseMethods, 'poss')).toThrow(
      expect.objectContaining({ code: 'unknown-pulse-method' }),
    );
  });
});

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

  it('rises inside the band where a pulse with the colour of blood rises, with noise of light', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e6 }),
        fc.double({ min: 1.4, max: 3.7, noNaN: true }),
        (seed, hertz) => {
          const random = randomFrom('pulse', seed);
          const beat = Float64Array.from({ length: 300 }, (_, i) =>
            Math.sin((2 * Math.PI * hertz * i) / rate),
          );
          const light = beat.map(() => 0.0003 * random.normal());
          const shares = { red: 0.33, green: 0.77, blue: 0.53 };
          const levels = { red: 160, green: 110, blue: 90 };
          const channel = (name: Channel) =>
            beat.map((b, i) => levels[name] * (1 + 0.004 * shares[name] * b) * (1 + light[i]));
          const out = signalOf(id, { red: channel('red'), green: channel('green'), blue: channel('blue') });
          const inner = bandPass(out, rate, band).subarray(60, 240);
          const product = inner.reduce((sum, value, i) => sum + value * beat[i + 60], 0);
          const sizes = Math.hypot(...inner) * Math.hypot(...beat.subarray(60, 240));
          expect(product / sizes).toBeGreaterThan(0.9);
        },
      ),
      { numRuns: 20 },
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

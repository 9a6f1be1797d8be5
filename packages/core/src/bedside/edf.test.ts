import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { withoutGaps } from './bedside-signal.ts';
import { isEdf, readEdf } from './edf.ts';

const golden = z
  .object({
    signals: z.array(z.object({ name: z.string(), unit: z.string(), rate: z.number() })),
    bytes: z.string(),
    samples: z.array(z.array(z.number())),
    notes: z.array(z.object({ time: z.number(), duration: z.number().nullable(), text: z.string() })),
  })
  .parse(JSON.parse(readFileSync(new URL('goldens/edf.json', import.meta.url), 'utf8')));
const written = () => Uint8Array.from(Buffer.from(golden.bytes, 'base64'));

/** The file with a text put at a place. */
function withText(at: number, text: string): Uint8Array {
  const bytes = written();
  bytes.set(Buffer.from(text, 'latin1'), at);
  return bytes;
}

/** Where a text is for the nth time. */
function placeOf(text: string, nth = 0): number {
  const all = Buffer.from(golden.bytes, 'base64').toString('latin1');
  let at = -1;
  for (let i = 0; i <= nth; i++) at = all.indexOf(text, at + 1);
  return at;
}

describe('EDF+ that libedf wrote', () => {
  const found = readEdf(written(), 'a.edf');

  it('has the samples and the annotations that libedf reads', () => {
    expect(found.began).toBe('2026-03-01T14:05:09');
    expect(found.signals.map(({ name, unit, rate }) => ({ name, unit, rate }))).toEqual(
      golden.signals.map(({ name, unit, rate }) => ({ name, unit, rate })),
    );
    found.signals.forEach(({ stretches }, s) => {
      expect(stretches).toHaveLength(1);
      expect(stretches[0].start).toBe(0);
      expect(stretches[0].samples).toHaveLength(golden.samples[s].length);
      golden.samples[s].forEach((value, i) => {
        expect(stretches[0].samples[i]).toBeCloseTo(value, 7);
      });
    });
    expect(found.notes).toEqual(golden.notes);
  });

  it('with a gap (EDF+D) has two stretches, and NaN between them', () => {
    // The last of three records begins a second later.
    const bytes = withText(placeOf('EDF+C'), 'EDF+D');
    bytes.set(Buffer.from('+3'), placeOf('+2\u0014\u0014'));
    const [{ stretches, rate }] = readEdf(bytes, 'a.edf').signals;
    expect(stretches.map(({ start, samples }) => [start, samples.length])).toEqual([
      [0, 2 * rate],
      [3, rate],
    ]);
    const [signal] = readEdf(bytes, 'a.edf').signals;
    const whole = withoutGaps(signal).samples;
    expect(whole).toHaveLength(4 * rate);
    expect(whole.subarray(2 * rate, 3 * rate).every(Number.isNaN)).toBe(true);
  });

  it('that was cut off while it was recorded has the whole records', () => {
    const cut = withText(236, '-1      ').subarray(0, written().length - 5);
    expect(readEdf(cut, 'a.edf').signals[0].stretches[0].samples).toHaveLength(100);
  });
});

describe('plain EDF', () => {
  it('has records one behind the other, and no annotations', () => {
    // The signal of the annotations under another name, with a range of its own.
    const bytes = withText(placeOf('EDF Annotations'), 'Other          ');
    bytes.set(Buffer.from(' '.repeat(44)), 192);
    const { signals, notes } = readEdf(bytes, 'a.edf');
    expect(signals.map(({ name }) => name)).toContain('Other');
    expect(signals.find(({ name }) => name === 'ECG II')?.stretches[0].samples).toHaveLength(150);
    expect(notes).toEqual([]);
  });
});

describe('what is not read', () => {
  it.each([
    ['a text', Buffer.from('time,ecg\n'.repeat(60)), /does not begin as EDF/],
    ['a few bytes', Buffer.from('0       '), /8 bytes, fewer than its head/],
    ['BDF', Uint8Array.from([255, ...Buffer.from('BIOSEMI'), ...new Uint8Array(300)]), /24 bits/],
    [
      'a file that ends early',
      written().subarray(0, written().length - 20),
      /tells 3 records, and it holds 2/,
    ],
    ['heads that end early', written().subarray(0, 600), /within the heads of its 3 signals/],
    ['a number that is none', withText(244, 'one     '), /duration of a record is "one"/],
    ['records without a length', withText(244, '0       '), /records last 0 seconds/],
    ['no signals', withText(252, '0   '), /tells 0 signals/],
    ['a signal without a range', withText(placeOf('-2      '), '3       '), /"ECG II" has no range/],
    ['an annotation without a time', withText(placeOf('+1\u0014\u0014'), '?1'), /begins with "\?1"/],
  ])('%s is told by what is wrong with it', (_, bytes, message) => {
    expect(() => readEdf(bytes, 'a.edf')).toThrow(expect.objectContaining({ code: 'damaged-bedside' }));
    expect(() => readEdf(bytes, 'a.edf')).toThrow(message);
  });

  it('EDF is told from other files by its first bytes', () => {
    expect([isEdf(written()), isEdf(Buffer.from('time,ecg\n1,2\n'))]).toEqual([true, false]);
  });
});

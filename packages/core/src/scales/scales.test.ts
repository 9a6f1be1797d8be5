import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { WinceError } from '../errors.ts';
import { bandOf, bandsOf } from './bands.ts';
import { scales } from './catalogue.ts';
import { featureFamilyKinds, incorporates, incorporationWarnings } from './incorporation.ts';
import { scaleSchema } from './scale.ts';

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof WinceError) return error.code;
    throw error;
  }
  return 'nothing thrown';
}

test('the eight scales are listed', () => {
  expect(scales.ids).toEqual(['nips', 'pipp', 'pipp-r', 'n-pass', 'comfort-neo', 'edin', 'cries', 'nfcs']);
  expect(codeOf(() => scales.get('nip'))).toBe('unknown-scale');
});

describe.each(scales.entries)('$id', (scale) => {
  test('fits the schema', () => {
    expect(scaleSchema.safeParse(scale).error).toBeUndefined();
  });

  test('has the range that its items sum to', () => {
    const least = scale.items.reduce((sum, { range }) => sum + range[0], 0);
    const most = scale.items.reduce((sum, { range }) => sum + range[1], 0);
    expect(scale.range).toEqual([least, most]);
  });

  test('has items and bands with names of their own', () => {
    expect(new Set(scale.items.map(({ id }) => id)).size).toBe(scale.items.length);
    expect(new Set(scale.bandings.map(({ id }) => id)).size).toBe(scale.bandings.length);
  });

  test('puts each whole score into exactly one band, pain above no pain', () => {
    for (const { id, bands } of scale.bandings) {
      // The check of given bands must accept the scale's own.
      expect(bandsOf(scale, bands)).toEqual(bands);
      const order = ['not-assessable', 'no-pain', 'middle', 'pain'];
      let reached = 0;
      for (let score = scale.range[0]; score <= scale.range[1]; score++) {
        const inside = bands.filter(({ from, to }) => score >= from && score <= to);
        expect(inside).toHaveLength(1);
        const band = bandOf(scale, score, { bands: id });
        expect(band).toEqual(inside[0]);
        expect(order.indexOf(band.label)).toBeGreaterThanOrEqual(reached);
        reached = order.indexOf(band.label);
      }
      expect(bands.some(({ label }) => label === 'pain')).toBe(true);
      expect(bands.some(({ label }) => label === 'no-pain')).toBe(true);
    }
  });

  test('a cut-off has the number that its name says', () => {
    for (const { id, bands } of scale.bandings) {
      const cutoff = /^cutoff-(\d+)$/.exec(id);
      if (cutoff) expect(bands.find(({ label }) => label === 'pain')?.from).toBe(Number(cutoff[1]));
    }
  });

  test('steps of an item give as many points as its range', () => {
    for (const { steps, range } of scale.items) {
      if (!steps) continue;
      expect(steps.thresholds).toHaveLength(range[1] - range[0]);
      const rising = [...steps.thresholds].sort((a, b) => a - b);
      expect(steps.thresholds).toEqual(steps.reached === 'at-least' ? rising : rising.reverse());
    }
  });
});

describe('bands', () => {
  const nips = scales.get('nips');

  test.each([
    [0, 'no-pain', 'no-pain', 'no-pain'],
    [2, 'no-pain', 'no-pain', 'no-pain'],
    [3, 'middle', 'pain', 'no-pain'],
    [4, 'middle', 'pain', 'pain'],
    [5, 'pain', 'pain', 'pain'],
    [7, 'pain', 'pain', 'pain'],
  ])('NIPS %i', (score, three, cutoff3, cutoff4) => {
    expect(bandOf(nips, score).label).toBe(three);
    expect(bandOf(nips, score, { bands: 'cutoff-3' }).label).toBe(cutoff3);
    expect(bandOf(nips, score, { bands: 'cutoff-4' }).label).toBe(cutoff4);
  });

  test('sedation is neither pain nor no pain', () => {
    expect(bandOf(scales.get('n-pass'), -2).label).toBe('not-assessable');
    expect(bandOf(scales.get('n-pass'), -1).label).toBe('no-pain');
    expect(bandOf(scales.get('comfort-neo'), 8).label).toBe('not-assessable');
  });

  test.each([
    ['above the range', () => bandOf(nips, 8), 'score-out-of-range'],
    ['below the range', () => bandOf(nips, -1), 'score-out-of-range'],
    ['no number', () => bandOf(nips, Number.NaN), 'score-out-of-range'],
    ['between two bands', () => bandOf(nips, 2.5), 'score-not-whole'],
    ['inside a band, not whole', () => bandOf(nips, 1.5), 'score-not-whole'],
    ['unknown bands', () => bandOf(nips, 2, { bands: 'cutoff-5' }), 'unknown-bands'],
    [
      'a gap',
      () =>
        bandsOf(nips, [
          { label: 'no-pain', from: 0, to: 2 },
          { label: 'pain', from: 4, to: 7 },
        ]),
      'bad-bands',
    ],
    [
      'an overlap',
      () =>
        bandsOf(nips, [
          { label: 'no-pain', from: 0, to: 4 },
          { label: 'pain', from: 4, to: 7 },
        ]),
      'bad-bands',
    ],
    ['an end too early', () => bandsOf(nips, [{ label: 'no-pain', from: 0, to: 6 }]), 'bad-bands'],
    ['an end too late', () => bandsOf(nips, [{ label: 'no-pain', from: 0, to: 8 }]), 'bad-bands'],
  ])('%s is refused', (_, action, code) => {
    expect(codeOf(action)).toBe(code);
  });

  test('any cut of a range into bands is accepted, in any order, and each score finds its own', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { maxLength: 5 }),
        fc.boolean(),
        (cuts, turned) => {
          const starts = [0, ...cuts.sort((a, b) => a - b)];
          const bands = starts.map((from, i) => ({
            label: i === 0 ? ('no-pain' as const) : ('pain' as const),
            from,
            to: (starts[i + 1] ?? 8) - 1,
          }));
          for (let score = 0; score <= 7; score++) {
            const band = bandOf(nips, score, { bands: turned ? [...bands].reverse() : bands });
            expect(score >= band.from && score <= band.to).toBe(true);
          }
        },
      ),
    );
  });
});

describe('incorporation', () => {
  test('families that measure the same share one caution', () => {
    const all = incorporationWarnings(scales.get('nips'), ['deep', 'texture', 'geometry', 'cry', 'deep']);
    expect(all).toHaveLength(2);
    expect(all[0]).toContain('deep, texture and geometry features measure the face');
    expect(all[1]).toContain('cry features measure the cry');
    expect(incorporationWarnings(scales.get('nfcs'), ['pulse'])).toEqual([]);
  });

  test.each([
    ['nips', 'cry', ['cry']],
    ['nips', 'pulse', null],
    ['nips', 'texture', ['facial-expression']],
    ['nips', 'deep', ['facial-expression']],
    ['nips', 'movement', ['arms', 'legs']],
    ['pipp-r', 'pulse', ['heart-rate']],
    ['pipp-r', 'cry', null],
    ['pipp-r', 'strain', ['brow-bulge', 'eye-squeeze', 'nasolabial-furrow']],
    ['cries', 'pulse', ['vital-signs']],
    ['nfcs', 'cry', null],
    ['edin', 'cry', null],
  ] as const)('%s and %s', (id, kind, expected) => {
    const found = incorporates(scales.get(id), kind);
    expect(found?.items.map((item) => item.id) ?? null).toEqual(expected);
  });

  test('says how much of the scale it is', () => {
    expect(incorporates(scales.get('nips'), 'cry')?.share).toBeCloseTo(2 / 7, 12);
    expect(incorporates(scales.get('pipp-r'), 'geometry')?.share).toBeCloseTo(9 / 21, 12);
    const whole = incorporates(scales.get('nfcs'), 'deep');
    expect(whole?.share).toBe(1);
    expect(whole?.warning).toContain('not independent evidence');
    expect(incorporates(scales.get('nips'), 'deep')?.warning).toContain('up to 1 of its 7 points');
    expect(incorporates(scales.get('nips'), 'deep')?.partly.map(({ id }) => id)).toEqual(['cry', 'arousal']);
  });

  test('every scale scores the face, so no face feature is free of it', () => {
    for (const scale of scales.entries) expect(incorporates(scale, 'deep')).not.toBeNull();
    for (const scale of scales.entries) {
      for (const kind of featureFamilyKinds) {
        const share = incorporates(scale, kind)?.share ?? 0.5;
        expect(share > 0 && share <= 1).toBe(true);
      }
    }
  });
});

describe('docs/methods/scales.md', () => {
  const file = readFileSync(new URL('../../../../docs/methods/scales.md', import.meta.url), 'utf8');
  // Tables may be padded: blanks in a row count as one.
  const page = file.replace(/ +/g, ' ');
  const sections = page.split('\n### ');

  test.each(scales.entries)('says of $id what the catalogue holds', (scale) => {
    const section = sections.find((text) => text.startsWith(`${scale.title}: \`${scale.id}\``)) ?? '';
    const lines = [
      `Sum ${scale.range[0]} to ${scale.range[1]}.`,
      ...scale.items.map(({ title, range }) => `| ${title} | ${range[0]} to ${range[1]} |`),
      ...scale.bandings.map(({ id, title }) => `| \`${id}\` | ${title} |`),
      ...scale.notes,
      scale.source.citation,
      ...scale.bandings.flatMap(({ source: { citation, via } }) => (via ? [citation, via] : [citation])),
    ];
    for (const line of lines) expect(section).toContain(line);
    const rows = section
      .split('\n')
      .filter((line) => line.startsWith('| ') && !/^\| (item|bands|-+) /.test(line));
    expect(rows).toHaveLength(scale.items.length + scale.bandings.length);
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { agreementOf } from './agreement.ts';
import { blandAltman } from './bland-altman.ts';
import { intraclassCorrelations } from './intraclass.ts';
import { cohenKappa, fleissKappa, kappaIndices } from './kappa.ts';
import { krippendorffAlpha } from './krippendorff.ts';
import { layRatings, type Rating, type RatingLevel } from './ratings.ts';
import { repeatabilityOf } from './repeatability.ts';

const golden = (name: string) =>
  JSON.parse(readFileSync(new URL(`./goldens/${name}.json`, import.meta.url), 'utf8'));
const numbers = z.array(z.number());
const kappas = z
  .array(
    z.object({
      ...{ values: numbers, raters: z.int(), categories: z.int(), fleiss: z.number() },
      ...{ unweighted: z.number(), linear: z.number(), quadratic: z.number() },
    }),
  )
  .parse(golden('agreement'));
const { intraclass, limits } = z
  .object({
    intraclass: z.array(
      z.object({
        ...{ values: numbers, raters: z.int(), agreement_single: z.number(), agreement_mean: z.number() },
        ...{ consistency_single: z.number(), consistency_mean: z.number() },
      }),
    ),
    limits: z.array(
      z.object({
        ...{ a: numbers, b: numbers, subject: numbers, bias: z.number() },
        ...{ within: z.number(), between: z.number(), deviation: z.number() },
      }),
    ),
  })
  .parse(golden('intraclass'));

const near = (value: number, digits = 10) => expect.closeTo(value, digits);

describe('kappas', () => {
  it.each(kappas)(
    'are those of scikit-learn and statsmodels ($raters raters, $categories categories)',
    (wanted) => {
      const { raters, categories } = wanted;
      const values = Float64Array.from(wanted.values);
      const [a, b] = [0, 1].map((rater) => values.filter((_, i) => i % raters === rater));
      for (const weights of ['unweighted', 'linear', 'quadratic'] as const) {
        expect(cohenKappa(a, b, categories, weights).kappa).toBeCloseTo(wanted[weights], 10);
      }
      expect(fleissKappa(values, raters, categories).kappa).toBeCloseTo(wanted.fleiss, 10);
    },
  );

  it('are the worked example of ten items and fourteen raters', () => {
    // Ten items, fourteen raters, five categories: counts of each category for each item.
    const counts = [
      ...[
        [0, 0, 0, 0, 14],
        [0, 2, 6, 4, 2],
        [0, 0, 3, 5, 6],
        [0, 3, 9, 2, 0],
        [2, 2, 8, 1, 1],
      ],
      ...[
        [7, 7, 0, 0, 0],
        [3, 2, 6, 3, 0],
        [2, 5, 3, 2, 2],
        [6, 5, 2, 1, 0],
        [0, 2, 2, 3, 7],
      ],
    ];
    const values = Float64Array.from(counts.flatMap((own) => own.flatMap((n, c) => new Array(n).fill(c))));
    expect(fleissKappa(values, 14, 5).kappa).toBeCloseTo(0.20993, 4);
  });

  it('have prevalence and bias beside them (Byrt et al.: high agreement, low kappa)', () => {
    // 118 items both positive, 5 and 2 of one alone, none of neither: the second paradox of Feinstein and Cicchetti.
    const of = (both: number, first: number, second: number, neither: number, rater: 0 | 1) =>
      [
        [1, 1, both] as const,
        [1, 0, first] as const,
        [0, 1, second] as const,
        [0, 0, neither] as const,
      ].flatMap((cell) => new Array<number>(cell[2]).fill(cell[rater]));
    const [a, b] = [of(118, 5, 2, 0, 0), of(118, 5, 2, 0, 1)];
    expect(cohenKappa(a, b, 2)).toMatchObject({ items: 125, kappa: near(-0.0234, 4), agreement: 118 / 125 });
    expect(kappaIndices(a, b)).toEqual({
      prevalence: near(118 / 125),
      bias: near(3 / 125),
      adjusted: near(0.888, 3),
    });
  });

  it('have no value where nothing varies, and pass over gaps', () => {
    expect(cohenKappa([1, 1], [1, 1], 2)).toEqual({ items: 2, kappa: null, agreement: 1 });
    expect(cohenKappa([0, 1, Number.NaN], [0, 1, 1], 2)).toMatchObject({ items: 2, kappa: 1 });
    expect(fleissKappa(Float64Array.of(0, 0, 1, 1, 0, Number.NaN), 2, 2)).toEqual({ items: 2, kappa: 1 });
  });
});

describe('intraclass correlations', () => {
  it.each(intraclass)('are those of psych in R ($raters raters)', ({ values, raters, ...wanted }) => {
    const found = intraclassCorrelations(Float64Array.from(values), raters);
    for (const [name, value] of Object.entries(wanted))
      expect(found).toMatchObject({ [name]: near(value, 9) });
  });

  it('are the worked example of Shrout and Fleiss 1979', () => {
    const values = Float64Array.from(
      [
        [9, 2, 5, 8],
        [6, 1, 3, 2],
        [8, 4, 6, 8],
        [7, 1, 2, 6],
        [10, 5, 6, 9],
        [6, 2, 4, 7],
      ].flat(),
    );
    const found = intraclassCorrelations(values, 4);
    expect(found).toMatchObject({
      ...{ agreement_single: near(0.29, 2), agreement_mean: near(0.62, 2) },
      ...{ consistency_single: near(0.71, 2), consistency_mean: near(0.91, 2) },
      // Their mean squares: residual 1.02, judges 32.49.
      error_consistency: near(Math.sqrt(1.0194), 3),
      error_agreement: near(Math.sqrt(1.0194 + (32.486 - 1.0194) / 6), 3),
    });
  });

  it('of repeats alone are those that Shrout and Fleiss printed: ICC(1,1)', () => {
    const groups = [
      [9, 2, 5, 8],
      [6, 1, 3, 2],
      [8, 4, 6, 8],
      [7, 1, 2, 6],
      [10, 5, 6, 9],
      [6, 2, 4, 7],
    ];
    // Their mean square within targets: 6.26.
    const found = repeatabilityOf([...groups, [3]]);
    expect(found).toMatchObject({
      groups: 6,
      measurements: 24,
      intraclass: near(0.17, 2),
      error: near(Math.sqrt(6.264), 3),
    });
    expect(found.repeatability).toBeCloseTo(2.7718 * (found.error ?? 0), 3);
    expect(repeatabilityOf([[1, 2]])).toMatchObject({ groups: 1, error: null });
  });

  it('leave an item out that some rater has not rated', () => {
    const values = Float64Array.of(1, 2, 3, Number.NaN, 5, 5, 2, 3);
    expect(intraclassCorrelations(values, 2)).toEqual(
      intraclassCorrelations(Float64Array.of(1, 2, 5, 5, 2, 3), 2),
    );
  });
});

describe("Krippendorff's alpha", () => {
  // Krippendorff's own example: four observers, twelve units, gaps (2011, "Computing Krippendorff's alpha-reliability", part C).
  const gap = Number.NaN;
  const rows = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, gap, gap, gap],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, gap, 3],
    [gap, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, gap],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, gap],
  ];
  const values = Float64Array.from(rows[0].flatMap((_, unit) => rows.map((own) => own[unit])));
  const printed: readonly (readonly [RatingLevel, number])[] = [
    ['nominal', 0.743],
    ['ordinal', 0.815],
    ['interval', 0.849],
    ['ratio', 0.797],
  ];
  it.each(printed)('at the level %s is the one that he printed', (level, alpha) => {
    expect(krippendorffAlpha(values, 4, level)).toMatchObject({
      items: 11,
      ratings: 40,
      alpha: near(alpha, 3),
    });
  });

  it('has no value where nothing varies', () => {
    expect(krippendorffAlpha(Float64Array.of(1, 1, 1, 1), 2, 'interval').alpha).toBeNull();
  });
});

describe('limits of agreement', () => {
  it.each(limits)("are those of R's analysis of variance ($subject.length measurements)", (wanted) => {
    const { a, b, subject, bias, within, between, deviation } = wanted;
    expect(blandAltman(a, b, subject)).toMatchObject({
      ...{ items: a.length, bias: near(bias), variance_within: near(within) },
      ...{ variance_between: near(Math.max(0, between)), deviation: near(deviation) },
    });
  });

  it('with one measurement a subject are the plain ones', () => {
    const { deviation, bias, limits: both } = blandAltman([1, 2, 4], [1, 1, 1], [0, 1, 2]);
    const spread = Math.sqrt(((0 - bias) ** 2 + (1 - bias) ** 2 + (3 - bias) ** 2) / 2);
    expect(deviation).toBeCloseTo(spread, 12);
    expect(both?.[1]).toBeCloseTo(bias + 1.959964 * spread, 6);
  });
});

/** Two raters over items of subjects; `value` says what either sees. */
function rated(count: number, value: (item: number, rater: number) => string, perSubject = 1): Rating[] {
  return Array.from({ length: count }, (_, item) =>
    ['anna', 'ben'].map((rater, r) => ({
      ...{ item: `i${item}`, rater, subject: `S${Math.floor(item / perSubject)}` },
      ...{ value: value(item, r), place: `line ${item + 2}` },
    })),
  ).flat();
}

describe('all together', () => {
  it('words have kappas and alpha, two categories have indices, numbers have correlations and limits', () => {
    const words = layRatings(
      rated(24, (i, r) => (i % 2 === 0 || (r === 1 && i % 5 === 0) ? 'pain' : 'rest')),
      {
        level: 'nominal',
      },
    );
    const found = agreementOf(words, { draws: 200 });
    expect(found).toMatchObject({ categories: ['pain', 'rest'], items: 24, subjects: 24, intraclass: null });
    expect(Object.keys(found.pairs[0].kappa ?? {})).toEqual(['unweighted']);
    expect(found.pairs[0]).toMatchObject({ bland_altman: null, indices: { bias: near(2 / 24) } });
    const [low, high] = found.fleiss?.ci95 ?? [];
    expect(low).toBeLessThan(found.fleiss?.value ?? 0);
    expect(high).toBeGreaterThan(found.fleiss?.value ?? 1);
    const scores = layRatings(
      rated(24, (i, r) => String(i + r * 0.5 + ((i * 7) % 3))),
      { level: 'interval' },
    );
    const measured = agreementOf(scores, { draws: 200 });
    expect(measured).toMatchObject({ categories: null, fleiss: null, pairs: [{ kappa: null }] });
    expect(measured.pairs[0].bland_altman?.bias).toBeCloseTo(-0.5, 12);
    expect(measured.intraclass?.consistency_single.value).toBeCloseTo(1, 12);
    expect(measured.intraclass?.agreement_single.value).toBeLessThan(1);
  });

  it('intervals draw subjects: with the items of a subject alike they are wider than with as many subjects', () => {
    const value = (item: number, r: number) =>
      r === 0 || item % 12 < 8 ? (item % 24 < 12 ? 'a' : 'b') : 'a';
    const width = (perSubject: number) => {
      // The same items, in blocks of twelve of one subject or each of its own.
      const order = (item: number) => (item % 10) * 12 + Math.floor(item / 10);
      const ratings = rated(120, (item, r) => value(order(item), r), perSubject);
      const [pair] = agreementOf(layRatings(ratings, { level: 'nominal' }), { draws: 300 }).pairs;
      const [low, high] = pair.kappa?.unweighted?.ci95 ?? [0, 0];
      return high - low;
    };
    expect(width(10)).toBeGreaterThan(1.3 * width(1));
  });

  it.each([
    [
      'bad-rating',
      rated(3, (i) => (i === 1 ? 'much' : '2')),
      { level: 'interval' },
      /^line 3: .*"much" of "anna" is not a number/,
    ],
    [
      'bad-rating',
      rated(3, () => 'severe'),
      { level: 'ordinal', order: ['no', 'mild'] },
      /none of the categories no, mild/,
    ],
    [
      'repeated-rating',
      [...rated(2, () => '1'), ...rated(1, () => '1')],
      { level: 'nominal' },
      /"anna" has rated the item "i0" twice/,
    ],
    [
      'several-subjects',
      [...rated(2, () => '1'), { item: 'i0', rater: 'c', subject: 'X', value: '1', place: 'line 9' }],
      { level: 'nominal' },
      /belongs to "S0" \(line 2\) and to "X" \(line 9\)/,
    ],
    [
      'too-few-ratings',
      rated(5, (_, r) => (r === 0 ? '1' : '')),
      { level: 'nominal' },
      /1 rater rated 5 items/,
    ],
  ] as const)('%s is told with its place', (code, ratings, options, message) => {
    expect(() => layRatings(ratings, options)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) }),
    );
  });
});

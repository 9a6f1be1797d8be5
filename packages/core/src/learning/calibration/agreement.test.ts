import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { asLeftOut } from '../out-of-fold/left-out-scores.ts';
import { beta } from './beta.ts';
import { isotonic, isotonicSteps } from './isotonic.ts';
import { platt } from './platt.ts';
import { temperature } from './temperature.ts';

const numbers = z.array(z.number());
const golden = z
  .object({
    cases: z.array(
      z.object({
        name: z.string(),
        ...{ raw: numbers, score: numbers, y: numbers, at: numbers, isotonic: numbers, platt: numbers },
        beta: z.object({ a: z.number(), b: z.number(), c: z.number() }),
        temperature: z.number(),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(new URL('goldens/calibrators.json', import.meta.url), 'utf8')));

describe.each(golden.cases.map((each) => [each.name, each] as const))('on scores that are %s', (_, given) => {
  const y = Uint8Array.from(given.y);
  const rows = asLeftOut({
    ...{ raw: Float64Array.from(given.raw), score: Float64Array.from(given.score), y },
    subjects: Int32Array.from(given.y.keys()),
  });
  const at = Float64Array.from(given.at);
  const scores = { raw: at, score: at };
  const near = (found: Float64Array, expected: readonly number[], digits: number) => {
    expected.forEach((value, i) => {
      expect(found[i]).toBeCloseTo(value, digits);
    });
  };

  it('isotonic regression is that of scikit-learn', () => {
    near(isotonic.apply(isotonicSteps(rows.raw, y), scores), given.isotonic, 12);
  });

  it("Platt's sigmoid is that of scikit-learn", () => {
    near(platt.apply(platt.fit(rows, {}), scores), given.platt, 4);
  });

  it("beta calibration is its definition, by scikit-learn's logistic regression", () => {
    const { a, b, c } = beta.fit(rows, {});
    expect(a).toBeCloseTo(given.beta.a, 5);
    expect(b).toBeCloseTo(given.beta.b, 5);
    expect(c).toBeCloseTo(given.beta.c, 5);
  });

  it("the temperature is that of SciPy's minimisation", () => {
    expect(temperature.fit(rows, {}).temperature).toBeCloseTo(given.temperature, 5);
  });
});

it('one of the cases has a coefficient of the beta map held at 0', () => {
  expect(golden.cases.some(({ beta: { a, b } }) => a === 0 || b === 0)).toBe(true);
});

import { WinceError } from '@wince/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkProportions } from './proportions.ts';
import { drawSubject } from './subject.ts';
import { linearColour, MONK_SCALE, skinAlbedo } from './tone.ts';

describe('a drawn subject', () => {
  it('keeps the bounds of a neonate, whatever the seed and the age', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.double({ min: 26, max: 42, noNaN: true }),
        fc.double({ min: 1, max: 10, noNaN: true }),
        (seed, gestationalAgeWeeks, monk) => {
          const subject = drawSubject('S01', seed, { gestationalAgeWeeks, monk });
          expect(checkProportions(subject.proportions)).toBe(subject.proportions);
          for (const channel of [...subject.skin, ...subject.lips, ...subject.hair, ...subject.iris]) {
            expect(channel).toBeGreaterThan(0);
            expect(channel).toBeLessThan(1);
          }
        },
      ),
    );
  });

  it('refuses the proportions of an adult, and names the bound', () => {
    const { proportions } = drawSubject('S01', 1);
    const adult = { ...proportions, chin: 7.5 };
    expect(() => checkProportions(adult)).toThrow(WinceError);
    expect(() => checkProportions(adult)).toThrow(/share of the head above the eyes/);
  });

  it('gets darker along the Monk scale from its fourth tone on', () => {
    const luma = (monk: number): number => {
      const [r, g, b] = skinAlbedo(monk, 0.5);
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    for (let monk = 4; monk < 10; monk++) expect(luma(monk + 1)).toBeLessThan(luma(monk));
  });

  it('keeps the hue of each tone of the scale: red over green over blue', () => {
    for (let monk = 1; monk <= MONK_SCALE.length; monk++) {
      const [r, g, b] = skinAlbedo(monk, 0.5);
      expect(r).toBeGreaterThan(g);
      expect(g).toBeGreaterThan(b);
      expect(Math.abs(r - (0.72 * linearColour(MONK_SCALE[monk - 1])[0] + 0.012))).toBeLessThan(0.05);
    }
  });
});

import { applySimilarity, COLOUR_TO_GREY, LANDMARKS } from '@wince/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { strainOverlay } from './overlay.ts';

it('a registered face lies where its picture was turned, scaled and moved from', () => {
  const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
  fc.assert(
    fc.property(number(-3, 3), number(0.3, 3), number(-200, 200), number(-200, 200), (angle, scale, x, y) => {
      const registered = Float64Array.from(
        { length: 2 * LANDMARKS },
        (_, i) => 40 + 100 * Math.sin(7 * i) ** 2,
      );
      const grey = applySimilarity(COLOUR_TO_GREY, registered);
      const [cos, sin] = [scale * Math.cos(angle), scale * Math.sin(angle)];
      const picture = Float64Array.from(grey, (_, i) => {
        const [u, v] = [grey[i - (i % 2)], grey[i - (i % 2) + 1]];
        return i % 2 === 0 ? cos * u - sin * v + x : sin * u + cos * v + y;
      });
      const { place } = strainOverlay(new Float32Array(1), { landmarks: registered }, picture);
      expect(place.a).toBeCloseTo(cos, 6);
      expect(place.b).toBeCloseTo(sin, 6);
      expect(place.e).toBeCloseTo(x, 4);
      expect(place.f).toBeCloseTo(y, 4);
    }),
  );
});

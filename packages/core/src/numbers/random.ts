/** A stream of pseudo-random numbers that is fixed by its seed, on every machine. */
export interface Random {
  /** The next number, uniform in [0, 1), with 32 random bits. */
  next(): number;
  /** The next whole number, uniform in [0, bound). */
  below(bound: number): number;
  /** The next number of a standard normal distribution. */
  normal(): number;
  /** The next whole numbers of 32 bits, as many as `out` holds: `next()` times 2^32 each, at a fraction of the time. */
  fill(out: Uint32Array): void;
}

/**
 * 128 bits of seed from any parts, by content: the same parts give the same seed, whatever their place in a run.
 * (cyrb128: four multiply-xor lanes over the UTF-16 units of the parts, joined by a separator that no part holds.)
 */
export function seedFrom(...parts: readonly (string | number)[]): readonly [number, number, number, number] {
  const text = parts.map((part) => `${typeof part}:${part}`).join('\u0000');
  let h1 = 1779033703;
  let h2 = 3144134277;
  let h3 = 1013904242;
  let h4 = 2773480762;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    h1 = h2 ^ Math.imul(h1 ^ unit, 597399067);
    h2 = h3 ^ Math.imul(h2 ^ unit, 2869860233);
    h3 = h4 ^ Math.imul(h3 ^ unit, 951274213);
    h4 = h1 ^ Math.imul(h4 ^ unit, 2716044179);
  }
  h1 = Math.imul(h3 ^ (h1 >>> 18), 597399067);
  h2 = Math.imul(h4 ^ (h2 >>> 22), 2869860233);
  h3 = Math.imul(h1 ^ (h3 >>> 17), 951274213);
  h4 = Math.imul(h2 ^ (h4 >>> 19), 2716044179);
  h1 ^= h2 ^ h3 ^ h4;
  return [h1 >>> 0, (h2 ^ h1) >>> 0, (h3 ^ h1) >>> 0, (h4 ^ h1) >>> 0];
}

/** A stream fixed by the given parts. @source sfc32 of PractRand (Doty-Humphrey), period about 2^127. */
export function randomFrom(...parts: readonly (string | number)[]): Random {
  let [a, b, c, d] = seedFrom(...parts);
  const bits = (): number => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return t >>> 0;
  };
  for (let i = 0; i < 12; i++) bits();
  let spare: number | undefined;
  return {
    next: () => bits() / 4294967296,
    below: (bound) => Math.floor((bits() / 4294967296) * bound),
    normal() {
      if (spare !== undefined) {
        const value = spare;
        spare = undefined;
        return value;
      }
      const radius = Math.sqrt(-2 * Math.log((bits() + 1) / 4294967296));
      const angle = (2 * Math.PI * bits()) / 4294967296;
      spare = radius * Math.sin(angle);
      return radius * Math.cos(angle);
    },
    fill(out) {
      // The state in variables of this call stays in the processor's registers.
      let [p, q, r, s] = [a, b, c, d];
      for (let i = 0; i < out.length; i++) {
        const t = (((p + q) | 0) + s) | 0;
        s = (s + 1) | 0;
        p = q ^ (q >>> 9);
        q = (r + (r << 3)) | 0;
        r = (r << 21) | (r >>> 11);
        r = (r + t) | 0;
        out[i] = t;
      }
      [a, b, c, d] = [p, q, r, s];
    },
  };
}

/** Shuffles in place (Fisher and Yates) and returns the same array. */
export function shuffle<Items extends { length: number; [index: number]: unknown }>(
  items: Items,
  random: Random,
): Items {
  for (let i = items.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [items[i], items[j]] = [items[j], items[i]];
  }
  return items;
}

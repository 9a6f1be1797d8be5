import { describe, expect, it } from 'vitest';
import { randomFrom } from './random.ts';

describe('a stream of random numbers', () => {
  it('fills an array with what it would have given one by one, and goes on from there', () => {
    const one = randomFrom('fill', 3);
    const many = randomFrom('fill', 3);
    const out = new Uint32Array(1000);
    many.fill(out);
    expect(Array.from(out)).toEqual(Array.from(out, () => one.next() * 4294967296));
    expect(many.next()).toBe(one.next());
    expect(many.normal()).toBe(one.normal());
  });
});

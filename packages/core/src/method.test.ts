import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineCatalogue } from './catalogue.ts';
import { WinceError } from './errors.ts';
import { parseMethod } from './method.ts';

const animals = defineCatalogue('feature', [
  {
    id: 'hound',
    version: 1,
    parameters: z.strictObject({ legs: z.int().min(1).default(4), colour: z.string().default('brown') }),
  },
  { id: 'worm', version: 1, parameters: z.strictObject({}) },
]);

describe('parseMethod', () => {
  it.each([
    ['hound', 'hound', { legs: 4, colour: 'brown' }],
    ['hound?legs=3', 'hound?legs=3', { legs: 3, colour: 'brown' }],
    ['hound?legs=4', 'hound', { legs: 4, colour: 'brown' }],
    ['hound?legs=3&colour=grey', 'hound?colour=grey&legs=3', { legs: 3, colour: 'grey' }],
    [{ id: 'hound', colour: 'grey' }, 'hound?colour=grey', { legs: 4, colour: 'grey' }],
    ['worm', 'worm', {}],
  ])('reads %j as %s', (specification, name, parameters) => {
    expect(parseMethod(animals, specification)).toEqual({ id: name.split('?')[0], name, parameters });
  });

  it.each([
    ['hond', 'unknown-feature', /"hond".*Did you mean "hound"/],
    ['hound?__proto__=3', 'bad-parameter', /no parameter "__proto__"/],
    ['hound?constructor=3', 'bad-parameter', /no parameter "constructor"/],
    [
      { id: 'hound', ...JSON.parse('{"__proto__": {"legs": 3}}') },
      'bad-parameter',
      /no parameter "__proto__"/,
    ],
    ['constructor', 'unknown-feature', /"constructor"/],
    ['hound?leg=3', 'bad-parameter', /no parameter "leg".*Did you mean "legs"/],
    ['hound?legs=0', 'bad-parameter', /"legs".*cannot be 0/],
    ['hound?legs', 'bad-parameter', /"legs" in "hound\?legs"/],
    ['worm?legs=1', 'bad-parameter', /no parameter "legs"/],
  ])('refuses %s', (specification, code, message) => {
    const error = caught(() => parseMethod(animals, specification));
    expect(error).toBeInstanceOf(WinceError);
    expect(error).toMatchObject({ code, status: 2, message: expect.stringMatching(message) });
  });
});

describe('defineCatalogue', () => {
  it('refuses two entries of one name', () => {
    const twin = { id: 'a', version: 1 };
    expect(() => defineCatalogue('scale', [twin, { ...twin }])).toThrow(/called "a"/);
  });

  it('is frozen, entries too', () => {
    expect(Object.isFrozen(animals)).toBe(true);
    expect(Object.isFrozen(animals.get('worm'))).toBe(true);
  });
});

function caught(body: () => unknown): unknown {
  try {
    body();
  } catch (error) {
    return error;
  }
  return undefined;
}

import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { WinceError } from './errors.ts';
import { type GivenWords, parseGiven } from './parameters.ts';

const ward = z.strictObject({
  name: z.string().min(1),
  beds: z.array(z.int().positive()).min(1).default([1]),
  kind: z.enum(['intensive', 'special']).default('special'),
  share: z.union([z.number().gt(0).lt(1), z.literal('half')]).default(0.5),
  light: z
    .strictObject({ day: z.number().default(300), night: z.number().default(20) })
    .refine(({ day, night }) => night < day, '"night" is less than "day"')
    .prefault({}),
  labels: z.union([z.string().transform((label) => [label]), z.array(z.string())]).optional(),
  rooms: z.array(z.union([z.string(), z.strictObject({ id: z.string(), cots: z.int().max(4) })])).default([]),
});

const words: GivenWords = { code: 'bad-experiment', where: 'ward.yaml' };

describe('parseGiven', () => {
  it('fills in all defaults', () => {
    expect(parseGiven(ward, { name: 'A', labels: 'pain' }, words)).toEqual({
      ...{ name: 'A', beds: [1], kind: 'special', share: 0.5, light: { day: 300, night: 20 } },
      ...{ labels: ['pain'], rooms: [] },
    });
  });

  const top = 'name, beds, kind, share, light, labels, rooms';
  it.each([
    [{ nam: 'A' }, 'there is no key "nam". Did you mean "name"?', top],
    [
      { name: 'A', light: { nigth: 3 } },
      'there is no key "light.nigth". Did you mean "night"?',
      'day, night',
    ],
    [{ name: 'A', rooms: ['x', { id: 'y', cot: 1 }] }, 'there is no key "rooms.1.cot".', 'id, cots'],
    [{}, 'the key "name" is missing: it must be text.', top],
    [{ name: null }, 'the key "name" is empty: it must be text.', top],
    [{ name: '' }, 'the key "name" cannot be "": it must not be empty.', top],
    [{ name: 'A', kind: 'x' }, 'the key "kind" cannot be "x": it must be "intensive" or "special".', top],
    [{ name: 'A', beds: [0] }, 'the key "beds.0" cannot be 0: it must be more than 0.', top],
    [{ name: 'A', beds: [1.5] }, 'the key "beds.0" cannot be 1.5: it must be a whole number.', top],
    [{ name: 'A', beds: [] }, 'the key "beds" cannot be this: it must have at least 1 entry.', top],
    [{ name: 'A', share: 1 }, 'the key "share" cannot be 1: it must be less than 1.', top],
    [{ name: 'A', share: true }, 'the key "share" cannot be true: it must be a number or "half".', top],
    [{ name: 'A', labels: 3 }, 'the key "labels" cannot be 3: it must be text or a list.', top],
    [{ name: 'A', light: { day: 1 } }, 'the key "light" cannot be this: "night" is less than "day".', 'day'],
    [
      { name: 'A', rooms: [{ id: 'y', cots: 9 }] },
      '"rooms.0.cots" cannot be 9: it must be at most 4.',
      'cots',
    ],
    ['a text', 'the file cannot be "a text": it must be names with values.', top],
    [null, 'the file is empty: it must be names with values.', top],
  ])('refuses %j', (given, message, known) => {
    const error = refusalOf(given, words);
    expect(error).toMatchObject({ code: 'bad-experiment', status: 2 });
    expect(error.message).toMatch(/^ward\.yaml: /);
    expect(error.message).toContain(message);
    expect(error.hint).toMatch(/^The known keys at this place are: /);
    expect(error.hint).toContain(known);
  });

  it('speaks of parameters within a group', () => {
    const error = refusalOf(
      { name: 'A', light: { nigth: 3 } },
      { code: 'bad-parameter', noun: 'parameter', within: ['ward'], hint: 'See the guide.' },
    );
    expect(error.message).toBe('There is no parameter "ward.light.nigth". Did you mean "night"?');
    expect(error.hint).toBe('The known parameters at this place are: day, night. See the guide.');
  });

  it('says where there is nothing to set', () => {
    const error = caught(() => parseGiven(z.strictObject({}), { a: 1 }, { ...words, noun: 'parameter' }));
    expect(error.hint).toBe('It has no parameters.');
  });
});

function refusalOf(given: unknown, told: GivenWords): WinceError {
  return caught(() => parseGiven(ward, given, told));
}

function caught(body: () => unknown): WinceError {
  try {
    body();
  } catch (error) {
    if (error instanceof WinceError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('words that YAML reads as something else', () => {
  const schema = z.strictObject({
    positive: z.union([z.string(), z.array(z.string())]),
    keep: z.int().optional(),
  });
  const hintOf = (given: unknown) => {
    try {
      parseGiven(schema, given, { code: 'bad-experiment' });
    } catch (error) {
      if (error instanceof WinceError) return error.hint;
      throw error;
    }
    return null;
  };

  it.each([
    [
      { positive: 1 },
      'in quotes, exactly as the table has it: "1" (without quotes, YAML reads 01 as 1, too)',
    ],
    [{ positive: ['a', 2] }, 'exactly as the table has it: "2"'],
    [{ positive: true }, 'exactly as the table has it: "true".'],
  ])('%j is to be quoted', (given, hint) => {
    expect(hintOf(given)).toContain(hint);
  });

  it('a number that is out of place anywhere else is not', () => {
    expect(hintOf({ positive: 'a', keep: 1.5 })).not.toContain('quotes');
  });
});

describe('names that JavaScript gives a meaning', () => {
  it.each([
    ['{"name": "A", "__proto__": {"beds": [2]}}', 'there is no key "__proto__"'],
    [
      '{"name": "A", "rooms": [{"id": "r", "cots": 1, "__proto__": {"cots": 9}}]}',
      'there is no key "rooms.0.__proto__"',
    ],
    ['{"name": "A", "constructor": 1}', 'there is no key "constructor"'],
    ['{"name": "A", "light": {"toString": 1}}', 'there is no key "light.toString"'],
  ])('%s is refused like any other that is not known', (json, message) => {
    const parsing = () => parseGiven(ward, JSON.parse(json), words);
    expect(parsing).toThrow(WinceError);
    expect(parsing).toThrow(message);
  });
});

import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { parseExperiment } from './experiment/specification.ts';
import { parseGiven } from './parameters.ts';
import { keysInSnakeCase, keysOfSchema, nameInFiles } from './spelling.ts';

const schema = z.strictObject({
  quality: z.strictObject({ maximumYaw: z.number().max(90).default(35) }).prefault({}),
  columns: z.record(z.string(), z.string()).default({}),
  parts: z.array(z.strictObject({ leastShare: z.number() })).default([]),
  keyFrames: z.union([z.literal(false), z.strictObject({ minimumDistance: z.number() })]).default(false),
  C: z.number().default(1),
});

test('names in files', () => {
  expect(['maximumYaw', 'C', 'coef0', 'already_snake', 'a1B'].map(nameInFiles)).toEqual([
    ...['maximum_yaw', 'C', 'coef0', 'already_snake', 'a1_b'],
  ]);
});

describe('keys are taken in either spelling', () => {
  test('and come back as they were written', () => {
    const written = {
      quality: { maximum_yaw: 40 },
      columns: { birthWeight: 'Birth weight', gestational_age: 'GA' },
      parts: [{ least_share: 0.5 }],
      key_frames: { minimum_distance: 0.2 },
      C: 2,
    };
    const parsed = schema.parse(keysOfSchema(schema, written));
    expect(parsed.quality.maximumYaw).toBe(40);
    expect(parsed.columns).toEqual(written.columns);
    expect(parsed.parts).toEqual([{ leastShare: 0.5 }]);
    expect(parsed.keyFrames).toEqual({ minimumDistance: 0.2 });
    expect(keysOfSchema(schema, parsed)).toEqual(parsed);
    const { columns: _, ...rest } = written;
    expect(keysInSnakeCase({ ...parsed, columns: undefined })).toEqual({ ...rest, columns: undefined });
  });

  test.each([
    [
      { quality: { maximum_yaw: 100 } },
      'x: the key "quality.maximum_yaw" cannot be 100: it must be at most 90.',
      '',
    ],
    [
      { quality: { maximumYaw: 100 } },
      'x: the key "quality.maximum_yaw" cannot be 100: it must be at most 90.',
      '',
    ],
    [
      { quality: { maximumYav: 1 } },
      'x: there is no key "quality.maximumYav". Did you mean "maximum_yaw"?',
      'maximum_yaw',
    ],
    // Twice, in two spellings: which one counts is not guessed.
    [
      { quality: { maximum_yaw: 1, maximumYaw: 2 } },
      'x: there is no key "quality.maximum_yaw".',
      'maximum_yaw',
    ],
    [{ columns: { birthWeight: 1 } }, 'x: the key "columns.birthWeight" cannot be 1: it must be text.', ''],
  ])('%j', (given, message, known) => {
    expect(() => parseGiven(schema, given, { code: 'bad-experiment', where: 'x' })).toThrow(
      expect.objectContaining({
        message: expect.stringContaining(message),
        hint: expect.stringContaining(known),
      }),
    );
  });
});

test('an experiment file is written in one spelling, and read in both', () => {
  const given = { dataset: 'ward', features: ['hog'], classifiers: ['knn'] };
  const snake = parseExperiment({ ...given, face: { quality: { maximum_yaw: 30 } }, test_dataset: 't' }, 'x');
  const camel = parseExperiment({ ...given, face: { quality: { maximumYaw: 30 } }, testDataset: 't' }, 'x');
  expect(camel).toEqual(snake);
  expect(snake.face.quality.maximumYaw).toBe(30);
  expect(JSON.stringify(keysInSnakeCase(snake))).not.toMatch(/"[a-z]+[A-Z]\w*":/);
});

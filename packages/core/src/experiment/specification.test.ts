import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { WinceError } from '../errors.ts';
import { faceParameters } from '../face/analysis.ts';
import { clipParameters } from '../families/clip-parameters.ts';
import { experimentSpecification, parseExperiment, parseExtraction } from './specification.ts';

const LEAST = { dataset: 'ward', features: ['hog'], classifiers: ['knn'] };

describe('parseExperiment', () => {
  it('fills in all defaults, those of faces and clips too', () => {
    const parsed = parseExperiment(LEAST, 'a test');
    expect(parsed).toMatchObject({ subject: 'subject', keep: [100], threshold: 0.5, seed: 7 });
    expect(parsed.face).toEqual(faceParameters.parse({}));
    expect(parsed.clips).toEqual(clipParameters.parse({}));
    const strict = parseExperiment({ ...LEAST, face: { quality: { maximumYaw: 20 } } }, 'a test');
    expect(strict.face).toEqual({
      ...parsed.face,
      quality: { ...parsed.face.quality, maximumYaw: 20 },
    });
  });

  it('takes what it gave', () => {
    const parsed = parseExperiment({ ...LEAST, positive: 'pain', clips: { rate: 5 } }, 'a test');
    expect(parseExperiment(parsed, 'a test')).toEqual(parsed);
  });

  it.each([
    [{ featurs: [] }, 'there is no key "featurs". Did you mean "features"?', 'dataset, test_dataset'],
    [{ tuning: { kep: [1] } }, 'there is no key "tuning.kep". Did you mean "keep"?', 'keep, C, gamma'],
    [{ face: { qualty: {} } }, '"face.qualty". Did you mean "quality"?', 'locate, choose, registration'],
    [{ face: { quality: { maximumYow: 20 } } }, 'Did you mean "maximum_yaw"?', 'maximum_yaw, maximum_pitch'],
    [
      { face: { quality: { maximumYaw: 'far' } } },
      '"face.quality.maximum_yaw" cannot be "far"',
      'maximum_yaw',
    ],
    [{ face: { locate: { meshPasses: 1 } } }, '"face.locate.mesh_passes" cannot be 1', 'mesh_passes'],
    [{ clips: { rat: 5 } }, 'there is no key "clips.rat". Did you mean "rate"?', 'rate, described'],
    [{ clips: { strain: { flow: { window: 4 } } } }, '"clips.strain.flow.window" cannot be 4', 'window'],
    [{ clips: { tracking: { face: {} } } }, 'there is no key "clips.tracking.face"', 'follow, detect'],
    [{ keep: [0] }, 'the key "keep.0" cannot be 0: it must be more than 0', 'keep'],
    [{ threshold: 1.5 }, 'the key "threshold" cannot be 1.5', 'threshold'],
    [{ dataset: undefined }, 'the key "dataset" is missing', 'dataset'],
  ])('refuses %j', (given, message, known) => {
    const error = refusal(() => parseExperiment({ ...LEAST, ...given }, 'ward.yaml'));
    expect(error).toMatchObject({ code: 'bad-experiment', status: 2 });
    expect(error.message).toMatch(/^ward\.yaml: /);
    expect(error.message).toContain(message);
    expect(error.hint).toContain(known);
  });
});

describe('paths', () => {
  const resolve = (path: string) => (path.startsWith('/') ? path : `/home/c++/${path}`);

  it('are independent of their place, and a table keeps its name', () => {
    const parsed = parseExperiment(
      {
        ...LEAST,
        test_dataset: 'other/dataset.csv',
        features: ['hog', 'table:a.parquet', { id: 'table:/b.csv' }],
        mixes: ['hog+lbp', 'hog+table:a.parquet', { features: ['lbp', 'table:sub/c.csv'], selected: 'each' }],
      },
      'a test',
      resolve,
    );
    const a = { id: 'table:a.parquet', file: '/home/c++/a.parquet' };
    expect(parsed).toMatchObject({
      dataset: '/home/c++/ward',
      test_dataset: '/home/c++/other/dataset.csv',
      features: ['hog', a, { id: 'table:/b.csv', file: '/b.csv' }],
      mixes: [
        'hog+lbp',
        { features: ['hog', a], selected: 'together' },
        {
          features: ['lbp', { id: 'table:sub/c.csv', file: '/home/c++/sub/c.csv' }],
          selected: 'each',
        },
      ],
    });
    expect(parseExperiment(parsed, 'a test', resolve)).toEqual(parsed);
  });

  it('stay as they are without a place', () => {
    const parsed = parseExperiment({ ...LEAST, features: ['table:a.csv'] }, 'a test');
    expect(parsed).toMatchObject({ dataset: 'ward', features: ['table:a.csv'] });
    expect(parsed).not.toHaveProperty('test_dataset');
  });
});

describe('parseExtraction', () => {
  it('passes over what does not concern features', () => {
    const parsed = parseExperiment({ ...LEAST, clips: { rate: 5 }, seed: 3 }, 'a test');
    const { dataset, subject, features, mixes, regions, face, clips } = parsed;
    const named = { features, mixes, regions };
    expect(parseExtraction(parsed, 'a test')).toEqual({ dataset, subject, ...named, face, clips });
  });
});

describe('the JSON Schema', () => {
  const schema = z.toJSONSchema(experimentSpecification, { io: 'input' });

  it('describes every key of the file', () => {
    const properties = Object.entries(schema.properties ?? {});
    expect(properties.length).toBeGreaterThan(20);
    for (const [key, value] of properties) expect(value, key).toHaveProperty('description');
  });

  it.each([
    ['face', faceParameters.shape],
    ['clips', clipParameters.shape],
  ])('knows every key of %s, and no other', (name, shape) => {
    expect(schema.properties?.[name]).toMatchObject({ type: 'object', additionalProperties: false });
    const properties = z.object({ properties: z.record(z.string(), z.unknown()) });
    expect(Object.keys(properties.parse(schema.properties?.[name]).properties)).toEqual(Object.keys(shape));
  });
});

function refusal(body: () => unknown): WinceError {
  try {
    body();
  } catch (error) {
    if (error instanceof WinceError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

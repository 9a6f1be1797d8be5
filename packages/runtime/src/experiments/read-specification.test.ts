import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { parseSpecification } from './read-specification.ts';

const rest = { dataset: 'ward', classifiers: ['knn'], keep: [20] };

afterEach(() => vi.unstubAllEnvs());

it.each([
  [['hogg'], 'There is no feature called "hogg". Did you mean "hog"?'],
  [['hog', { id: 'facer' }], 'There is no feature called "facer". Did you mean "faceres"?'],
])('refuses the unknown feature among %j', (features, message) => {
  expect(() => parseSpecification({ ...rest, features }, 'experiment.yaml')).toThrow(
    expect.objectContaining({ code: 'unknown-feature', message }),
  );
});

it('looks at mixes, too', () => {
  const mixes = ['hog+lpb'];
  expect(() => parseSpecification({ ...rest, features: ['hog'], mixes }, 'experiment.yaml')).toThrow(
    'Did you mean "lbp"?',
  );
});

it('takes features of the program, of networks, of imported networks, and tables', async () => {
  const home = await mkdtemp(join(tmpdir(), 'wince-networks-'));
  vi.stubEnv('WINCE_NETWORKS', home);
  await mkdir(join(home, 'my-network'));
  const features = ['lbp?grid=4', 'faceres:conv_pw_5_relu@mean', 'vgg-face', 'my-network', 'table:pulse.csv'];
  expect(parseSpecification({ ...rest, features }, 'experiment.yaml').features).toHaveLength(5);
  await rm(home, { recursive: true });
});

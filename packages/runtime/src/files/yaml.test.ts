import { WinceError } from '@wince/core';
import { expect, test } from 'vitest';
import { parseYaml } from './yaml.ts';

const refusal = async (text: string): Promise<WinceError> => {
  try {
    await parseYaml(text, 'ward.yaml', 'Correct it.');
  } catch (error) {
    if (error instanceof WinceError) return error;
    throw error;
  }
  throw new Error('it was not refused');
};

/** Each list has the one before ten times: nine lines stand for a thousand million words. */
const LAUGHS = Array.from(
  { length: 9 },
  (_, i) =>
    `${'abcdefghi'[i]}: &l${i} [${Array.from({ length: 10 }, () => (i === 0 ? 'x' : `*l${i - 1}`)).join(', ')}]`,
).join('\n');

test('what is named once may be used again', async () => {
  expect(await parseYaml('a: &x [1, 2]\nb: *x\n', 'ward.yaml', '')).toEqual({ a: [1, 2], b: [1, 2] });
});

test.each([
  ['aliases of aliases', LAUGHS, 'its aliases (*name) stand for more than 100 values'],
  ['an alias of nothing', 'a: *nothing\n', 'nothing'],
  ['a hundred thousand levels', '['.repeat(100_000), 'nested too deeply'],
  ['a list that is not closed', 'a: 1\nb: [1,\n', 'on line'],
])('%s: refused at once', async (_, text, message) => {
  const began = performance.now();
  const error = await refusal(text);
  expect(error.code).toBe('bad-yaml');
  expect(error.message).toMatch(/^ward\.yaml is not valid YAML/);
  expect(error.message).toContain(message);
  expect(performance.now() - began).toBeLessThan(5000);
});

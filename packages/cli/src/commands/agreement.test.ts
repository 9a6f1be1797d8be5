import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { main } from '../main.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wince-agreement-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
beforeEach(() => {
  process.exitCode = undefined;
});

/** Calls the command. */
async function call(...words: readonly string[]): Promise<{ out: string; err: string; status: number }> {
  const [out, err]: [string[], string[]] = [[], []];
  vi.spyOn(console, 'log').mockImplementation((line) => out.push(String(line)));
  vi.spyOn(console, 'error').mockImplementation((line) => err.push(String(line)));
  const status = await main(['node', 'wince', 'agreement', ...words]);
  vi.restoreAllMocks();
  return { status, out: out.join('\n'), err: err.join('\n') };
}

async function table(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

const WIDE = `clip,baby,anna,ben,cleo
a,S1,pain,pain,pain
b,S1,rest,rest,pain
c,S2,pain,rest,pain
d,S2,rest,rest,rest
e,S3,pain,pain,
f,S3,rest,rest,rest
`;

test('a column for each rater, and a row for each rating, give the same', async () => {
  const wide = await table('wide.csv', WIDE);
  const columns = ['--item-column', 'clip', '--subject-column', 'baby', '--json'];
  const one = await call(wide, '--raters', 'anna,ben,cleo', ...columns);
  const long = WIDE.trim()
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const [clip, baby, ...own] = line.split(',');
      return own.map((value, i) => [clip, baby, ['anna', 'ben', 'cleo'][i], value].join(';'));
    });
  const other = await call(
    await table('long.csv', ['clip;baby;who;said', ...long].join('\r\n')),
    ...['--rater-column', 'who', '--rating-column', 'said', ...columns],
  );
  expect(JSON.parse(other.out)).toEqual(JSON.parse(one.out));
  // Anna and Ben: 2 pain by both, 3 rest by both, 1 by Anna alone. Expected 3/6 * 2/6 + 3/6 * 4/6 = 1/2.
  const found = JSON.parse(one.out);
  expect(found).toMatchObject({ level: 'nominal', items: 6, subjects: 3, categories: ['pain', 'rest'] });
  expect(found.pairs[0].kappa.unweighted.value).toBeCloseTo((5 / 6 - 1 / 2) / (1 / 2), 12);
  expect(found.fleiss.items).toBe(5);
});

test('the text names weights, levels and kinds of agreement', async () => {
  const scores = await table('scores.csv', 'anna,ben\n1,2\n3,3\n5,6\n2,2\n4,6\n');
  const { out } = await call(scores, '--raters', 'anna,ben', '--level', 'interval');
  expect(out).toMatch(/ICC\(2,1\), absolute agreement, one rating +all 2 +5 items +0\.\d{3} \[/);
  expect(out).toMatch(/ICC\(3,2\), consistency, mean of the ratings/);
  expect(out).toMatch(/95 % limits of agreement +anna and ben +5 items +-?\d/);
  expect(out).toContain("Krippendorff's alpha, interval");
  expect(out).toContain('Each item counts as a subject of its own');
  const ordinal = await call(scores, '--raters', 'anna,ben', '--level', 'ordinal');
  expect(ordinal.out).toContain("Cohen's kappa, quadratic weights");
  expect(ordinal.out).toContain('categories, in this order: 1, 2, 3, 4, 5, 6');
});

test.each([
  ['bad-option', [], /either --raters/],
  ['missing-column', ['--raters', 'anna,bert'], /no column "bert". Did you mean "ben"/],
  [
    'bad-rating',
    ['--raters', 'anna,ben', '--level', 'ratio'],
    /line 2: the rating "pain" of "anna" is not a number/,
  ],
] as const)('%s is told', async (_, words, message) => {
  const { err, status } = await call(await table('wide.csv', WIDE), ...words);
  expect(status).toBeGreaterThan(0);
  expect(err).toMatch(message);
});

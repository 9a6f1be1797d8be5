import { expect, it } from 'vitest';
import { blocksOf, readPage } from './markdown.ts';

const recipes = blocksOf(await readPage('CONTRIBUTING.md')).filter(
  ({ language, note }) => language === 'ts' && note !== '',
);

it('names in CONTRIBUTING.md the files whose code it shows', () => {
  expect(recipes.length).toBeGreaterThan(0);
});

it.each(recipes)('shows $note as it is run by the tests', async ({ note, text }) => {
  expect(text).toBe(await readPage(note));
});

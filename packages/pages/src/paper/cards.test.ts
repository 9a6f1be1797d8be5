import { readFile } from 'node:fs/promises';
import { calibrators } from '@wince/core';
import { describe, expect, test } from 'vitest';
import { INTENDED_USE } from '../html/intended-use.ts';
import { exampleRun } from '../report/example-run.fixture.ts';
import { reportPage } from '../report/report.ts';
import { paperFiles } from './paper.ts';

const run = exampleRun({
  subjects: 12,
  classifiers: ['naive-bayes', 'svm-linear'],
  middle: true,
  faces: null,
  synthetic: false,
});
const files = new Map(paperFiles(run).map(({ path, text }) => [path, text]));
const read = (path: string) => files.get(path) ?? '';

describe('cards of a run', () => {
  test('a model card holds the figures of its cell, the hash of the data and what the model is not for', () => {
    const card = read('model-card.md');
    const declared = run.metrics.cells.find(({ cell }) => cell === run.manifest.primary);
    expect(card).toContain(run.manifest.dataset.sha256);
    expect(card).toContain(`AUC ${declared?.auc?.toFixed(3)}`);
    for (const { sentences } of INTENDED_USE)
      for (const sentence of sentences) expect(card).toContain(sentence);
    expect(card).toContain('[to be filled in: committee, number, kind of consent]');
  });

  test('the TRIPOD+AI checklist has each item once, and a blank where only a person knows', () => {
    const items = [...read('tripod-ai.md').matchAll(/^\| (\d+[a-g]?) \| (.+?) \| (.+) \|$/gm)];
    const numbers = items.map(([, number]) => number);
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(new Set(numbers.map((number) => Number.parseInt(number, 10)))).toEqual(
      new Set(Array.from({ length: 27 }, (_, i) => i + 1)),
    );
    expect(numbers).toHaveLength(52);
    const says = (number: string) => items.find(([, own]) => own === number)?.[3] ?? '';
    expect(says('12a')).toContain(run.manifest.protocol);
    expect(says('17')).toBe('[to be filled in: committee, number, consent]');
  });

  test('the STARD flow adds up: rows that leave and rows that are evaluated are those of the data set', () => {
    const flow = read('stard.md');
    const rows = (line: RegExp) => Number(line.exec(flow)?.[1] ?? Number.NaN);
    const all = rows(/^- In the data set: (\d+)/m);
    const evaluated = rows(/^- Evaluated: (\d+)/m);
    const part = flow.slice(flow.indexOf('- In the data set'), flow.indexOf('- Evaluated'));
    const left = [...part.matchAll(/^ {4}- .*: (\d+)\s/gm)].reduce(
      (sum, [, number]) => sum + Number(number),
      0,
    );
    expect(all).toBe(run.samples.length);
    expect(left + evaluated).toBe(all);
    const cells = [...flow.matchAll(/^\| index test \w+ \| (\d+) \| (\d+) \|$/gm)];
    const sum = cells.reduce((total, [, a, b]) => total + Number(a) + Number(b), 0);
    expect(sum).toBe(evaluated);
    expect(flow).toContain('Infants who could have taken part: [to be filled in: number]');
  });
});

describe('what cards say of scores', () => {
  const cardsOf = (changed: Partial<typeof run.manifest.specification>) => {
    const specification = { ...run.manifest.specification, ...changed };
    const told = new Map(
      paperFiles({ ...run, manifest: { ...run.manifest, specification } }).map(({ path, text }) => [
        path,
        text,
      ]),
    );
    return {
      card: told.get('model-card.md') ?? '',
      item15: /^\| 15 \|.*$/m.exec(told.get('tripod-ai.md') ?? '')?.[0],
    };
  };

  test.each(['none', ...calibrators.ids])('%s is named, and `none` is not a calibration', (calibration) => {
    const { card, item15 } = cardsOf({ calibration });
    const words = calibration === 'none' ? 'not calibrated' : `calibrated by ${calibration}`;
    expect(card).toContain(`- **Scores:** ${words}`);
    expect(item15).toContain(`; ${words}`);
  });

  test('each says at which prevalence scores hold, and what the threshold is', () => {
    const own = cardsOf({ prevalence: undefined, threshold: 0.5 });
    const shifted = cardsOf({ prevalence: 0.1, threshold: { false_negative: 10, false_positive: 1 } });
    for (const text of [own.card, own.item15]) {
      expect(text).toContain('scores hold at the prevalence of the training rows');
      expect(text).toMatch(/threshold:(\*\*)? 0\.5/i);
    }
    for (const text of [shifted.card, shifted.item15]) {
      expect(text).toContain('scores are shifted to a prevalence of 0.1');
      expect(text).toContain('by costs of 10 for a false negative and 1 for a false positive');
    }
  });
});

describe('the page on intended use and harm', () => {
  test('is linked where scores are shown, and says what the guide says', async () => {
    const page = reportPage(run);
    expect(page).toContain('href="#intended-use"');
    expect(page).toContain('id="intended-use"');
    const guide = await readFile(new URL('../../../../docs/guide/intended-use.md', import.meta.url), 'utf8');
    for (const { title, sentences } of INTENDED_USE) {
      expect(guide).toContain(`## ${title}`);
      for (const sentence of sentences) expect(guide).toContain(sentence);
    }
  });
});

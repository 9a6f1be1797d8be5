import type { Interval } from '@wince/core';
import { parseHTML } from 'linkedom';
import { describe, expect, test } from 'vitest';
import { interval, percent, unit } from '../formats/numbers.ts';
import { exampleRun } from './example-run.fixture.ts';
import { reportPage } from './report.ts';
import type { ReportInput } from './run-view.ts';

const run = exampleRun({
  ...{
    subjects: 24,
    classifiers: ['naive-bayes', 'svm-linear'],
    synthetic: true,
    middle: false,
    faces: null,
  },
  abstains: true,
});
const document = read(run);

function read(input: ReportInput): Document {
  return parseHTML(reportPage(input)).document;
}

function textOf(page: Document, selector: string): string {
  return (page.querySelector(selector)?.textContent ?? '').replace(/\s+/g, ' ');
}

/** The run, had it been made of an experiment with other keys. */
function madeOf(changes: Partial<ReportInput['manifest']['specification']>): ReportInput {
  return {
    ...run,
    manifest: { ...run.manifest, specification: { ...run.manifest.specification, ...changes } },
  };
}

describe('what a score means', () => {
  const text = textOf(document, '#probabilities');

  test('says whether scores were calibrated, and at which prevalence they hold', () => {
    expect(text).toContain(
      'They were not calibrated. They hold at the prevalence of the training rows of each fold.',
    );
    expect(textOf(read(madeOf({ calibration: 'beta' })), '#probabilities')).toContain(
      'calibrated by beta inside the training rows',
    );
    const cells = run.metrics.cells.map((cell) => ({
      ...cell,
      calibration: cell.calibration && { ...cell.calibration, prevalence: { named: 0.1, rows: 0.5 } },
    }));
    const named = textOf(read({ ...run, metrics: { ...run.metrics, cells } }), '#probabilities');
    expect(named).toContain(
      'They hold at a prevalence of 10.0 %, which the experiment names. In the evaluation, 50.0 %',
    );
  });

  test('has the figures of each cell, as metrics.json has them', () => {
    const [brier, errors] = document.querySelectorAll('#probabilities tbody');
    expect(brier.querySelectorAll('tr')).toHaveLength(run.metrics.cells.length);
    for (const { cell, calibration } of run.metrics.cells) {
      const cellsOf = (body: Element) => {
        const row = [...body.querySelectorAll('tr')].find(
          (each) => each.querySelector('th')?.textContent === cell,
        );
        return [...(row?.querySelectorAll('td') ?? [])].map((each) => each.textContent ?? '');
      };
      expect(cellsOf(brier)[0]).toBe(unit(calibration?.brier.score));
      const { line, equal_width, intervals } = calibration ?? {};
      const withInterval = (value: number | null | undefined, drawn: Interval | undefined) =>
        `${unit(value)} ${interval(drawn?.ci95 ?? null, unit)}`;
      expect(cellsOf(brier).slice(-2)).toEqual([
        withInterval(line?.intercept, intervals?.intercept),
        line?.slope === null ? '–' : withInterval(line?.slope, intervals?.slope),
      ]);
      expect(cellsOf(errors).slice(1, 4)).toEqual([
        unit(equal_width?.expected_ece),
        unit(equal_width?.ece_95),
        withInterval(equal_width?.mce, intervals?.mce.equal_width),
      ]);
      expect(cellsOf(errors)[0]).toContain(withInterval(equal_width?.ece, intervals?.ece.equal_width));
    }
  });

  test('draws a decision curve of each cell that is shown, with its text and the note on the data', () => {
    const charts = document.querySelectorAll('#probabilities figure svg');
    expect(charts.length).toBeGreaterThan(2);
    for (const chart of charts) {
      expect(chart.getAttribute('aria-label')).toMatch(/^Net benefit of .*acting on all/);
      expect(chart.textContent).toContain('Synthetic');
    }
  });

  test('is not there for runs of versions that did not compute it', () => {
    const cells = run.metrics.cells.map((cell) => ({ ...cell, calibration: null, abstention: null }));
    const old = read({ ...run, metrics: { ...run.metrics, cells } });
    expect(old.querySelector('#probabilities, #abstention')).toBeNull();
    expect(old.querySelector('nav [href="#probabilities"], nav [href="#abstention"]')).toBeNull();
  });
});

describe('answers', () => {
  test('stand with what is promised, the share answered and the error, and with a caution', () => {
    const text = textOf(document, '#abstention');
    expect(text).toContain('It promises 1 − 2α, which is 80.0 %.');
    expect(text).toContain('Coverage is not accuracy');
    const [{ cell, abstention }] = run.metrics.cells;
    const row = [...document.querySelectorAll('#abstention tbody tr')].find(
      (each) => each.querySelector('th')?.textContent === cell,
    );
    const cells = [...(row?.querySelectorAll('td') ?? [])].map((each) => each.textContent ?? '');
    expect(cells[0]).toContain(percent(abstention?.answered.value));
    expect(cells[1]).toContain(percent(abstention?.error.value));
    expect(cells[2]).toContain(percent(abstention?.labels.positive.coverage.value));
    expect(text).toContain('Promised is a coverage of 80.0 % of each label');
  });

  test('are told subject by subject for the cells that stand for the run', () => {
    const subjects = run.metrics.cells[0].abstention?.by_subject ?? [];
    const table = document.querySelector('#abstention details table');
    expect(table?.querySelectorAll('tbody tr')).toHaveLength(subjects.length);
    expect(table?.textContent).toContain('coverage below');
  });

  test('have no section where each row has one', () => {
    const plain = exampleRun({
      ...{ subjects: 8, classifiers: ['knn'], synthetic: false, middle: false, faces: null },
    });
    expect(read(plain).querySelector('#abstention')).toBeNull();
  });
});

import { type RunCell, readCellId } from '@wince/core';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { percent, unit } from '../formats/numbers.ts';
import { exampleRun } from '../report/example-run.fixture.ts';
import { METRICS, PER_CENT } from '../report/metrics-table.ts';
import type { ReportInput } from '../report/run-view.ts';
import { latexText } from './latex.ts';
import { paperFiles } from './paper.ts';

/** Everything that LaTeX, CSV, Markdown or XML could take for its own, and letters in two forms. */
const HOSTILE = ` _%&#{}~^\\$"<'>|[*] a\u0308 ü -- \`\``;

const OPTIONS = { subjects: 12, classifiers: ['naive-bayes', 'svm-linear'], middle: true, faces: null };

/** A run of which the columns of the data set make groups, and whose folds chose something. */
function grouped(suffix: string): ReportInput {
  const run = exampleRun({ ...OPTIONS, synthetic: true, suffix });
  const [first] = run.metrics.cells;
  const none = { sensitivity: null, specificity: null, brier: null };
  const ci95 = { accuracy: [0.25, 0.75], ...none, auc: [0.5, 0.9] } as const;
  const figures = { samples: 9, subjects: 5, positives: 4, wrong: 2, accuracy: 7 / 9, sensitivity: 0.5 };
  const breakdown = {
    cell: first.cell,
    column: `sex${suffix}`,
    groups: [
      {
        group: `f${suffix}`,
        ...figures,
        too_few_subjects: false,
        specificity: null,
        auc: 0.8,
        brier: 0.2,
        ci95,
      },
    ],
  };
  return {
    ...run,
    metrics: { ...run.metrics, breakdowns: [breakdown] },
    tuned: run.samples.map(({ subject }, i) => ({
      ...{ cell: first.cell, fold: subject, parameter: 'C', value: i % 2 === 0 ? 0.1 : 10 },
    })),
  };
}

/** CSV as RFC 4180 has it. */
function readCsv(text: string): readonly Readonly<Record<string, string>>[] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    rows[rows.length - 1].push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === '\r\n') rows.push([]);
  }
  const [head, ...body] = rows.filter((row) => row.length > 0);
  return body.map((row) => Object.fromEntries(head.map((name, i) => [name, row[i]])));
}

const NAMED: Readonly<Record<string, string>> = {
  ...{ textbackslash: '\\', textasciitilde: '~', textasciicircum: '^', textless: '<', textgreater: '>' },
  ...{ textbar: '|', char34: '"', allowbreak: '', raggedright: '', ldots: '…' },
};

const TOKEN = /\\raggedright |\\([a-z]+\d*)\{\}|\\([{}$&#_%])|\{([[\]*])\}|(\$)-\$|(~)|([-'`?!])\{\}/g;

/** What LaTeX prints of a text, for the commands that the program writes. */
function printedBy(latex: string): string {
  return latex.replaceAll(
    TOKEN,
    (whole, name?: string, escaped?: string, sign?: string, minus?: string, tie?: string, alone?: string) => {
      if (name !== undefined) return NAMED[name] ?? whole;
      if (minus !== undefined) return '−';
      return tie === undefined ? (escaped ?? sign ?? alone ?? '') : '\u00a0';
    },
  );
}

describe('text in LaTeX', () => {
  test.each([
    ['S_01 50 % & more #1', String.raw`S\_01 50 \% \& more \#1`],
    ['{a}~b^c', String.raw`\{a\}\textasciitilde{}b\textasciicircum{}c`],
    ['C:\\x', String.raw`C:\textbackslash{}x`],
    ['u\u0308ber', 'über'],
    ['a--b', 'a-{}-b'],
    ['[1]', '{[}1{]}'],
    ['−0.5 – 1 234', '$-$0.5 -- 1 234'],
  ])('%j', (text, expected) => {
    expect(latexText(text)).toBe(expected);
  });

  test('every character of ASCII comes back', () => {
    const ascii = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).join('');
    expect(printedBy(latexText(ascii))).toBe(ascii);
  });
});

describe('a paper on a run', () => {
  let run: ReportInput;
  let files: ReadonlyMap<string, string>;
  let hostile: ReportInput;
  let hostileFiles: ReadonlyMap<string, string>;
  beforeAll(() => {
    run = grouped('');
    files = new Map(paperFiles(run).map(({ path, text }) => [path, text]));
    hostile = grouped(HOSTILE);
    hostileFiles = new Map(paperFiles(hostile).map(({ path, text }) => [path, text]));
  });
  const fileOf = (path: string, of = files) => of.get(path) ?? '';

  test('has methods, works, each table as CSV and LaTeX, and each figure of the report', () => {
    const names = [
      'results',
      'metrics-pooled',
      'metrics-by-subject',
      'confusion',
      'comparisons',
      'middle-band',
    ];
    const more = ['participants', 'subjects', 'breakdown', 'selected-columns', 'tuned'];
    expect([...files.keys()]).toEqual([
      'methods.md',
      'methods.tex',
      'references.bib',
      ...['model-card.md', 'tripod-ai.md', 'stard.md'],
      ...[...names, ...more].flatMap((name) => [`tables/${name}.csv`, `tables/${name}.tex`]),
      ...['participants', 'roc', 'calibration', 'scores', 'confusion', 'subjects'].map(
        (name) => `figures/${name}.svg`,
      ),
    ]);
  });

  test.each([
    ['metrics-pooled', (cell: RunCell) => cell],
    ['metrics-by-subject', (cell: RunCell) => cell.subject_mean],
  ] as const)('%s.csv has the numbers of metrics.json, with all digits', (name, formOf) => {
    const rows = readCsv(fileOf(`tables/${name}.csv`));
    expect(rows.length).toBe(run.metrics.cells.length);
    for (const row of rows) {
      const cell = run.metrics.cells.find((each) => each.cell === row.cell);
      if (!cell) throw new Error(`no cell ${row.cell}`);
      expect(row).toMatchObject({ classifier: cell.classifier, declared: String(cell.declared) });
      const form = formOf(cell);
      const text = (value: number | null | undefined) =>
        value === null || value === undefined ? '' : String(value);
      for (const metric of METRICS) {
        expect(row[metric]).toBe(text(form[metric]));
        expect(row[`${metric}_low`]).toBe(text(form.ci95[metric]?.[0]));
        expect(row[`${metric}_high`]).toBe(text(form.ci95[metric]?.[1]));
      }
    }
  });

  test('results, confusion, comparisons and groups are those of metrics.json', () => {
    const byCell = new Map(run.metrics.cells.map((cell) => [cell.cell, cell]));
    for (const row of readCsv(fileOf('tables/results.csv'))) {
      expect(Number(row.accuracy)).toBe(byCell.get(row.cell)?.accuracy);
      expect(Number(row.auc_high)).toBe(byCell.get(row.cell)?.ci95.auc?.[1]);
    }
    for (const row of readCsv(fileOf('tables/confusion.csv')))
      expect(Number(row.false_negatives)).toBe(byCell.get(row.cell)?.confusion.false_negatives);
    const [pair] = run.metrics.comparisons;
    const auc = readCsv(fileOf('tables/comparisons.csv')).find(({ metric }) => metric === 'auc');
    expect(Number(auc?.difference)).toBe(pair.pooled.auc.difference);
    expect(Number(auc?.p_exchange)).toBe(pair.pooled.auc.p_exchange);
    expect(readCsv(fileOf('tables/breakdown.csv'))).toMatchObject([
      {
        column: 'sex',
        group: 'f',
        accuracy: String(7 / 9),
        accuracy_low: '0.25',
        specificity: '',
        wrong: '2',
      },
    ]);
    const left = readCsv(fileOf('tables/participants.csv')).find(({ label }) => label === 'all');
    expect(Number(left?.rows)).toBe(run.samples.length);
    expect(Number(left?.['no-face'])).toBe(run.samples.filter(({ status }) => status === 'no-face').length);
  });

  test('printed tables have the same numbers, rounded as in the report; the declared cell is marked', () => {
    const latex = printedBy(fileOf('tables/results.tex'));
    for (const { accuracy, auc, ci95, cell } of run.metrics.cells) {
      const [low, high] = ci95.auc ?? [Number.NaN, Number.NaN];
      const marked = cell === run.manifest.primary ? ' $\\dagger$' : '';
      expect(latex).toContain(`& ${percent(accuracy)}${marked} `);
      expect(latex).toContain(`& ${unit(auc)}${marked} `);
      expect(latex).toContain(`${unit(low)} to ${unit(high)}`);
    }
    const pooled = printedBy(fileOf('tables/metrics-pooled.tex'));
    const declared = run.metrics.cells.find((each) => each.declared);
    for (const metric of METRICS)
      expect(pooled).toContain(`& ${(PER_CENT.has(metric) ? percent : unit)(declared?.[metric])} (`);
  });

  test('hostile names stay text in LaTeX: each row has its fields, and they are what users wrote', () => {
    const subjects = new Set(hostile.samples.map(({ subject }) => subject.normalize('NFC')));
    const found = fileOf('tables/subjects.tex', hostileFiles)
      .split('\n')
      .filter((line) => line.endsWith(' \\\\') && line.includes(' & '))
      .map((line) => line.slice(0, -3).split(/(?<!\\) & /))
      .map((fields) => {
        expect(fields.length).toBe(7);
        return printedBy(fields[1]);
      });
    expect(found.filter((name) => name !== 'Subject' && !subjects.has(name))).toEqual([]);
    expect(new Set(found).size).toBeGreaterThan(5);
    for (const [path, text] of hostileFiles) {
      if (!path.endsWith('.tex')) continue;
      const bare = text.replaceAll(/\\[\\{}$&#_%]/g, '');
      expect(bare.replaceAll(/^%.*$/gm, ''), path).not.toMatch(/[#_%"|<>]/);
      expect(bare.split('{').length, path).toBe(bare.split('}').length);
      expect(bare.split('$').length % 2, path).toBe(1);
      expect(text, path).toBe(text.normalize('NFC'));
    }
  });

  test('hostile names stay whole in CSV, and text in Markdown', () => {
    const subjects = new Set(hostile.samples.map(({ subject }) => subject));
    const rows = readCsv(fileOf('tables/subjects.csv', hostileFiles));
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.every(({ subject }) => subjects.has(subject))).toBe(true);
    expect(fileOf('methods.md', hostileFiles)).toContain(
      String.raw`“phantom cohort \_%\&\#\{\}\~\^\\\$"\<'\>\|\[\*\]`,
    );
  });

  test('figures stand alone: valid XML that another program draws, literal colours, nothing to load', async () => {
    for (const [path, text] of [...files, ...hostileFiles]) {
      if (!path.endsWith('.svg')) continue;
      const { width, height } = await sharp(Buffer.from(text)).metadata();
      expect(Math.min(width, height), path).toBeGreaterThan(100);
      expect(text, path).not.toMatch(
        /var\(|class=|currentColor|<style|<script|href|url\(|<foreignObject|NaN/,
      );
      expect(text.replace('xmlns="http://www.w3.org/2000/svg"', ''), path).not.toContain('http');
      expect(text, path).toContain('font-family="Helvetica');
    }
    const { data } = await sharp(Buffer.from(fileOf('figures/roc.svg')))
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect([...data.subarray(0, 3)]).toEqual([255, 255, 255]);
  });

  test('a drawn data set says so in the text, below each table and on each figure', () => {
    for (const [path, text] of files)
      if (!path.endsWith('.csv') && !path.endsWith('.bib')) expect(text, path).toContain('Synthetic');
  });

  test('the declared cell stands in the methods, with what tuning chose for it', () => {
    const text = fileOf('methods.md').replaceAll('\\', '');
    expect(text).toContain(`\`${run.manifest.primary}\`, was declared before the results were known`);
    expect(text).toMatch(/chose `C` = 0\.1 \(\d+\sfolds\), 10 \(\d+\sfolds\)/);
    expect(readCellId(run.manifest.primary ?? '').classifier).toBe('naive-bayes');
  });
});

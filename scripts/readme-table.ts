/**
 * Makes the README's table from runs, so that no number in it is typed by hand:
 *
 *     npx wince evaluate --dataset LONDON/dataset.csv --positive smiling --out GRID
 *     npx wince evaluate --dataset LONDON/dataset.csv --positive smiling --features hog --select none --classifiers svm-linear --out YARDSTICK
 *     npx node scripts/readme-table.ts GRID YARDSTICK
 *
 * The figures are kept in `docs/figures/london-faces.json`; a test holds the README to them.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readRun } from '@wince/runtime';
import { z } from 'zod';

const interval = z.tuple([z.number(), z.number()]);

const cell = z.object({
  cell: z.string(),
  features: z.string(),
  classifier: z.string(),
  accuracy: z.number(),
  auc: z.number(),
  ci95: z.object({ accuracy: interval, auc: interval }),
});

const run = z.object({
  protocol: z.string(),
  subjects: z.int(),
  samples: z.int(),
  /** Pictures of the two labels whose face could not be used. */
  unusable: z.int(),
  seconds: z.number(),
  best: z.string(),
  cells: z.array(cell).min(1),
});

/** What the README says of the runs on the London faces. */
export const figures = z.object({ version: z.string(), grid: run, yardstick: run });
type Figures = z.infer<typeof figures>;
type Run = z.infer<typeof run>;

const MARKS = ['<!-- table: npx node scripts/readme-table.ts -->', '<!-- /table -->'] as const;
const root = fileURLToPath(new URL('..', import.meta.url));

/** Where the figures are kept. */
export const FIGURES = join(root, 'docs/figures/london-faces.json');

/** The README with its table made anew. @throws Error when it has no place for one */
export function withTable(readme: string, given: Figures): string {
  const [start, end] = MARKS.map((mark) => readme.indexOf(mark));
  if (start < 0 || end < start) throw new Error(`the README lacks ${MARKS.join(' ... ')}`);
  return `${readme.slice(0, start + MARKS[0].length)}\n${table(given)}\n${readme.slice(end)}`;
}

function table({ version, grid, yardstick }: Figures): string {
  const classifiers = [...new Set(grid.cells.map(({ classifier }) => classifier))];
  const rows = [...Map.groupBy(grid.cells, ({ features }) => features)].map(([features, cells]) => {
    const texts = classifiers.map((name) => {
      const found = cells.find(({ classifier }) => classifier === name);
      return found ? `${percent(found.accuracy)} / ${found.auc.toFixed(3)}` : '';
    });
    return `| ${rowName(features)} | ${texts.join(' | ')} |`;
  });
  const widths = grid.cells.map(({ ci95: { accuracy } }) => (accuracy[1] - accuracy[0]) / 2);
  const best = grid.cells.reduce((a, b) => (b.accuracy > a.accuracy ? b : a));
  const [hog] = yardstick.cells;
  return [
    '',
    `| accuracy in % / AUC | ${classifiers.join(' | ')} |`,
    `|---|${classifiers.map(() => '---').join('|')}|`,
    ...rows,
    '',
    `${grid.samples} pictures of ${grid.subjects} subjects (${grid.unusable} without a usable face), ReliefF, best 100 columns; ` +
      `${grid.protocol}; wince ${version}. Chance: 50 % / 0.5.`,
    `95 % intervals by bootstrap over subjects reach ${percent(Math.min(...widths))} to ${percent(Math.max(...widths))} points ` +
      `either way of an accuracy. The best of ${grid.cells.length} cells (${percent(best.accuracy)} %) is optimistic: it was picked on the rows that it is measured on.`,
    '',
    `Yardstick: HOG and a linear SVM on all columns, without selection: ${percent(hog.accuracy)} % ` +
      `[${hog.ci95.accuracy.map(percent).join(', ')}], AUC ${hog.auc.toFixed(3)} [${hog.ci95.auc.map((value) => value.toFixed(3)).join(', ')}].`,
    '',
  ].join('\n');
}

function rowName(features: string): string {
  const families = features.split('+');
  return families.length > 2
    ? `all ${families.length} together`
    : families.map((name) => `\`${name}\``).join(' + ');
}

function percent(share: number): string {
  return (share * 100).toFixed(1);
}

/** What the README says of a run. */
async function figuresOf(folder: string): Promise<{ version: string; run: Run }> {
  const { manifest, metrics } = await readRun(folder);
  const { version, protocol, times } = manifest;
  const [{ subjects, samples }] = metrics.cells;
  const unusable = metrics.unusable.by_label.reduce((sum, label) => sum + label.unusable, 0);
  return {
    version,
    run: run.parse({ ...metrics, protocol, subjects, samples, unusable, seconds: times.seconds }),
  };
}

if (import.meta.main) {
  const [grid, yardstick] = process.argv.slice(2);
  if (!grid || !yardstick) throw new Error('name the run of the grid and that of the yardstick');
  const [a, b] = [await figuresOf(grid), await figuresOf(yardstick)];
  const found = figures.parse({ version: a.version, grid: a.run, yardstick: b.run });
  await writeFile(FIGURES, `${JSON.stringify(found, null, 1)}\n`);
  const readme = join(root, 'README.md');
  await writeFile(readme, withTable(await readFile(readme, 'utf8'), found));
}

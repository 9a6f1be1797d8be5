import { type Panel, standaloneDrawing } from '../charts/standalone.ts';
import { count, interval, percent, unit } from '../formats/numbers.ts';
import { html, type Markup, shorten } from '../html/html.ts';
import { calibrationChart } from '../report/calibration.ts';
import { participantFlow } from '../report/participant-flow.ts';
import { rocChart, rocReference } from '../report/roc.ts';
import type { CellView, RunView } from '../report/run-view.ts';
import { scoreHistograms } from '../report/scores.ts';
import { dotPlot, subjectResults } from '../report/subjects.ts';

/** A figure of a paper. */
export interface PaperFigure {
  /** The name of its file, without its ending. */
  readonly name: string;
  /** What it shows, as its caption says it. */
  readonly caption: string;
  readonly svg: string;
}

const WIDTH = 640;

/** The figures of the report, each as one SVG that stands alone. */
export function paperFigures(view: RunView): readonly PaperFigure[] {
  const panels = (draw: (cell: CellView) => Markup, say: (cell: CellView) => string) =>
    view.shown.map((cell): Panel => ({ lines: linesOf(view, cell, say(cell)), chart: draw(cell) }));
  const figures: readonly (readonly [name: string, caption: string, panels: readonly Panel[]])[] = [
    [
      'participants',
      `From the data set to the evaluation, after STARD 2015`,
      [{ lines: [], chart: participantsChart(view) }],
    ],
    [
      'roc',
      'ROC curves with 95 % bands by bootstrap over subjects; the dashed line is chance, the grey line the cell with the highest AUC',
      panels(
        (cell) => rocChart(view, cell, rocReference(view, cell)),
        (cell) => valueWords(view, cell, 'auc', 'AUC', unit),
      ),
    ],
    [
      'calibration',
      `Share of ${view.unit.many} that are truly ${view.positive} by mean score, in ten bins of equal width, with 95 % intervals by bootstrap over subjects`,
      panels(
        (cell) => calibrationChart(view, cell),
        (cell) => valueWords(view, cell, 'brier', 'Brier score', unit),
      ),
    ],
    [
      'scores',
      `Number of ${view.row.many} by score and truth: correct decisions blue, wrong decisions red${view.input.middle.length > 0 ? ', middle band grey' : ''}; the dashed line is the threshold`,
      panels(
        (cell) => scoreHistograms(view, cell),
        () => '',
      ),
    ],
    [
      'confusion',
      `Decisions by truth in ${view.unit.many}, with shares of each truth`,
      panels(
        (cell) => confusionChart(view, cell),
        (cell) => valueWords(view, cell, 'accuracy', 'Accuracy in %', percent),
      ),
    ],
    [
      'subjects',
      'Accuracy of each subject: a dot is a subject, and the number after the dots is how many there are',
      view.featured.map((cell) => ({
        lines: linesOf(view, cell, ''),
        chart: dotPlot(view, subjectResults(cell), cell, WIDTH),
      })),
    ],
  ];
  return figures
    .filter(([, , all]) => all.length > 0)
    .map(([name, caption, all]) => ({ name, caption, svg: standaloneDrawing(all, caption) }));
}

/** What stands above a chart: the cell, why it is there, its value. */
function linesOf(view: RunView, cell: CellView, value: string): readonly string[] {
  const roles = [cell === view.primary && 'declared', cell === view.best.auc[0] && 'highest AUC'].filter(
    Boolean,
  );
  const role = roles.length > 0 ? ` (${roles.join(', ')})` : '';
  return [`${cell.features}${role}`, `${cell.selected}, ${cell.classifier}`, value].filter(
    (line) => line !== '',
  );
}

function valueWords(
  view: RunView,
  cell: CellView,
  metric: 'auc' | 'brier' | 'accuracy',
  title: string,
  form: (value: number | null) => string | null,
): string {
  const { value, ci95 } = view.measure(cell, metric);
  if (value === null) return `${title} not defined`;
  return `${title} ${form(value)}${ci95 ? ` (${interval(ci95, form)})` : ''}`;
}

function participantsChart(view: RunView): Markup {
  const { samples, manifest, predictions } = view.input;
  return participantFlow(samples, new Set(predictions.map((row) => row.sample)), manifest, view);
}

/** The four fields of a confusion matrix, shaded by their share of the truth. */
function confusionChart(view: RunView, cell: CellView): Markup {
  const { confusion } = view.form === 'clip' ? cell.metrics.clip : cell.metrics;
  const rows = [
    { truth: view.positive, fields: [confusion.true_positives, confusion.false_negatives] },
    { truth: view.negative, fields: [confusion.false_positives, confusion.true_negatives] },
  ];
  const [side, left, top] = [78, 88, 34];
  const text = (x: number, y: number, words: string, weight = '400') =>
    html`<text x="${x}" y="${y}" text-anchor="middle" font-weight="${weight}">${words}</text>`;
  const parts = rows.flatMap(({ truth, fields }, r) => {
    const all = fields.reduce((sum, n) => sum + n, 0);
    const y = top + r * side;
    return [
      html`<text x="${left - 6}" y="${y + side / 2 + 4}" text-anchor="end">${shorten(truth, 13)}</text>`,
      ...fields.map((n, c) => {
        const share = all === 0 ? 0 : n / all;
        const right = r === c;
        const x = left + c * side;
        return html`<rect x="${x}" y="${y}" width="${side}" height="${side}" fill="${right ? 'var(--accent)' : 'var(--wrong)'}" fill-opacity="${(0.06 + 0.3 * share).toFixed(3)}" stroke="var(--line)"/>${text(x + side / 2, y + side / 2, count(n), '600')}${all > 0 && text(x + side / 2, y + side / 2 + 15, `${percent(share)} %`)}`;
      }),
    ];
  });
  const heads = [view.positive, view.negative].map((word, c) =>
    text(left + (c + 0.5) * side, top - 6, shorten(word, 13)),
  );
  const width = 250;
  const height = top + 2 * side + (view.note === null ? 6 : 22);
  return html`<svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${text(left + side, 12, 'Decision')}<text x="${left - 6}" y="${top - 6}" text-anchor="end">Truth</text>${heads}${parts}${
    view.note !== null &&
    html`<text class="chart-note" x="${width / 2}" y="${height - 5}">${view.note}</text>`
  }</svg>`;
}

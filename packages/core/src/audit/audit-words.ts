import { howMany } from '../how-many.ts';
import type { AuditControl, AuditDocument, AuditedCell } from './audit-document.ts';
import { auditProtocol } from './audit-protocols.ts';
import type { Estimate } from './score-difference.ts';

/** What the words of an audit are made from: its document without them. */
export type AuditFigures = Omit<AuditDocument, 'findings' | 'warnings' | 'paragraph'>;

/** A number with its interval: `0.61 (0.50 to 0.72)`. */
export function estimateWords({ value, ci95 }: Estimate, sign = false): string {
  const form = (number: number) =>
    `${number < 0 && Math.abs(number) >= 0.005 ? '−' : sign && number >= 0.005 ? '+' : ''}${Math.abs(number).toFixed(2)}`;
  if (value === null) return 'not defined';
  return ci95 ? `${form(value)} (${form(ci95[0])} to ${form(ci95[1])})` : form(value);
}

/** What a reader must know first: columns made from labels, controls that tell the label, then protocols that fall below chance or flatter. */
export function auditFindings(figures: AuditFigures): readonly string[] {
  const main = mainCell(figures);
  return [
    ...labelColumnWords(figures),
    ...figures.controls
      .filter(({ above_chance }) => above_chance)
      .sort(byAuc)
      .map((control) => controlWords(control, main)),
    ...belowChance(figures, main),
    ...flattering(main),
  ];
}

function labelColumnWords({ label_columns }: AuditFigures): readonly string[] {
  const families = Map.groupBy(label_columns, ({ family }) => family);
  return [...families].map(([family, own]) => {
    const words = own
      .slice(0, MOST_COLUMNS)
      .map(({ column, like, auc }) => `“${column}” is all but ${like} (AUC ${auc.toFixed(2)} alone)`);
    const more = own.length - words.length;
    return `${howMany(own.length, 'column')} of ${family} could have been made from the labels: ${words.join('; ')}${more > 0 ? `; and ${more} more` : ''}. No protocol can take such a leak away. Find out how the column was made.`;
  });
}

/** Columns that a sentence names. */
const MOST_COLUMNS = 5;

/** The order of files comes last: it need not mean anything. */
function byAuc(a: AuditControl, b: AuditControl): number {
  if ((a.id === 'order') !== (b.id === 'order')) return a.id === 'order' ? 1 : -1;
  return (b.metrics?.auc.value ?? 0) - (a.metrics?.auc.value ?? 0);
}

function controlWords({ id, title, metrics, main_less_control }: AuditControl, main: AuditedCell): string {
  const auc = metrics ? estimateWords(metrics.auc) : 'not defined';
  const difference = main_less_control?.auc;
  const low = difference?.ci95?.[0] ?? null;
  const beside =
    difference === undefined
      ? ''
      : low !== null && low > 0
        ? ` ${main.cell} is better than it by ${estimateWords(difference, true)}.`
        : ` ${main.cell} is not shown to be better than it: the difference is ${estimateWords(difference, true)}.`;
  const tells = `The control "${title}" tells the label of new subjects: AUC ${auc}.`;
  if (id === 'order') {
    return `${tells} Files that are sorted by label do no harm, as no model is told their order. Where the order is that in which they were recorded, the label follows the time.`;
  }
  return `${tells} It holds no expression of the face, so the labels of this data set can be told without one.${beside}`;
}

/** Folds by picture below chance: each subject has both labels, and looks like itself. */
function belowChance(figures: AuditFigures, main: AuditedCell): readonly string[] {
  const leak = main.leaks.find(({ protocol }) => protocol === 'folds-by-picture');
  const auc = leak?.metrics?.auc;
  if (!auc?.ci95 || auc.ci95[1] >= 0.5) return [];
  return [
    `Folds by picture fall below chance here: AUC ${estimateWords(auc)}. This is not a fault of the program. ${howMany(figures.subjects_with_both_labels, 'subject')} of ${figures.subjects} have rows of both labels, and the columns identify subjects better than labels. The training rows that look most like a scored row are then those of the same subject, and they have the other label.`,
  ];
}

function flattering({ cell, leaks }: AuditedCell): readonly string[] {
  const raised = leaks.filter(({ difference }) => (difference?.auc.ci95?.[0] ?? 0) > 0);
  if (raised.length === 0) return [];
  const words = raised.map(({ protocol, difference }) => {
    const { letter, title } = auditProtocol(protocol);
    return `(${letter}) ${title}, by ${difference ? estimateWords(difference.auc, true) : ''}`;
  });
  return [`A protocol that leaks raises the AUC of ${cell}: ${words.join('; ')}.`];
}

/** What is to be known of the data beside the figures. */
export function auditWarnings(figures: AuditFigures): readonly string[] {
  const { near_duplicates: near, subjects, subjects_with_both_labels: both, identity } = figures;
  const alone = subjects - both;
  const warnings: string[] = [];
  if (near.length > 0) {
    const [{ first, second, subjects: of }] = near;
    warnings.push(
      `${howMany(near.length, 'pair')} of pictures of different subjects look almost the same: ${first} of ${of[0]} and ${second} of ${of[1]}${near.length > 1 ? `, and ${near.length - 1} more` : ''}. Look at them: one may be a copy of the other.`,
    );
  }
  for (const [family, own] of Map.groupBy(figures.copied_rows, ({ family }) => family)) {
    const [{ first, second, subjects: of }] = own;
    warnings.push(
      `${howMany(own.length, 'pair')} of rows of different subjects have the same values of ${family}: ${first} of ${of[0]} and ${second} of ${of[1]}${own.length > 1 ? `, and ${own.length - 1} more` : ''}. One may be a copy of the other under another name.`,
    );
  }
  if (alone > 0) {
    warnings.push(
      `${alone} of ${howMany(subjects, 'subject')} have rows of one label only. Whatever identifies these subjects predicts their label, too.`,
    );
  }
  for (const { family, subject, session } of identity) {
    if (subject?.ci95 && subject.ci95[0] > subject.chance) {
      warnings.push(
        `${family} identifies subjects: the nearest other row is one of the same subject in ${percent(subject.accuracy)} of the rows (chance ${percent(subject.chance)}). A classifier that sees a subject on both sides of a fold can learn who it is.`,
      );
    }
    if (session?.ci95 && session.ci95[0] > session.chance) {
      warnings.push(
        `${family} identifies sessions: among the rows of a subject the nearest one is of the same session in ${percent(session.accuracy)} (chance ${percent(session.chance)}).`,
      );
    }
  }
  if (!figures.declared && figures.cells.length > 1) {
    warnings.push(
      `No primary cell is declared, so the cell with the largest AUC of ${figures.cells.length} is held against the controls. Such a figure is too optimistic. Name the cell under "primary" before the results are known.`,
    );
  }
  return warnings;
}

/** A paragraph on the audit, to put into a paper. */
export function auditParagraph(figures: AuditFigures): string {
  const main = mainCell(figures);
  const scored = main.leaks.filter(({ status }) => status === 'scored');
  const under = scored.map(({ protocol, metrics, difference }) => {
    const { letter, title } = auditProtocol(protocol);
    return `${estimateWords(metrics?.auc ?? NONE)} under (${letter}) ${title}, a difference of ${estimateWords(difference?.auc ?? NONE, true)}`;
  });
  const best = figures.controls.find(({ id }) => id === figures.best_control);
  const controls = figures.controls.filter(({ status }) => status === 'scored');
  const against =
    best?.main_less_control && best.metrics
      ? ` Of ${howMany(controls.length, 'nuisance control')} under the same protocol (${controls.map(({ title }) => title).join(', ')}), the best was ${best.title} with an AUC of ${estimateWords(best.metrics.auc)}; the paired difference between the model and it was ${estimateWords(best.main_less_control.auc, true)}.`
      : '';
  return `The model (${main.cell}) was evaluated on ${figures.samples} samples of ${howMany(figures.subjects, 'subject')} with the protocol ${figures.protocol}: all that is learned was learned from training subjects alone. Its AUC was ${estimateWords(main.strict?.auc ?? NONE)}. To show how far the result depends on the protocol, the same data were scored under protocols that leak${under.length > 0 ? `: the AUC was ${under.join('; ')}` : ''}.${against} Numbers in parentheses are 95 % intervals by bootstrap over subjects; folds share training rows, so they are approximate. Computed with wince ${figures.version}.`;
}

const NONE: Estimate = { value: null, ci95: null };

function mainCell({ cells, main }: AuditFigures): AuditedCell {
  const found = cells.find(({ cell }) => cell === main);
  if (!found) throw new Error(`the audit has no cell ${main}`);
  return found;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}

import { parseHTML } from 'linkedom/worker';
import { type Content, type Markup, textOf, trusted } from './html.ts';

/** Tables with more text than this are long lists, whose cells say what they are; they stay as they are. */
const MOST_LETTERS = 400_000;

/**
 * The head and body of a table, with the head of its column on each cell of the body, as `data-label`: on a narrow screen rows are
 * blocks, and the style sheet writes it in front of the cell.
 */
export function labelCells(content: Content): Markup {
  const text = textOf(content);
  if (text.length > MOST_LETTERS) return trusted(text);
  const { document } = parseHTML(`<!doctype html><html><body><table>${text}</table></body></html>`);
  const table = document.querySelector('table');
  if (!table) return trusted(text);
  const labels = columnLabels(table.querySelectorAll('thead tr'));
  for (const body of table.querySelectorAll('tbody')) {
    /** Rows for which a cell of an earlier one still holds a column. */
    const held: number[] = [];
    for (const row of body.querySelectorAll('tr')) {
      let column = 0;
      for (const cell of row.children) {
        while ((held[column] ?? 0) > 0) held[column++]--;
        const [across, down] = spanOf(cell);
        const label = labels[column] ?? '';
        if (cell.localName === 'td' && label !== '' && across === 1) cell.setAttribute('data-label', label);
        for (let c = 0; c < across; c++) held[column + c] = down - 1;
        column += across;
      }
      for (; column < held.length; column++) if (held[column] > 0) held[column]--;
    }
  }
  return trusted(table.innerHTML);
}

/** What stands over each column, the words of several rows of heads together. */
function columnLabels(rows: Iterable<Element>): readonly string[] {
  const labels: string[][] = [];
  const held: number[] = [];
  for (const row of rows) {
    let column = 0;
    for (const cell of row.children) {
      while ((held[column] ?? 0) > 0) held[column++]--;
      const [across, down] = spanOf(cell);
      for (let c = 0; c < across; c++) {
        labels[column + c] ??= [];
        labels[column + c].push((cell.textContent ?? '').trim());
        held[column + c] = down - 1;
      }
      column += across;
    }
  }
  return labels.map((words) => words.join(', '));
}

function spanOf(cell: Element): readonly [across: number, down: number] {
  return [Number(cell.getAttribute('colspan') ?? 1), Number(cell.getAttribute('rowspan') ?? 1)];
}

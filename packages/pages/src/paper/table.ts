import { latexName, latexText } from './latex.ts';

/** What a field of a CSV table holds; null leaves it empty. */
export type Field = string | number | boolean | null;

/** A table of a paper: whole numbers with all their digits for programs, and rounded ones for print. */
export interface PaperTable {
  /** The name of its files. */
  readonly name: string;
  /** A sentence above the printed table. */
  readonly caption: string;
  /** Rows by the names of the columns; all rows have the same columns. */
  readonly rows: readonly Readonly<Record<string, Field>>[];
  readonly printed: PrintedTable;
}

/** How a column is set: numbers to the right; names of cells and columns, which are long, over several lines. */
export type PrintedColumn = 'number' | 'text' | 'name';

const SET: Readonly<Record<PrintedColumn, string>> = { number: 'r', text: 'l', name: 'p{0.22\\linewidth}' };

/** A table as it is printed. */
export interface PrintedTable {
  readonly head: readonly string[];
  readonly columns: readonly PrintedColumn[];
  readonly rows: readonly (readonly string[])[];
}

/** The table as CSV (RFC 4180): a head, numbers with all their digits, nothing where a value is not defined. */
export function tableCsv({ rows }: PaperTable): string {
  const names = Object.keys(rows[0] ?? {});
  const lines = [names, ...rows.map((row) => names.map((name) => row[name] ?? ''))];
  return lines.map((line) => `${line.map((field) => quoted(String(field))).join(',')}\r\n`).join('');
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Rows above which a table is broken over pages. */
const MOST_ON_A_PAGE = 40;

/** The printed table as LaTeX; a long one is a `longtable`. @param note stands behind the caption; null where there is none */
export function tableLatex(
  { name, caption, printed: { head, columns, rows } }: PaperTable,
  note: string | null,
): string {
  const set = columns.map((column) => SET[column]).join('');
  const line = (cells: readonly string[]) =>
    `${cells.map((cell, c) => (columns[c] === 'name' ? `\\raggedright ${latexName(cell)}` : latexText(cell))).join(' & ')} \\\\`;
  const words = `\\caption{${latexText([caption, ...(note === null ? [] : [`${note}.`])].join(' '))}}\\label{tab:${name}}`;
  const body = rows.map(line).join('\n');
  if (rows.length > MOST_ON_A_PAGE) {
    return `% Needs \\usepackage{longtable}.
{\\scriptsize
\\begin{longtable}{${set}}
${words} \\\\
\\hline
${line(head)}
\\hline
\\endfirsthead
\\hline
${line(head)}
\\hline
\\endhead
\\hline
\\endlastfoot
${body}
\\end{longtable}}
`;
  }
  return `\\begin{table}
${words}
\\footnotesize
\\begin{tabular}{${set}}
\\hline
${line(head)}
\\hline
${body}
\\hline
\\end{tabular}
\\end{table}
`;
}

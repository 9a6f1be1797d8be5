import { type ReportInput, viewRun } from '../report/run-view.ts';
import { dataTables } from './data-tables.ts';
import { methodsLatex, methodsMarkdown, paperText, referencesBibtex } from './documents.ts';
import { paperFigures } from './figures.ts';
import { modelCard } from './model-card.ts';
import { resultTables } from './result-tables.ts';
import { stardFlow } from './stard-flow.ts';
import { tableCsv, tableLatex } from './table.ts';
import { tripodChecklist } from './tripod-ai.ts';

/** A file of a paper. */
export interface PaperFile {
  /** Below the folder of the paper, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** The files of a paper on a run, as `renderPaper` gives them. */
export function paperFiles(input: Omit<ReportInput, 'faces'>): readonly PaperFile[] {
  const view = viewRun({ ...input, faces: null });
  const text = paperText(view);
  const figures = paperFigures(view);
  const tables = [...resultTables(view), ...dataTables(view)];
  return [
    { path: 'methods.md', text: methodsMarkdown(text, view.note) },
    { path: 'methods.tex', text: methodsLatex(text, view.note) },
    { path: 'references.bib', text: referencesBibtex(text) },
    { path: 'model-card.md', text: modelCard(view) },
    { path: 'tripod-ai.md', text: tripodChecklist(view) },
    { path: 'stard.md', text: stardFlow(view) },
    ...tables.flatMap((table): PaperFile[] => [
      { path: `tables/${table.name}.csv`, text: tableCsv(table) },
      { path: `tables/${table.name}.tex`, text: tableLatex(table, view.note) },
    ]),
    ...figures.map(({ name, svg }) => ({ path: `figures/${name}.svg`, text: svg })),
  ];
}

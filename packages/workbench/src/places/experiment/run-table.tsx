import { useState } from 'react';
import type { TableCell } from '../../forms/forms.ts';
import { Problem, Waiting } from '../../parts/notices.tsx';
import { Scroll } from '../../parts/scroll.tsx';
import { figureOf } from '../../parts/words.ts';
import { address, useAnswer } from '../../server.ts';
import { CopyForOthers } from './copy-for-others.tsx';
import { TrainModel } from './train-model.tsx';
import { Wrong } from './wrong.tsx';

/** The table of a run, whom each cell is wrong about, and the way to its curves. */
export function RunTable({ run }: { readonly run: string }) {
  const { answer: cells, refusal } = useAnswer<readonly TableCell[]>(address('/api/runs/table', { run }));
  const [opened, setOpened] = useState<string | null>(null);
  if (refusal) return <Problem refusal={refusal} />;
  if (!cells) return <Waiting what="the table" />;
  return (
    <>
      <Scroll label={`Table of ${run}`}>
        <table>
          <caption>
            {run}: each figure with its 95 % interval by bootstrap over subjects. The best of many cells is
            flattered by chance; the report says by how much.
          </caption>
          <thead>
            <tr>
              <th scope="col">Cell</th>
              <th scope="col" className="n">
                Rows
              </th>
              <th scope="col" className="n">
                Subjects
              </th>
              <th scope="col">Accuracy</th>
              <th scope="col">Balanced accuracy</th>
              <th scope="col">AUC</th>
              <th scope="col">Mistakes</th>
            </tr>
          </thead>
          <tbody>
            {cells.map(({ cell, samples, subjects, accuracy, balanced_accuracy, auc }) => (
              <tr key={cell}>
                <th scope="row" className="code">
                  {cell}
                </th>
                <td className="n">{samples}</td>
                <td className="n">{subjects}</td>
                <td>{figureOf(accuracy)}</td>
                <td>{figureOf(balanced_accuracy)}</td>
                <td>{figureOf(auc)}</td>
                <td>
                  <button
                    type="button"
                    aria-expanded={cell === opened}
                    onClick={() => setOpened(cell === opened ? null : cell)}
                  >
                    Wrong about<span className="hidden"> whom: {cell}</span>
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <ReportParts run={run} cells={cells} />
      {opened !== null && <Wrong key={opened} run={run} cell={opened} />}
      <CopyForOthers run={run} />
      <TrainModel run={run} cells={cells.map(({ cell }) => cell)} />
    </>
  );
}

/** Where the report of a run shows what a table cannot. */
function ReportParts({ run, cells }: { readonly run: string; readonly cells: readonly TableCell[] }) {
  const parts = [
    ['curves', 'ROC curves and calibration'],
    ['subjects', 'Each subject'],
    ...(cells.some(({ abstains }) => abstains) ? [['abstention', 'Risk and coverage']] : []),
  ];
  return (
    <nav className="parts" aria-label={`Parts of the report of ${run}`}>
      <span className="soft">In the report:</span>
      {parts.map(([id, title]) => (
        <a key={id} href={`${address('/report', { run })}#${id}`} target="_blank" rel="noopener noreferrer">
          {title}
          <span className="hidden">, in a new tab</span>
        </a>
      ))}
    </nav>
  );
}

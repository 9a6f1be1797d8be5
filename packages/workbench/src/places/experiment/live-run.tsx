import { goesOn, type WatchedJob } from '../../parts/job.ts';
import { JobProgress } from '../../parts/job-progress.tsx';
import { Scroll } from '../../parts/scroll.tsx';

/** A run as it goes on: each cell with its first figures as soon as all its folds are there. */
export function LiveRun(job: WatchedJob) {
  const entry = job.job;
  if (!entry) return null;
  return (
    <section aria-label="The run that goes on">
      <h2>Run of {entry.about}</h2>
      <JobProgress {...job} />
      {goesOn(entry) && job.cells.length > 0 && (
        <Scroll label="Cells that are complete">
          <table>
            <caption>Cells that are complete. Intervals come with the end of the run.</caption>
            <thead>
              <tr>
                <th scope="col">Cell</th>
                <th scope="col" className="n">
                  Rows
                </th>
                <th scope="col" className="n">
                  Accuracy
                </th>
                <th scope="col" className="n">
                  AUC
                </th>
              </tr>
            </thead>
            <tbody>
              {job.cells.map(({ cell, rows, accuracy, auc }) => (
                <tr key={cell}>
                  <th scope="row" className="code">
                    {cell}
                  </th>
                  <td className="n">{rows}</td>
                  <td className="n">{accuracy?.toFixed(3) ?? 'not defined'}</td>
                  <td className="n">{auc?.toFixed(3) ?? 'not defined'}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </section>
  );
}

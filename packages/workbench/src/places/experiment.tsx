import { useState } from 'react';
import type { ExperimentEntry, JobEntry, RefusedAnswer, RunEntry, TableCell } from '../forms/forms.ts';
import { goesOn, useJob, type WatchedJob } from '../parts/job.ts';
import { JobProgress } from '../parts/job-progress.tsx';
import { Nothing, Problem, Waiting } from '../parts/notices.tsx';
import { Scroll } from '../parts/scroll.tsx';
import { countWords, figureOf, whenOf } from '../parts/words.ts';
import { address, refusalOf, tell, useAnswer } from '../server.ts';
import { CompareRuns } from './experiment/compare.tsx';
import { Plan } from './experiment/plan.tsx';
import { Wrong } from './experiment/wrong.tsx';

/** Experiments: what can be run, what runs, what came of it. */
export function ExperimentPlace() {
  const experiments = useAnswer<readonly ExperimentEntry[]>('/api/experiments');
  const runs = useAnswer<readonly RunEntry[]>('/api/runs');
  const jobs = useAnswer<readonly JobEntry[]>('/api/jobs');
  const [refusal, setRefusal] = useState<RefusedAnswer | null>(null);
  const [begun, setBegun] = useState<string | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const running = (jobs.answer ?? []).find((job) => job.kind === 'run' && goesOn(job));
  const job = useJob(begun ?? running?.id ?? null, () => {
    runs.again();
    jobs.again();
  });
  const failed = experiments.refusal ?? runs.refusal ?? jobs.refusal;
  if (failed) return <Problem refusal={failed} />;
  if (!experiments.answer || !runs.answer || !jobs.answer) return <Waiting what="experiments" />;
  const start = (experiment: string) =>
    tell<JobEntry>('/api/runs', { experiment })
      .then(({ id }) => {
        setRefusal(null);
        setBegun(id);
        jobs.again();
      })
      .catch((error: unknown) => setRefusal(refusalOf(error)));
  const run = chosen ?? (job.job?.state === 'done' ? job.job.folder : null);
  return (
    <>
      <h2>Experiments of this project</h2>
      {experiments.answer.length === 0 ? (
        <Nothing title="There is no experiment file in this project yet.">
          <p>
            Write one as <code>grid.yaml</code> in the folder of the project: it names a data set, features
            and classifiers. <code>wince evaluate --schema</code> prints what it may contain.
          </p>
        </Nothing>
      ) : (
        <ul className="cards">
          {experiments.answer.map((each) => (
            <li key={each.id} className="card">
              <h3>{each.id}</h3>
              {each.problem ? (
                <Problem refusal={each.problem} />
              ) : (
                <>
                  <p>
                    {countWords(each.cells, 'cell')}, {each.protocol}
                    {each.dataset === null
                      ? ', with a data set outside of this project'
                      : `, data set ${each.dataset}`}
                  </p>
                  <button
                    type="button"
                    className="main"
                    onClick={() => start(each.id)}
                    disabled={each.dataset === null}
                  >
                    Start a run
                  </button>{' '}
                  <Plan experiment={each.id} />
                </>
              )}
            </li>
          ))}
        </ul>
      )}
      {refusal && <Problem refusal={refusal} />}
      {job.job?.kind === 'run' && <LiveRun {...job} />}
      <Broken jobs={jobs.answer} />
      <h2>Runs</h2>
      {runs.answer.length === 0 ? (
        <Nothing title="No run is complete yet.">
          <p>Start one above. Its table fills as folds finish.</p>
        </Nothing>
      ) : (
        <RunList runs={runs.answer} chosen={run} onChoose={setChosen} />
      )}
      {run !== null && <RunTable key={run} run={run} />}
      <CompareRuns runs={runs.answer} />
    </>
  );
}

/** A run as it goes on: each cell with its first figures as soon as all its folds are there. */
function LiveRun(job: WatchedJob) {
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

/** Runs that a server that ended has left: what they computed is kept. */
function Broken({ jobs }: { readonly jobs: readonly JobEntry[] }) {
  const broken = jobs.filter(({ kind, state }) => kind === 'run' && state === 'broken-off');
  if (broken.length === 0) return null;
  return (
    <p className="soft">
      {countWords(broken.length, 'run')} broke off when the server ended (
      {broken.map(({ about }) => about).join(', ')}). Start it again: it goes on from what was computed.
    </p>
  );
}

function RunList({
  runs,
  chosen,
  onChoose,
}: {
  readonly runs: readonly RunEntry[];
  readonly chosen: string | null;
  readonly onChoose: (id: string) => void;
}) {
  return (
    <Scroll label="Runs">
      <table>
        <thead>
          <tr>
            <th scope="col">Run</th>
            <th scope="col">Data set</th>
            <th scope="col">Protocol</th>
            <th scope="col" className="n">
              Cells
            </th>
            <th scope="col">Began</th>
            <th scope="col">Open</th>
          </tr>
        </thead>
        <tbody>
          {runs.map(({ id, dataset, protocol, cells, began, problem, synthetic }) => (
            <tr key={id} aria-current={id === chosen ? 'true' : undefined}>
              <th scope="row" className="code">
                {id}
              </th>
              {problem ? (
                <td colSpan={5}>
                  {problem.message} {problem.hint}
                </td>
              ) : (
                <>
                  <td>
                    {dataset ?? 'without a name'}
                    {synthetic && ' (synthetic)'}
                  </td>
                  <td>{protocol}</td>
                  <td className="n">{cells}</td>
                  <td>{whenOf(began)}</td>
                  <td>
                    <button type="button" onClick={() => onChoose(id)}>
                      Table
                    </button>{' '}
                    <a href={address('/report', { run: id })} target="_blank" rel="noopener noreferrer">
                      Report<span className="hidden"> of {id}, in a new tab</span>
                    </a>{' '}
                    <a href={address('/api/runs/methods', { run: id })} download="methods.md">
                      Methods<span className="hidden"> of {id}, as a file</span>
                    </a>{' '}
                    <a href={address('/api/runs/archive', { run: id })} download="run.zip">
                      Folder<span className="hidden"> of {id}, as a ZIP file</span>
                    </a>
                  </td>
                </>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function RunTable({ run }: { readonly run: string }) {
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
            </tr>
          </thead>
          <tbody>
            {cells.map(({ cell, samples, subjects, accuracy, balanced_accuracy, auc }) => (
              <tr key={cell}>
                <th scope="row" className="code">
                  {cell}{' '}
                  <button
                    type="button"
                    aria-expanded={cell === opened}
                    onClick={() => setOpened(cell === opened ? null : cell)}
                  >
                    Wrong about<span className="hidden"> whom: {cell}</span>
                  </button>
                </th>
                <td className="n">{samples}</td>
                <td className="n">{subjects}</td>
                <td>{figureOf(accuracy)}</td>
                <td>{figureOf(balanced_accuracy)}</td>
                <td>{figureOf(auc)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {opened !== null && <Wrong key={opened} run={run} cell={opened} />}
    </>
  );
}

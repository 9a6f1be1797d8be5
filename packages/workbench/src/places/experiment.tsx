import { useState } from 'react';
import type { ExperimentEntry, JobEntry, RefusedAnswer, RunEntry } from '../forms/forms.ts';
import { goesOn, useJob } from '../parts/job.ts';
import { Nothing, Problem, Waiting } from '../parts/notices.tsx';
import { countWords } from '../parts/words.ts';
import { refusalOf, tell, useAnswer } from '../server.ts';
import { CompareRuns } from './experiment/compare.tsx';
import { LiveRun } from './experiment/live-run.tsx';
import { Plan } from './experiment/plan.tsx';
import { RunList } from './experiment/run-list.tsx';
import { RunTable } from './experiment/run-table.tsx';

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

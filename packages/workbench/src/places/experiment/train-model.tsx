import { useState } from 'react';
import type { JobEntry, RefusedAnswer } from '../../forms/forms.ts';
import { goesOn, useJob } from '../../parts/job.ts';
import { JobProgress } from '../../parts/job-progress.tsx';
import { Problem } from '../../parts/notices.tsx';
import { address, refusalOf, tell } from '../../server.ts';

/** Makes a model of a cell of a run: what can be used in the monitor, and taken along. */
export function TrainModel({ run, cells }: { readonly run: string; readonly cells: readonly string[] }) {
  const [cell, setCell] = useState(cells[0] ?? '');
  const [jobId, setJobId] = useState<string | null>(null);
  const [refusal, setRefusal] = useState<RefusedAnswer | null>(null);
  const job = useJob(jobId, () => undefined);
  const isOn = job.job !== null && goesOn(job.job);
  const model = job.job?.state === 'done' ? job.job.folder : null;
  return (
    <section aria-label="A model of a cell">
      <h3>Make a model</h3>
      <p className="soft">
        One cell is fitted on all subjects of the run. The model then stands in Models and Monitor.
      </p>
      <form
        className="tools"
        onSubmit={(event) => {
          event.preventDefault();
          tell<JobEntry>('/api/models', { run, cell })
            .then(({ id }) => {
              setRefusal(null);
              setJobId(id);
            })
            .catch((error: unknown) => setRefusal(refusalOf(error)));
        }}
      >
        <label>
          Cell
          <select value={cell} onChange={({ target }) => setCell(target.value)}>
            {cells.map((each) => (
              <option key={each}>{each}</option>
            ))}
          </select>
        </label>
        <button type="submit" disabled={isOn}>
          Make the model
        </button>
      </form>
      {refusal && <Problem refusal={refusal} />}
      {jobId !== null && <JobProgress {...job} />}
      {model !== null && (
        <p>
          <a href={address('/api/models/file', { model })} download={model}>
            Download {model}
          </a>
        </p>
      )}
    </section>
  );
}

import { useState } from 'react';
import type { JobEntry, RefusedAnswer } from '../forms/forms.ts';
import { refusalOf, tell } from '../server.ts';
import { goesOn, type WatchedJob } from './job.ts';
import { Problem } from './notices.tsx';

const STAGES: Readonly<Record<string, string>> = {
  starting: 'Starting',
  'read-network': 'Reading the files of the network',
  'run-network': 'Running the network on noise',
  'look-for-faces': 'Looking for faces',
  'read-recordings': 'Reading recordings',
  'fit-model': 'Fitting the model',
  'fit-cells': 'Fitting models, fold by fold',
  'fit-treatments': 'Fitting the middle band',
  'fit-permutations': 'Testing against chance',
  'compute-metrics': 'Computing intervals',
  'write-report': 'Writing the report',
};

const KEPT = 'What was computed is kept: a new start goes on from there.';
/** What a job has left that was stopped. */
const STOPPED: Readonly<Record<JobEntry['kind'], string>> = {
  ...{ run: KEPT, check: KEPT, train: KEPT },
  'import-network': 'Nothing was imported.',
  'test-network': 'Nothing was compared.',
};

/** How far a job has come, and a button that stops it. */
export function JobProgress({ job, stage, done, total }: WatchedJob) {
  const [refusal, setRefusal] = useState<RefusedAnswer | null>(null);
  if (!job) return null;
  if (!goesOn(job)) {
    if (job.failure) return <Problem refusal={job.failure} />;
    if (job.state === 'stopped') return <p role="status">Stopped. {STOPPED[job.kind]}</p>;
    return <p role="status">Done.</p>;
  }
  const words = job.state === 'waiting' ? 'Waiting for other work' : (STAGES[stage] ?? stage);
  return (
    <div className="progress">
      <label>
        <span role="status">
          {words}
          {total > 0 && `, ${done} of ${total}`}
        </span>
        <progress max={total || undefined} value={total > 0 ? done : undefined} />
      </label>
      <button
        type="button"
        onClick={() =>
          tell('/api/jobs/stop', { job: job.id }).catch((error: unknown) => setRefusal(refusalOf(error)))
        }
      >
        Stop
      </button>
      {refusal && <Problem refusal={refusal} />}
    </div>
  );
}

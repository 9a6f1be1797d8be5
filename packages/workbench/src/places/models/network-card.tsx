import { useEffect, useRef, useState } from 'react';
import type { JobEntry, RefusedAnswer } from '../../forms/forms.ts';
import type { NetworkCardView } from '../../forms/network-forms.ts';
import { goesOn, useJob } from '../../parts/job.ts';
import { JobProgress } from '../../parts/job-progress.tsx';
import { Problem, Waiting } from '../../parts/notices.tsx';
import { Scroll } from '../../parts/scroll.tsx';
import { address, refusalOf, tell, useAnswer } from '../../server.ts';
import { NetworkTest } from './network-test.tsx';

/** The card of a network: what it is, where it is from, how it went in its self-test, and its layers. */
export function NetworkCard({
  id,
  startsTest,
  onTested,
  onClose,
}: {
  readonly id: string;
  /** Whether its self-test starts at once. */
  readonly startsTest: boolean;
  readonly onTested: () => void;
  readonly onClose: () => void;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const { answer, refusal, again } = useAnswer<NetworkCardView>(
    address('/api/networks/card', { network: id }),
  );
  const [jobId, setJobId] = useState<string | null>(null);
  const [refused, setRefused] = useState<RefusedAnswer | null>(null);
  const job = useJob(jobId, () => {
    again();
    onTested();
  });
  const isOn = jobId !== null && (job.job === null || goesOn(job.job));
  const test = () => {
    setRefused(null);
    tell<JobEntry>('/api/networks/test', { network: id })
      .then((begun) => setJobId(begun.id))
      .catch((error: unknown) => setRefused(refusalOf(error)));
  };
  const started = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it is opened
  useEffect(() => {
    if (!dialog.current?.open) dialog.current?.showModal();
    if (startsTest && !started.current) {
      started.current = true;
      test();
    }
  }, []);
  return (
    <dialog ref={dialog} onClose={onClose} aria-labelledby="network-title">
      <form method="dialog" className="close">
        <h2 id="network-title">{id}</h2>
        <button type="submit">Close</button>
      </form>
      {refusal && <Problem refusal={refusal} />}
      {!answer && !refusal && <Waiting what="the card" />}
      <section aria-labelledby="self-test">
        <h3 id="self-test">Self-test</h3>
        <p className="soft">
          The files are compared with the hashes of the card. The network then looks at (or hears) a fixed
          noise, and what it gives is compared with what is known of it.
        </p>
        <p>
          <button type="button" disabled={isOn} onClick={test}>
            {answer?.tested ? 'Test again' : 'Run the self-test'}
          </button>
        </p>
        {refused && <Problem refusal={refused} />}
        {jobId !== null && job.job?.state !== 'done' && <JobProgress {...job} />}
        {answer?.tested && !isOn && job.job?.state !== 'failed' && <NetworkTest test={answer.tested} />}
      </section>
      {answer && (
        <>
          <h3>Card</h3>
          <dl className="facts">
            {answer.facts.map(({ name, words }) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd className={name.startsWith('SHA-256') ? 'code' : undefined}>{words}</dd>
              </div>
            ))}
          </dl>
          <details>
            <summary>
              {answer.layers.length} {answer.layers.length === 1 ? 'layer or output' : 'layers or outputs'}
            </summary>
            <Scroll label={`Layers of ${id}`}>
              <table>
                <thead>
                  <tr>
                    <th scope="col">Layer</th>
                    <th scope="col">Shape</th>
                  </tr>
                </thead>
                <tbody>
                  {answer.layers.map(({ name, shape }) => (
                    <tr key={name}>
                      <th scope="row" className="code">
                        {name}
                      </th>
                      <td>{shape}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </Scroll>
          </details>
        </>
      )}
    </dialog>
  );
}

import type { WrongRows } from '../../forms/run-forms.ts';
import { Nothing, Problem, Waiting } from '../../parts/notices.tsx';
import { address, useAnswer } from '../../server.ts';

/** Whom a cell is wrong about, the surest mistakes first, and the way to why. */
export function Wrong({ run, cell }: { readonly run: string; readonly cell: string }) {
  const { answer, refusal } = useAnswer<WrongRows>(address('/api/runs/wrong', { run, cell }));
  if (refusal) return <Problem refusal={refusal} />;
  if (!answer) return <Waiting what="the rows of this cell" />;
  const { rows, wrong, list, dataset } = answer;
  if (wrong === 0)
    return <Nothing title={`${cell} decided each of ${rows} rows as it is labelled.`}>{null}</Nothing>;
  return (
    <section aria-label={`Wrong rows of ${cell}`}>
      <h2>
        {wrong} of {rows} rows are decided otherwise than they are labelled
      </h2>
      <p className="code">{cell}</p>
      <ul className="differences">
        {list.map(({ sample, subject, truth, decision, score, threshold, fold }) => (
          <li key={sample}>
            {dataset !== null && (
              <img
                src={address('/api/picture', { dataset, sample, side: '320' })}
                alt={`${sample} of ${subject}`}
                loading="lazy"
              />
            )}
            <p>
              {subject}: labelled <strong>{truth}</strong>, decided <strong>{decision}</strong>
              <br />
              score {score.toFixed(3)}, threshold {threshold.toFixed(3)}, fold {fold}
              <br />
              <a
                href={address('/explanation', { run, cell, sample })}
                target="_blank"
                rel="noopener noreferrer"
              >
                Why<span className="hidden"> {sample} has this score, in a new tab</span>
              </a>{' '}
              (the model of its fold is fitted again)
            </p>
          </li>
        ))}
      </ul>
      {list.length < wrong && <p className="soft">The {list.length} surest mistakes are shown.</p>}
    </section>
  );
}

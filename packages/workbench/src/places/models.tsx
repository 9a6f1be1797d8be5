import { useState } from 'react';
import type { ModelEntry, RefusedAnswer } from '../forms/forms.ts';
import { Nothing, Problem, Waiting } from '../parts/notices.tsx';
import { countWords } from '../parts/words.ts';
import { address, refusalOf, send, useAnswer } from '../server.ts';
import { Networks } from './models/networks.tsx';

/** Models of the project, with what they say of themselves, and networks that are installed. */
export function ModelsPlace({ isAdmin }: { readonly isAdmin: boolean }) {
  const models = useAnswer<readonly ModelEntry[]>('/api/models');
  if (models.refusal) return <Problem refusal={models.refusal} />;
  if (!models.answer) return <Waiting what="models" />;
  return (
    <>
      <h2>Models of this project</h2>
      {models.answer.length === 0 ? (
        <Nothing title="There is no model in this project yet.">
          <p>
            <code>wince train</code> fits one cell of an experiment and writes it as a <code>.wince</code>{' '}
            file.
          </p>
        </Nothing>
      ) : (
        <ul className="cards">
          {models.answer.map((model) => (
            <li key={model.id} className="card">
              <Model model={model} />
            </li>
          ))}
        </ul>
      )}
      <Networks isAdmin={isAdmin} />
    </>
  );
}

function Model({ model: { id, sha256, card, problem } }: { readonly model: ModelEntry }) {
  if (!card) {
    return (
      <>
        <h3>{id}</h3>
        {problem && <Problem refusal={problem} />}
      </>
    );
  }
  return (
    <>
      <h3>{id}</h3>
      <p className="code">{card.cell}</p>
      {card.synthetic && (
        <p>
          <strong>Trained on synthetic faces: it shows nothing about a neonate.</strong>
        </p>
      )}
      <p>
        Trained on {countWords(card.samples, 'row')} of {countWords(card.subjects, 'subject')} ({card.rows}),
        with wince {card.version}.
      </p>
      <p>Its score is {card.score_means}.</p>
      <p className="soft">{card.note}</p>
      <p className="code soft">SHA-256 {sha256}</p>
      <p>
        <a href={address('/api/models/file', { model: id })} download={id.split('/').at(-1)}>
          Download<span className="hidden"> {id}</span>
        </a>{' '}
        <a href={address('/api/models/file', { model: id, names: 'hashed' })} download={id.split('/').at(-1)}>
          Download for others<span className="hidden">: {id}, with subjects as keyed hashes</span>
        </a>
      </p>
      <TryModel id={id} />
    </>
  );
}

interface Answer {
  readonly prediction: {
    readonly predictions: readonly {
      readonly state: string;
      readonly score: {
        readonly value: number | null;
        readonly unit: string;
        readonly reason: string | null;
      };
    }[];
    readonly videos: readonly {
      readonly score: {
        readonly value: number | null;
        readonly unit: string;
        readonly reason: string | null;
      };
      readonly usable: { readonly value: number | null };
      readonly episodes: readonly unknown[];
    }[];
  };
}

/** One picture or clip, scored now. Nothing of it is kept. */
function TryModel({ id }: { readonly id: string }) {
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [refusal, setRefusal] = useState<RefusedAnswer | null>(null);
  const [isBusy, setBusy] = useState(false);
  return (
    <div className="stack">
      <label>
        Score one picture or clip (nothing of it is kept)
        <input
          type="file"
          disabled={isBusy}
          onChange={({ target }) => {
            const file = target.files?.[0];
            if (!file) return;
            setBusy(true);
            setAnswer(null);
            setRefusal(null);
            send<Answer>('/api/predict', { model: id, name: file.name.slice(-200) }, file)
              .then(setAnswer)
              .catch((error: unknown) => setRefusal(refusalOf(error)))
              .finally(() => setBusy(false));
          }}
        />
      </label>
      <div role="status">
        {isBusy && <p>Reading the file and looking for a face …</p>}
        {answer?.prediction.predictions.map(({ state, score }) => (
          <p key={state}>
            <strong>{state}</strong>,{' '}
            {score.value === null ? 'no score' : `${score.value.toFixed(3)} (${score.unit})`}
            {score.reason !== null && `: ${score.reason}`}
          </p>
        ))}
        {answer?.prediction.videos.map(({ score, usable, episodes }) => (
          <p key="video">
            <strong>{countWords(episodes.length, 'episode')}</strong>, score{' '}
            {score.value === null ? (score.reason ?? 'none') : score.value.toFixed(3)}, usable{' '}
            {usable.value === null ? 'unknown' : `${Math.round(100 * usable.value)} % of the time`}
          </p>
        ))}
      </div>
      {refusal && <Problem refusal={refusal} />}
    </div>
  );
}

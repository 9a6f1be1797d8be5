import { useState } from 'react';
import type { DatasetRow, GivenLabel, ScaleForm } from '../forms/forms.ts';
import { ChooseDataset, useDataset } from '../parts/choose-dataset.tsx';
import { Nothing, Problem, Waiting } from '../parts/notices.tsx';
import { address, useAnswer } from '../server.ts';
import { AgreementOfRaters } from './label/agreement.tsx';
import { Rating } from './label/rating.tsx';

/** Labelling: one item large, a scale beside it, and afterwards how well raters agree. */
export function LabelPlace({ who, isAdmin }: { readonly who: string; readonly isAdmin: boolean }) {
  const datasets = useDataset();
  const { answer: scales, refusal } = useAnswer<readonly ScaleForm[]>('/api/scales');
  const [scaleId, setScaleId] = useState('choice');
  const [shows, setShows] = useState<'label' | 'agree'>('label');
  if (datasets.refusal ?? refusal)
    return <Problem refusal={datasets.refusal ?? refusal ?? { code: null, message: '', hint: '' }} />;
  if (!datasets.answer || !scales) return <Waiting what="data sets and scales" />;
  if (!datasets.chosen) {
    return (
      <Nothing title="There is no data set to label yet.">
        <p>
          Make one in <a href="#data">Data</a>.
        </p>
      </Nothing>
    );
  }
  const scale = scales.find(({ id }) => id === scaleId) ?? scales[0];
  return (
    <>
      <div className="tools">
        <ChooseDataset {...datasets} />
        <label>
          Scale
          <select value={scaleId} onChange={({ target }) => setScaleId(target.value)}>
            {scales.map(({ id, title }) => (
              <option key={id} value={id}>
                {title}
              </option>
            ))}
          </select>
        </label>
        <fieldset className="switch">
          <legend className="hidden">What is shown</legend>
          <button type="button" aria-pressed={shows === 'label'} onClick={() => setShows('label')}>
            Label
          </button>
          <button type="button" aria-pressed={shows === 'agree'} onClick={() => setShows('agree')}>
            Agreement
          </button>
        </fieldset>
      </div>
      {shows === 'agree' ? (
        <>
          <AgreementOfRaters dataset={datasets.chosen.id} scale={scale} who={who} />
          {isAdmin && <LabelsTable dataset={datasets.chosen.id} scale={scale} />}
        </>
      ) : who === '' ? (
        <Nothing title="Write your name at the top of the page first.">
          <p>
            Your name stands with each of your labels. It is no password: agree with the other raters on who
            uses which name.
          </p>
        </Nothing>
      ) : (
        <Labelling
          key={`${datasets.chosen.id} ${scale.id} ${who}`}
          dataset={datasets.chosen.id}
          scale={scale}
          who={who}
        />
      )}
    </>
  );
}

/** All labels of all raters, to take along. */
function LabelsTable({ dataset, scale: { id } }: { readonly dataset: string; readonly scale: ScaleForm }) {
  return (
    <section aria-label="Labels as a table">
      <h2>Labels as a table</h2>
      <p className="soft">
        All labels of all raters by this scale, as CSV: who rates must not see it before the last label is
        given.
      </p>
      <p>
        <a href={address('/api/labels/table', { dataset, scale: id })} download="labels.csv">
          Download the labels
        </a>{' '}
        <a href={address('/api/labels/table', { dataset, scale: id, names: 'hashed' })} download="labels.csv">
          Download them with names as keyed hashes
        </a>
      </p>
    </section>
  );
}

function Labelling({
  dataset,
  scale,
  who,
}: {
  readonly dataset: string;
  readonly scale: ScaleForm;
  readonly who: string;
}) {
  const rows = useAnswer<readonly DatasetRow[]>(address('/api/datasets/rows', { dataset }));
  const labels = useAnswer<readonly GivenLabel[]>(address('/api/labels', { dataset, scale: scale.id, who }));
  const refusal = rows.refusal ?? labels.refusal;
  if (refusal) return <Problem refusal={refusal} />;
  if (!rows.answer || !labels.answer) return <Waiting what="items" />;
  const items = inOrderOf(
    who,
    rows.answer.filter((row) => row.excluded === null && !row.is_reference).map(({ sample }) => sample),
  );
  const last = new Map(labels.answer.map((label) => [label.sample, label]));
  return (
    <Rating dataset={dataset} scale={scale} who={who} items={items} last={last} onLabelled={labels.again} />
  );
}

/** An order that is each rater's own and stays the same: neighbours in the file are mostly of one subject. */
function inOrderOf(who: string, samples: readonly string[]): readonly string[] {
  const place = (text: string) => {
    let hash = 2166136261;
    for (const unit of text) hash = Math.imul(hash ^ (unit.codePointAt(0) ?? 0), 16777619);
    hash = Math.imul(hash ^ (hash >>> 15), 2246822507);
    return (hash ^ (hash >>> 13)) >>> 0;
  };
  return samples.toSorted((a, b) => place(`${who}/${a}`) - place(`${who}/${b}`) || (a < b ? -1 : 1));
}

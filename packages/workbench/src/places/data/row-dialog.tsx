import { useEffect, useRef, useState } from 'react';
import type { CheckedFace, CheckedFinding, DatasetRow, RefusedAnswer } from '../../forms/forms.ts';
import { Problem } from '../../parts/notices.tsx';
import { Prose } from '../../parts/prose.tsx';
import { FACE_WORDS, whenOf } from '../../parts/words.ts';
import { address, refusalOf, tell } from '../../server.ts';
import { SplitClip } from './split-clip.tsx';

/** One row large: its picture with the face that was found, the quality of it with reasons, its problems, and whether it takes part. */
export function RowDialog({
  dataset,
  row,
  labels,
  who,
  findings,
  onChanged,
  onClose,
}: {
  readonly dataset: string;
  readonly row: DatasetRow;
  /** The labels of the data set. */
  readonly labels: readonly string[];
  readonly who: string;
  readonly findings: readonly CheckedFinding[];
  readonly onChanged: () => void;
  readonly onClose: () => void;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (!dialog.current?.open) dialog.current?.showModal();
  });
  const { sample, subject, label, face } = row;
  return (
    <dialog ref={dialog} onClose={onClose} aria-labelledby="row-title">
      <form method="dialog" className="close">
        <h2 id="row-title">{sample}</h2>
        <button type="submit">Close</button>
      </form>
      <div className="beside">
        <div className="framed">
          <img
            src={address('/api/picture', { dataset, sample, side: '640' })}
            alt={`${sample}, subject ${subject}`}
          />
          {face && <Overlay face={face} />}
        </div>
        <div>
          <p>
            Subject {subject}, label {label}
            {row.period !== null && `, period ${row.period}`}
          </p>
          <FaceWords face={face} />
          {findings.map(({ message, hint }) => (
            <p key={message}>
              <strong>
                ⚠ <Prose text={message} />
              </strong>{' '}
              <Prose text={hint} />
            </p>
          ))}
          <SplitClip
            dataset={dataset}
            row={row}
            labels={labels}
            who={who}
            onSplit={() => {
              onClose();
              onChanged();
            }}
          />
          <Exclusion dataset={dataset} row={row} who={who} onChanged={onChanged} />
        </div>
      </div>
    </dialog>
  );
}

function Overlay({ face: { corners, landmarks } }: { readonly face: CheckedFace }) {
  const pairs = Array.from(
    { length: landmarks.length / 2 },
    (_, i) => [landmarks[2 * i], landmarks[2 * i + 1]] as const,
  );
  return (
    <svg viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true">
      {corners && <polygon points={corners.join(' ')} />}
      {pairs.map(([x, y]) => (
        <circle key={`${x} ${y}`} cx={x} cy={y} r="0.006" />
      ))}
    </svg>
  );
}

function FaceWords({ face }: { readonly face: CheckedFace | null }) {
  if (!face) return <p>Nobody has looked for a face yet: check the data set.</p>;
  const { sign, words } = FACE_WORDS[face.status];
  return (
    <>
      <p>
        <strong>
          {sign} {words}
        </strong>
        {face.reason !== '' && `: ${face.reason}`}
      </p>
      {Object.keys(face.measures).length > 0 && (
        <table>
          <caption>Quality of the face</caption>
          <tbody>
            {Object.entries(face.measures).map(([name, { value, unit }]) => (
              <tr key={name}>
                <th scope="row">{name.replaceAll('_', ' ')}</th>
                <td className="n">{value}</td>
                <td className="soft">{unit}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}

function Exclusion({
  dataset,
  row: { sample, excluded },
  who,
  onChanged,
}: {
  readonly dataset: string;
  readonly row: DatasetRow;
  readonly who: string;
  readonly onChanged: () => void;
}) {
  const [reason, setReason] = useState('');
  const [refusal, setRefusal] = useState<RefusedAnswer | null>(null);
  const isOut = excluded !== null;
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        tell('/api/datasets/exclusions', {
          id: crypto.randomUUID(),
          dataset,
          sample,
          who,
          excluded: !isOut,
          reason,
        })
          .then(() => {
            setReason('');
            setRefusal(null);
            onChanged();
          })
          .catch((error: unknown) => setRefusal(refusalOf(error)));
      }}
    >
      {excluded && (
        <p>
          <strong>⊘ Excluded</strong> by {excluded.who}, {whenOf(excluded.at)}: {excluded.reason}
        </p>
      )}
      <label>
        {isOut ? 'Why it takes part again' : 'Why it is excluded'}
        <input required maxLength={300} value={reason} onChange={({ target }) => setReason(target.value)} />
      </label>
      {who === '' && <p className="soft">Write your name at the top of the page first.</p>}
      <button type="submit" disabled={who === ''}>
        {isOut ? 'Include it again' : 'Exclude from runs'}
      </button>
      {refusal && <Problem refusal={refusal} />}
    </form>
  );
}

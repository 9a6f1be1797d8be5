import type { ClipMarks } from '../../forms/forms.ts';
import { useKeys } from '../../parts/keys.ts';

/** Nothing is marked. */
export const NO_MARKS: ClipMarks = { onset: null, end: null };
const KINDS = [
  { kind: 'onset', words: 'Onset', key: 'o' },
  { kind: 'end', words: 'End', key: 'e' },
] as const;

/** When the face begins to answer in a clip, and when it has ended: the moment that is shown is marked. */
export function Marks({
  marks,
  time,
  onMarks,
}: {
  readonly marks: ClipMarks;
  /** Seconds of the moment that is shown; null where none is yet. */
  readonly time: number | null;
  readonly onMarks: (marks: ClipMarks) => void;
}) {
  const mark = (kind: keyof ClipMarks) => time !== null && onMarks({ ...marks, [kind]: time });
  useKeys(({ key }) => {
    const own = KINDS.find((each) => each.key === key);
    if (own) mark(own.kind);
  });
  const isTurned = marks.onset !== null && marks.end !== null && marks.end < marks.onset;
  return (
    <fieldset>
      <legend>When it begins and ends (may be left out)</legend>
      <dl className="marks">
        {KINDS.map(({ kind, words, key }) => (
          <div key={kind}>
            <dt>{words}</dt>
            <dd>{marks[kind] === null ? 'not marked' : `${marks[kind].toFixed(2)} s`}</dd>
            <dd>
              <button type="button" disabled={time === null} onClick={() => mark(kind)}>
                Mark {words.toLowerCase()} here <kbd>{key}</kbd>
              </button>{' '}
              {marks[kind] !== null && (
                <button type="button" className="link" onClick={() => onMarks({ ...marks, [kind]: null })}>
                  Remove<span className="hidden"> the mark of the {words.toLowerCase()}</span>
                </button>
              )}
            </dd>
          </div>
        ))}
      </dl>
      {isTurned && (
        <p role="alert">
          <strong>The end is before the onset.</strong> Mark one of them again.
        </p>
      )}
    </fieldset>
  );
}

/** Whether marks can be saved. */
export function areMarksWhole({ onset, end }: ClipMarks): boolean {
  return onset === null || end === null || end >= onset;
}

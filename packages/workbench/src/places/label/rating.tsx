import { useCallback, useRef, useState } from 'react';
import type { ClipMarks, GivenLabel, RefusedAnswer, ScaleForm, SeenClip } from '../../forms/forms.ts';
import { ClipView } from '../../parts/clip-view.tsx';
import { useKeys } from '../../parts/keys.ts';
import { Problem } from '../../parts/notices.tsx';
import { whenOf } from '../../parts/words.ts';
import { address, refusalOf, tell, useAnswer } from '../../server.ts';
import { areMarksWhole, Marks, NO_MARKS } from './marks.tsx';

type Item = ScaleForm['items'][number];
/** Points by item; undefined where nothing is chosen yet, null where it could not be seen. */
type Points = Readonly<Record<string, number | null | undefined>>;

/** One item after the other. Neither its file, its subject nor its label is told, and no label of another rater. */
export function Rating({
  dataset,
  scale,
  who,
  items,
  last,
  onLabelled,
}: {
  readonly dataset: string;
  readonly scale: ScaleForm;
  readonly who: string;
  readonly items: readonly string[];
  readonly last: ReadonlyMap<string, GivenLabel>;
  readonly onLabelled: () => void;
}) {
  const firstOpen = items.findIndex((sample) => !last.has(sample));
  const [at, setAt] = useState(Math.max(0, firstOpen));
  const [points, setPoints] = useState<Points>({});
  const [marks, setMarks] = useState<ClipMarks>(NO_MARKS);
  const [time, setTime] = useState<number | null>(null);
  const [refusal, setRefusal] = useState<RefusedAnswer | null>(null);
  const [said, setSaid] = useState('');
  const saving = useRef(false);
  const sample = items[at];
  const own = last.get(sample);
  const clip = useAnswer<{ readonly clip: SeenClip | null }>(
    sample === undefined ? null : address('/api/clip', { dataset, sample }),
  );
  const isWhole = scale.items.every(({ id }) => points[id] !== undefined) && areMarksWhole(marks);
  const isSimple = scale.id === 'choice';

  const go = useCallback(
    (to: number) => {
      setAt(Math.min(items.length - 1, Math.max(0, to)));
      setPoints({});
      setMarks(NO_MARKS);
      setTime(null);
      setRefusal(null);
    },
    [items.length],
  );
  const save = useCallback(() => {
    if (!isWhole || saving.current) return;
    saving.current = true;
    const label = {
      id: crypto.randomUUID(),
      dataset,
      sample,
      who,
      scale: scale.id,
      items: points,
      marks: marks.onset === null && marks.end === null ? null : marks,
      after: own?.number ?? null,
    };
    tell<GivenLabel>('/api/labels', label)
      .then(({ total, word }) => {
        setSaid(
          isSimple
            ? `Saved: ${word}.`
            : `Saved: ${total ?? 'incomplete'}${word === null ? '' : `, ${word}`}.`,
        );
        onLabelled();
        const next = items.findIndex((each, i) => i > at && !last.has(each));
        go(next < 0 ? at + 1 : next);
      })
      .catch((error: unknown) => {
        setRefusal(refusalOf(error));
        onLabelled();
      })
      .finally(() => {
        saving.current = false;
      });
  }, [
    isWhole,
    dataset,
    sample,
    who,
    scale.id,
    points,
    marks,
    own,
    isSimple,
    onLabelled,
    items,
    at,
    last,
    go,
  ]);

  useKeys((event) => {
    if (event.key === 'Enter' && !(event.target instanceof HTMLButtonElement)) return save();
    if (event.key === 'j') return go(at + 1);
    if (event.key === 'k') return go(at - 1);
    const item =
      scale.items.find(({ id }) => points[id] === undefined) ?? scale.items[scale.items.length - 1];
    const chosen = pointsOfKey(item, event.key);
    if (chosen === undefined) return;
    event.preventDefault();
    setPoints((before) => ({ ...before, [item.id]: chosen }));
  });

  if (items.length === 0)
    return <p>There is nothing to label: all rows are excluded or serve as reference.</p>;
  const current = scale.items.find(({ id }) => points[id] === undefined)?.id;
  return (
    <div className="beside rating">
      <div>
        {!clip.answer ? (
          <div className="large" />
        ) : clip.answer.clip ? (
          <ClipView
            key={sample}
            dataset={dataset}
            sample={sample}
            clip={clip.answer.clip}
            name={`Item ${at + 1}, to be labelled`}
            onTime={setTime}
          />
        ) : (
          <img
            className="large"
            src={address('/api/picture', { dataset, sample, side: '1280' })}
            alt={`Item ${at + 1}, to be labelled`}
          />
        )}
        {clip.refusal && <Problem refusal={clip.refusal} />}
        <p className="steps">
          <button type="button" onClick={() => go(at - 1)} disabled={at === 0}>
            Back <kbd>k</kbd>
          </button>
          <span>
            Item {at + 1} of {items.length}, {last.size} labelled
          </span>
          <button type="button" onClick={() => go(at + 1)} disabled={at === items.length - 1}>
            Forward <kbd>j</kbd>
          </button>
        </p>
      </div>
      <div>
        <h2>{scale.title}</h2>
        <p className="soft">For {scale.purpose}.</p>
        {scale.items.map((item) => (
          <fieldset key={item.id} className={item.id === current ? 'current' : undefined}>
            <legend>{item.title}</legend>
            <div className="choices">
              {optionsOf(item).map(({ value, words, key }) => (
                <label key={key}>
                  <input
                    type="radio"
                    name={item.id}
                    checked={points[item.id] === value}
                    onChange={() => setPoints((before) => ({ ...before, [item.id]: value }))}
                  />
                  {words} <kbd>{key}</kbd>
                </label>
              ))}
            </div>
          </fieldset>
        ))}
        {clip.answer?.clip && <Marks marks={marks} time={time} onMarks={setMarks} />}
        <p>
          <button type="button" className="main" onClick={save} disabled={!isWhole}>
            Save and go on <kbd>Enter</kbd>
          </button>
        </p>
        <p role="status">
          {said} {last.size >= items.length && 'You have labelled every item.'}
        </p>
        {own && (
          <p className="soft">
            You labelled this item on {whenOf(own.at)}: {own.word ?? 'incomplete'}. A new label is added, and
            the first one counts for agreement.
          </p>
        )}
        {refusal && <Problem refusal={refusal} />}
        {scale.notes.map((note) => (
          <p key={note} className="soft">
            {note}
          </p>
        ))}
        {!isSimple && <p className="soft">Source: {scale.source}</p>}
      </div>
    </div>
  );
}

/** The choices of an item: words by their place from 1 on, points by their number, and `n` for what could not be seen. */
function optionsOf({
  least,
  most,
  words,
}: Item): readonly { value: number | null; words: string; key: string }[] {
  if (words.length > 0) return words.map((word, i) => ({ value: i, words: word, key: String(i + 1) }));
  const points = Array.from({ length: most - least + 1 }, (_, i) => least + i);
  return [
    ...points.map((value) => ({ value, words: String(value).replace('-', '−'), key: keyOfPoints(value) })),
    { value: null, words: 'not seen', key: 'n' },
  ];
}

/** The digit of the points; a letter for points below 0, since there is no key for -1: `a` for -1, `b` for -2. */
function keyOfPoints(points: number): string {
  return points >= 0 ? String(points) : String.fromCharCode('a'.charCodeAt(0) - points - 1);
}

function pointsOfKey(item: Item, key: string): number | null | undefined {
  return optionsOf(item).find((option) => option.key === key)?.value;
}

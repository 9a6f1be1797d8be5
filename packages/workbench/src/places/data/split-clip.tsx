import { useState } from 'react';
import type { DatasetRow, RefusedAnswer, SeenClip } from '../../forms/forms.ts';
import { ClipView } from '../../parts/clip-view.tsx';
import { Problem } from '../../parts/notices.tsx';
import { address, refusalOf, tell, useAnswer } from '../../server.ts';

/** A clip to be looked at, and made two rows of at the moment that is shown. Nothing for a picture. */
export function SplitClip({
  dataset,
  row: { sample, label },
  labels,
  who,
  onSplit,
}: {
  readonly dataset: string;
  readonly row: DatasetRow;
  readonly labels: readonly string[];
  readonly who: string;
  readonly onSplit: () => void;
}) {
  const { answer } = useAnswer<{ readonly clip: SeenClip | null }>(address('/api/clip', { dataset, sample }));
  const [time, setTime] = useState(0);
  const [parts, setParts] = useState<readonly [string, string]>([label, label]);
  const [refusal, setRefusal] = useState<RefusedAnswer | null>(null);
  if (!answer?.clip) return null;
  const { start, end } = answer.clip;
  const choose = (words: string, which: 0 | 1) => (
    <label>
      {words}
      <select
        value={parts[which]}
        onChange={({ target }) => setParts(which === 0 ? [target.value, parts[1]] : [parts[0], target.value])}
      >
        {labels.map((each) => (
          <option key={each}>{each}</option>
        ))}
      </select>
    </label>
  );
  return (
    <details>
      <summary>Look at the clip, and split it</summary>
      <ClipView dataset={dataset} sample={sample} clip={answer.clip} name={sample} onTime={setTime} />
      <form
        className="tools"
        onSubmit={(event) => {
          event.preventDefault();
          const own = parts.map((each) => (each === label ? null : each));
          tell('/api/datasets/split', { dataset, sample, who, at: Number(time.toFixed(3)), labels: own })
            .then(onSplit)
            .catch((error: unknown) => setRefusal(refusalOf(error)));
        }}
      >
        {choose('Label of the first part', 0)}
        {choose('Label of the second part', 1)}
        <button type="submit" disabled={who === '' || time <= start || time >= end}>
          Split at {time.toFixed(2)} s
        </button>
      </form>
      <p className="soft">
        The clip becomes two rows of dataset.csv; the table as it was before is kept beside it. Labels that
        raters gave to the whole clip stay in the log, and do not count for its parts.
        {who === '' && ' Write your name at the top of the page first.'}
      </p>
      {refusal && <Problem refusal={refusal} />}
    </details>
  );
}

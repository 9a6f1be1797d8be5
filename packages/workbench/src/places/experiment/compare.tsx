import { useState } from 'react';
import type { RunEntry } from '../../forms/forms.ts';
import type { ComparedRuns } from '../../forms/run-forms.ts';
import { Problem, Waiting } from '../../parts/notices.tsx';
import { Scroll } from '../../parts/scroll.tsx';
import { countWords } from '../../parts/words.ts';
import { address, useAnswer } from '../../server.ts';

/** Two runs side by side: what differs in data, parameters and program, and their figures, paired by subject. */
export function CompareRuns({ runs }: { readonly runs: readonly RunEntry[] }) {
  const known = runs.filter(({ problem }) => problem === null);
  const [chosenFirst, setFirst] = useState<string | null>(null);
  const [chosenSecond, setSecond] = useState<string | null>(null);
  // The two newest runs, as long as nobody has chosen: runs come while the page is open.
  const first = chosenFirst ?? known[1]?.id ?? '';
  const second = chosenSecond ?? known[0]?.id ?? '';
  const [pair, setPair] = useState<{ readonly first: string; readonly second: string } | null>(null);
  const { answer, refusal } = useAnswer<ComparedRuns>(pair && address('/api/runs/compare', pair));
  if (known.length < 2) return null;
  const choose = (label: string, value: string, onChange: (id: string) => void) => (
    <label>
      {label}
      <select value={value} onChange={({ target }) => onChange(target.value)}>
        {known.map(({ id }) => (
          <option key={id}>{id}</option>
        ))}
      </select>
    </label>
  );
  return (
    <section aria-label="Two runs side by side">
      <h2>Two runs side by side</h2>
      <div className="tools">
        {choose('First run', first, setFirst)}
        {choose('Second run', second, setSecond)}
        <button type="button" disabled={first === second} onClick={() => setPair({ first, second })}>
          Compare
        </button>
      </div>
      {refusal && <Problem refusal={refusal} />}
      {pair && !answer && !refusal && <Waiting what="the comparison" />}
      {answer && <Compared {...answer} />}
    </section>
  );
}

function Compared({ differences, rows, cells, note, only_first, only_second }: ComparedRuns) {
  return (
    <>
      <p>
        {countWords(rows.common, 'row')} in both runs; {rows.only_first} only in the first, {rows.only_second}{' '}
        only in the second, {rows.other_label} with another label.
      </p>
      {differences.length === 0 ? (
        <p>Data, parameters and program are the same.</p>
      ) : (
        <Scroll label="What differs">
          <table>
            <caption>What differs</caption>
            <thead>
              <tr>
                <th scope="col">What</th>
                <th scope="col">Name</th>
                <th scope="col">First</th>
                <th scope="col">Second</th>
              </tr>
            </thead>
            <tbody>
              {differences.map(({ what, name, first, second }) => (
                <tr key={`${what} ${name}`}>
                  <td>{what}</td>
                  <td className="code">{name}</td>
                  <td className="code">{first ?? 'none'}</td>
                  <td className="code">{second ?? 'none'}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
      {cells.length > 0 && (
        <Scroll label="Cells of both runs">
          <table>
            <caption>
              Cells of both runs on the same rows: first less second, 95 % intervals by bootstrap over
              subjects, p by exchange of the two cells subject by subject.
            </caption>
            <thead>
              <tr>
                <th scope="col">Cell</th>
                <th scope="col" className="n">
                  Rows
                </th>
                <th scope="col">Accuracy</th>
                <th scope="col">AUC</th>
              </tr>
            </thead>
            <tbody>
              {cells.map(({ first, second, rows: count, accuracy, auc }) => (
                <tr key={`${first} ${second}`}>
                  <th scope="row" className="code">
                    {first === second ? first : `${first} and ${second}`}
                  </th>
                  <td className="n">{count}</td>
                  <td>{differenceWords(accuracy)}</td>
                  <td>{differenceWords(auc)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
      {[
        ...only_first.map((cell) => `only in the first: ${cell}`),
        ...only_second.map((cell) => `only in the second: ${cell}`),
      ].map((line) => (
        <p key={line} className="code">
          {line}
        </p>
      ))}
      <p className="soft">{note}</p>
    </>
  );
}

function differenceWords({
  first,
  second,
  difference,
  ci95,
  p_exchange,
}: ComparedRuns['cells'][number]['auc']): string {
  if (difference === null || first === null || second === null) return 'not defined';
  const interval = ci95 ? ` [${ci95[0].toFixed(3)}, ${ci95[1].toFixed(3)}]` : '';
  const p = p_exchange === null ? '' : `, p ${p_exchange.toFixed(3)}`;
  return `${first.toFixed(3)} − ${second.toFixed(3)} = ${difference.toFixed(3)}${interval}${p}`;
}

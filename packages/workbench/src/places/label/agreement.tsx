import type { RaterPair, ScaleForm } from '../../forms/forms.ts';
import { Nothing, Problem, Waiting } from '../../parts/notices.tsx';
import { Scroll } from '../../parts/scroll.tsx';
import { figureOf } from '../../parts/words.ts';
import { address, useAnswer } from '../../server.ts';

/** How well each two raters agree, and where you and another one differ. */
export function AgreementOfRaters({
  dataset,
  scale,
  who,
}: {
  readonly dataset: string;
  readonly scale: ScaleForm;
  readonly who: string;
}) {
  const { answer: pairs, refusal } = useAnswer<readonly RaterPair[]>(
    address('/api/agreement', { dataset, scale: scale.id, who: who === '' ? 'nobody' : who }),
  );
  if (refusal) return <Problem refusal={refusal} />;
  if (!pairs) return <Waiting what="agreement" />;
  if (pairs.length === 0) {
    return (
      <Nothing title="No two raters have labelled at least two items in common yet.">
        <p>Label items under one name, then under another. Neither sees the labels of the other.</p>
      </Nothing>
    );
  }
  return (
    <>
      <Scroll label="Agreement">
        <table>
          <caption>
            Agreement on {scale.id === 'choice' ? 'the choice' : `the bands of ${scale.title}`}. The first
            label of each rater counts; intervals are 95 %, by bootstrap over subjects.
          </caption>
          <thead>
            <tr>
              <th scope="col">Raters</th>
              <th scope="col" className="n">
                Items
              </th>
              <th scope="col" className="n">
                Subjects
              </th>
              <th scope="col">Cohen’s kappa</th>
              <th scope="col">Share of agreement</th>
            </tr>
          </thead>
          <tbody>
            {pairs.map(({ raters, items, subjects, kappa, agreement }) => (
              <tr key={raters.join(' ')}>
                <th scope="row">{raters.join(' and ')}</th>
                <td className="n">{items}</td>
                <td className="n">{subjects}</td>
                <td>{figureOf(kappa)}</td>
                <td>{figureOf(agreement)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {pairs.map(({ raters, marks }) =>
        marks.length === 0 ? null : <MarksOfBoth key={raters.join(' ')} raters={raters} marks={marks} />,
      )}
      {pairs.map(({ raters, differences }) =>
        differences.length === 0 ? null : (
          <section key={raters.join(' ')}>
            <h2>
              Where {raters[0]} and {raters[1]} differ
            </h2>
            <ul className="differences">
              {differences.map(({ sample, words, points }) => (
                <li key={sample}>
                  <img
                    src={address('/api/picture', { dataset, sample, side: '320' })}
                    alt={sample}
                    loading="lazy"
                  />
                  <p>
                    {raters[0]}: <strong>{words[0]}</strong>
                    <br />
                    {raters[1]}: <strong>{words[1]}</strong>
                  </p>
                  {points.length > 1 && <PointsOfBoth scale={scale} raters={raters} points={points} />}
                </li>
              ))}
            </ul>
          </section>
        ),
      )}
    </>
  );
}

/** The items of a scale to which two raters gave other points. */
function PointsOfBoth({
  scale,
  raters,
  points,
}: Pick<RaterPair, 'raters'> & {
  readonly scale: ScaleForm;
  readonly points: RaterPair['differences'][number]['points'];
}) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Item</th>
          {raters.map((rater) => (
            <th scope="col" className="n" key={rater}>
              {rater}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {points
          .filter(({ values: [one, other] }) => one !== other)
          .map(({ item, values }) => (
            <tr key={item}>
              <th scope="row">{scale.items.find(({ id }) => id === item)?.title ?? item}</th>
              <td className="n">{values[0]}</td>
              <td className="n">{values[1]}</td>
            </tr>
          ))}
      </tbody>
    </table>
  );
}

/** What two raters have marked in the same clips. */
function MarksOfBoth({ raters, marks }: Pick<RaterPair, 'raters' | 'marks'>) {
  const seconds = (time: number | null) => (time === null ? 'not marked' : time.toFixed(2));
  return (
    <Scroll label={`Onset and end by ${raters.join(' and ')}`}>
      <table>
        <caption>Onset and end in clips, in seconds of the recording.</caption>
        <thead>
          <tr>
            <th scope="col">Clip</th>
            {raters.map((rater) => (
              <th scope="col" key={rater}>
                {rater}: onset to end
              </th>
            ))}
            <th scope="col" className="n">
              Onsets apart
            </th>
          </tr>
        </thead>
        <tbody>
          {marks.map(({ sample, both: [one, other] }) => (
            <tr key={sample}>
              <th scope="row">{sample}</th>
              {[one, other].map(({ onset, end }, i) => (
                <td key={raters[i]}>
                  {seconds(onset)} to {seconds(end)}
                </td>
              ))}
              <td className="n">
                {one.onset === null || other.onset === null
                  ? 'not defined'
                  : `${Math.abs(one.onset - other.onset).toFixed(2)} s`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

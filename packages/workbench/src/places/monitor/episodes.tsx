import { Scroll } from '../../parts/scroll.tsx';
import type { WatchedCourse } from './course.ts';

/** What the timeline shows, as a table, and what happened when. */
export function EpisodesAndLog({
  course,
  acknowledged,
}: {
  readonly course: WatchedCourse;
  readonly acknowledged: readonly { readonly at: number; readonly who: string }[];
}) {
  const lines = [
    ...course.log,
    ...acknowledged.map(({ at, who }) => ({ at, words: `acknowledged by ${who}` })),
  ].toSorted((a, b) => a.at - b.at);
  return (
    <div className="beside">
      <section>
        <h2>Episodes</h2>
        {course.episodes.length === 0 ? (
          <p className="soft">No episode has ended yet.</p>
        ) : (
          <Scroll label="Episodes">
            <table>
              <caption>Episodes that have ended. Times are seconds of the recording.</caption>
              <thead>
                <tr>
                  <th scope="col">Began</th>
                  <th scope="col">Alarm</th>
                  <th scope="col">Ended</th>
                  <th scope="col">Highest score</th>
                  <th scope="col">Ended by</th>
                </tr>
              </thead>
              <tbody>
                {course.episodes.map(({ start, confirmed, end, peak, endedBy }) => (
                  <tr key={start}>
                    <td className="n">{start.toFixed(1)}</td>
                    <td className="n">{confirmed.toFixed(1)}</td>
                    <td className="n">{end.toFixed(1)}</td>
                    <td className="n">{peak.toFixed(2)}</td>
                    <td>{endedBy}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        )}
      </section>
      <section>
        <h2>What happened</h2>
        {lines.length === 0 ? (
          <p className="soft">
            Nothing yet. Alarms, who acknowledged them and when they ended are noted here.
          </p>
        ) : (
          <ol className="log">
            {lines.map(({ at, words }) => (
              <li key={`${at} ${words}`}>
                {at.toFixed(1)} s: {words}
              </li>
            ))}
          </ol>
        )}
      </section>
    </div>
  );
}

import type { CryBreath } from '@wince/core';
import { Scroll } from '../../parts/scroll.tsx';
import type { WatchedCry } from '../../watch/messages.ts';

/** Whether somebody cries, and how the last breath of it sounded. */
export function CryReadings({ cry }: { readonly cry: WatchedCry | null }) {
  const last = cry?.breaths.findLast(({ kind }) => kind === 'expiration');
  return (
    <section aria-label="Cry">
      <p className="cry" role="status">
        Cry: <strong>{cry ? cry.state : 'waiting for sound'}</strong>
        {cry?.reason != null && <span className="soft">: {cry.reason}</span>}
      </p>
      <dl className="readings">
        <dt>Last breath of a cry</dt>
        <dd>
          {last
            ? `${last.start.toFixed(1)} to ${last.end.toFixed(1)} s, pitch ${hertz(last.pitch)}, ${share(last.hyperphonation)} above 1 kHz`
            : 'none'}
        </dd>
      </dl>
      <p className="soft">
        A cry is not pain by itself. The page finds voice, and does not know whose voice it is. Sound stays in
        this page: it is neither sent nor kept.
      </p>
    </section>
  );
}

/** The breaths that the timeline shows, as a table. */
export function CryTable({ breaths }: { readonly breaths: readonly CryBreath[] }) {
  return (
    <section>
      <h2>Cry</h2>
      {breaths.length === 0 ? (
        <p className="soft">No cry was heard in the last two minutes.</p>
      ) : (
        <Scroll label="Breaths of a cry">
          <table>
            <caption>Breaths of a cry in the last two minutes. Times are seconds of the recording.</caption>
            <thead>
              <tr>
                <th scope="col">Breath</th>
                <th scope="col">Began</th>
                <th scope="col">Ended</th>
                <th scope="col">Pitch</th>
                <th scope="col">Highest pitch</th>
                <th scope="col">Above 1 kHz</th>
                <th scope="col">Level</th>
              </tr>
            </thead>
            <tbody>
              {breaths.map(({ kind, start, end, pitch, highest, hyperphonation, level }) => (
                <tr key={`${kind} ${start}`}>
                  <td>{kind}</td>
                  <td className="n">{start.toFixed(2)}</td>
                  <td className="n">{end.toFixed(2)}</td>
                  <td className="n">{hertz(pitch)}</td>
                  <td className="n">{hertz(highest)}</td>
                  <td className="n">{share(hyperphonation)}</td>
                  <td className="n">{level.toFixed(0)} dB</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </section>
  );
}

function hertz(value: number | null): string {
  return value === null ? 'none' : `${value.toFixed(0)} Hz`;
}

function share(value: number | null): string {
  return value === null ? 'none' : `${(100 * value).toFixed(0)} %`;
}

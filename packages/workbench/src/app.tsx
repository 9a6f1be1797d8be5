import { useEffect, useState } from 'react';
import type { SessionState } from './forms/account-forms.ts';
import type { ProjectState } from './forms/forms.ts';
import { AccountMenu } from './parts/account-menu.tsx';
import { Accounts } from './parts/accounts.tsx';
import { IntendedUse } from './parts/intended-use.tsx';
import { Log } from './parts/log.tsx';
import { Problem } from './parts/notices.tsx';
import { SignIn } from './parts/sign-in.tsx';
import { whereTo } from './parts/where-to.ts';
import { DataPlace } from './places/data.tsx';
import { ExperimentPlace } from './places/experiment.tsx';
import { LabelPlace } from './places/label.tsx';
import { ModelsPlace } from './places/models.tsx';
import { MonitorPlace } from './places/monitor.tsx';
import { SIGNED_OUT, useAnswer } from './server.ts';

const PLACES = [
  { id: 'data', title: 'Data', Place: DataPlace, showsScores: false },
  { id: 'label', title: 'Label', Place: LabelPlace, showsScores: false },
  { id: 'experiment', title: 'Experiment', Place: ExperimentPlace, showsScores: true },
  { id: 'monitor', title: 'Monitor', Place: MonitorPlace, showsScores: true },
  { id: 'models', title: 'Models', Place: ModelsPlace, showsScores: true },
] as const;

/** The name under which somebody labels, kept in this browser. */
const NAME = 'wince name';

/** The whole page. Where people have accounts, they sign in first, and again when their session has ended. */
export function App() {
  const { answer: session, refusal, again } = useAnswer<SessionState>('/api/session');
  useEffect(() => {
    addEventListener(SIGNED_OUT, again);
    return () => removeEventListener(SIGNED_OUT, again);
  }, [again]);
  if (session?.accounts && session.name === null) return <SignIn onDone={again} />;
  if (session) return <Workbench session={session} onChanged={again} />;
  return <main>{refusal && <Problem refusal={refusal} />}</main>;
}

/** Where one is, who one is, and the place itself. */
function Workbench({
  session,
  onChanged,
}: {
  readonly session: SessionState;
  readonly onChanged: () => void;
}) {
  // Who labels sees nothing else: what the others know would be told there.
  const places = session.role === 'rater' ? PLACES.filter(({ id }) => id === 'label') : PLACES;
  const place = usePlace(places.map(({ id }) => id));
  const [written, setWritten] = useState(() => localStorage.getItem(NAME) ?? '');
  const who = session.name ?? written.trim();
  // Of a project without accounts the one user may do all.
  const isAdmin = (session.role ?? 'admin') === 'admin';
  const { answer: project, refusal } = useAnswer<ProjectState>('/api/project');
  const { Place, title, showsScores } = PLACES.find(({ id }) => id === place) ?? PLACES[0];
  useEffect(() => {
    document.title = `${title}: ${project?.project ?? ''} - wince workbench`;
  }, [title, project]);
  return (
    <>
      <a className="skip" href="#main">
        Go to the content
      </a>
      <header>
        <p className="brand">
          <strong>wince</strong> workbench{project && <span className="soft"> {project.project}</span>}
        </p>
        <nav aria-label="Places">
          {places.map(({ id, title }) => (
            <a key={id} href={`#${id}`} aria-current={id === place ? 'page' : undefined}>
              {title}
            </a>
          ))}
        </nav>
        {session.name === null ? (
          <label className="who">
            Your name
            <input
              value={written}
              maxLength={60}
              autoComplete="off"
              placeholder="as on your labels"
              onChange={({ target }) => {
                setWritten(target.value);
                localStorage.setItem(NAME, target.value);
              }}
            />
          </label>
        ) : (
          <AccountMenu session={session} onChanged={onChanged} />
        )}
      </header>
      <main id="main" tabIndex={-1}>
        <h1>{title}</h1>
        {showsScores && <IntendedUse />}
        {refusal ? <Problem refusal={refusal} /> : <Place who={who} isAdmin={isAdmin} />}
      </main>
      <footer>
        <p>Research use only: not a medical device. {whereTo(location)}</p>
        {project && <p className="soft">wince {project.version}</p>}
        {session.role === 'admin' && session.name !== null && <Accounts own={session.name} />}
        {isAdmin && <Log />}
      </footer>
    </>
  );
}

/** The place that the address names behind its #. */
function usePlace(ids: readonly string[]): string {
  const now = () => location.hash.slice(1) || ids[0];
  const [place, setPlace] = useState(now);
  useEffect(() => {
    const changed = () => {
      // The way to the content is no place.
      if (location.hash !== '#main') setPlace(now());
    };
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  });
  return ids.includes(place) ? place : ids[0];
}

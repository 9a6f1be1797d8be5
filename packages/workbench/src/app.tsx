import { useEffect, useState } from 'react';
import type { ProjectState } from './forms/forms.ts';
import { IntendedUse } from './parts/intended-use.tsx';
import { Log } from './parts/log.tsx';
import { Problem } from './parts/notices.tsx';
import { DataPlace } from './places/data.tsx';
import { ExperimentPlace } from './places/experiment.tsx';
import { LabelPlace } from './places/label.tsx';
import { ModelsPlace } from './places/models.tsx';
import { MonitorPlace } from './places/monitor.tsx';
import { useAnswer } from './server.ts';

const PLACES = [
  { id: 'data', title: 'Data', Place: DataPlace, showsScores: false },
  { id: 'label', title: 'Label', Place: LabelPlace, showsScores: false },
  { id: 'experiment', title: 'Experiment', Place: ExperimentPlace, showsScores: true },
  { id: 'monitor', title: 'Monitor', Place: MonitorPlace, showsScores: true },
  { id: 'models', title: 'Models', Place: ModelsPlace, showsScores: true },
] as const;

/** The name under which somebody labels, kept in this browser. */
const NAME = 'wince name';

/** The whole page: where one is, who one is, and the place itself. */
export function App() {
  const place = usePlace();
  const [who, setWho] = useState(() => localStorage.getItem(NAME) ?? '');
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
          {PLACES.map(({ id, title }) => (
            <a key={id} href={`#${id}`} aria-current={id === place ? 'page' : undefined}>
              {title}
            </a>
          ))}
        </nav>
        <label className="who">
          Your name
          <input
            value={who}
            maxLength={60}
            autoComplete="off"
            placeholder="as on your labels"
            onChange={({ target }) => {
              setWho(target.value);
              localStorage.setItem(NAME, target.value);
            }}
          />
        </label>
      </header>
      <main id="main" tabIndex={-1}>
        <h1>{title}</h1>
        {showsScores && <IntendedUse />}
        {refusal ? <Problem refusal={refusal} /> : <Place who={who.trim()} />}
      </main>
      <footer>
        <p>Research use only: not a medical device. Nothing leaves this machine.</p>
        {project && <p className="soft">wince {project.version}</p>}
        <Log />
      </footer>
    </>
  );
}

/** The place that the address names behind its #. */
function usePlace(): string {
  const now = () => location.hash.slice(1) || PLACES[0].id;
  const [place, setPlace] = useState(now);
  useEffect(() => {
    const changed = () => {
      // The way to the content is no place.
      if (location.hash !== '#main') setPlace(now());
    };
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  });
  return PLACES.some(({ id }) => id === place) ? place : PLACES[0].id;
}

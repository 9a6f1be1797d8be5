import { useState } from 'react';
import { address } from '../../server.ts';

const NAMES = [
  ['hashed', 'as keyed hashes'],
  ['kept', 'as they are'],
] as const;
const FACES = [
  ['landmarks', 'as drawings of their landmarks'],
  ['blurred', 'blurred'],
  ['none', 'left out'],
  ['kept', 'as they are'],
] as const;

/** A copy of a run folder to give away, in which nobody is named or recognised. */
export function CopyForOthers({ run }: { readonly run: string }) {
  const [names, setNames] = useState<string>('hashed');
  const [faces, setFaces] = useState<string>('landmarks');
  return (
    <section aria-label="Copy for others">
      <h3>Copy for others</h3>
      <p className="soft">
        A ZIP file of the run folder. Labels, periods and groups stay: look at them before you give it away.
      </p>
      <div className="tools">
        <Choice title="Names of subjects and files" choices={NAMES} value={names} onChange={setNames} />
        <Choice title="Faces in the report" choices={FACES} value={faces} onChange={setFaces} />
        <a href={address('/api/runs/archive', { run, names, faces })} download="run-for-others.zip">
          Download the copy<span className="hidden"> of {run}</span>
        </a>
      </div>
    </section>
  );
}

function Choice({
  title,
  choices,
  value,
  onChange,
}: {
  readonly title: string;
  readonly choices: readonly (readonly [id: string, words: string])[];
  readonly value: string;
  readonly onChange: (id: string) => void;
}) {
  return (
    <label>
      {title}
      <select value={value} onChange={({ target }) => onChange(target.value)}>
        {choices.map(([id, words]) => (
          <option key={id} value={id}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}

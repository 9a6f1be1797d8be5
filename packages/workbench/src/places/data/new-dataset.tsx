import { useState } from 'react';
import type { RefusedAnswer } from '../../forms/forms.ts';
import { Problem } from '../../parts/notices.tsx';
import { refusalOf, tell, useAnswer } from '../../server.ts';
import { BringFiles } from './bring-files.tsx';

/** Makes a data set of a folder by the names of its files. */
export function NewDataset({ onMade }: { readonly onMade: () => void }) {
  const folders = useAnswer<readonly string[]>('/api/folders');
  const [folder, setFolder] = useState('');
  const [pattern, setPattern] = useState('{subject}_{label}_{index}.jpg');
  const [positive, setPositive] = useState('pain');
  const [refusal, setRefusal] = useState<RefusedAnswer | null>(null);
  const [made, setMade] = useState('');
  return (
    <>
      <BringFiles
        onBrought={(brought) => {
          setFolder(brought);
          folders.again();
        }}
      />
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          setRefusal(null);
          tell<{ rows: number; left_over: number }>('/api/datasets', { folder, pattern, positive })
            .then(({ rows, left_over }) => {
              setMade(`The data set has ${rows} rows. ${left_over} other files are in none of them.`);
              onMade();
            })
            .catch((error: unknown) => setRefusal(refusalOf(error)));
        }}
      >
        <label>
          Folder, from the folder of the project
          <input required list="folders" value={folder} onChange={({ target }) => setFolder(target.value)} />
          <datalist id="folders">
            {(folders.answer ?? []).map((each) => (
              <option key={each} value={each} />
            ))}
          </datalist>
        </label>
        <label>
          How the names of files are read
          <input required value={pattern} onChange={({ target }) => setPattern(target.value)} />
          <small>
            For example {'{subject}_{label}_{index}.jpg'} reads 07_pain_2.jpg as the subject 07 with the label
            pain.
          </small>
        </label>
        <label>
          The label that means pain
          <input required value={positive} onChange={({ target }) => setPositive(target.value)} />
        </label>
        <button type="submit" className="main">
          Make the data set
        </button>
        {refusal && <Problem refusal={refusal} />}
        {made !== '' && <p role="status">{made}</p>}
      </form>
    </>
  );
}

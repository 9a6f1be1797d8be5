import { useEffect, useState } from 'react';
import type { DatasetEntry } from '../forms/forms.ts';
import { type Loaded, useAnswer } from '../server.ts';
import { countWords } from './words.ts';

/** The data sets of the project, and the one that is looked at. */
export interface ChosenDataset extends Loaded<readonly DatasetEntry[]> {
  readonly chosen: DatasetEntry | null;
  readonly choose: (id: string) => void;
}

/** The data set that was chosen last in this browser, or the first that can be read. */
export function useDataset(): ChosenDataset {
  const loaded = useAnswer<readonly DatasetEntry[]>('/api/datasets');
  const [id, setId] = useState(() => sessionStorage.getItem('wince dataset'));
  useEffect(() => {
    if (id !== null) sessionStorage.setItem('wince dataset', id);
  }, [id]);
  const all = loaded.answer ?? [];
  const chosen =
    all.find((each) => each.id === id) ?? all.find(({ problem }) => problem === null) ?? all[0] ?? null;
  return { ...loaded, chosen, choose: setId };
}

/** A list to choose a data set from. */
export function ChooseDataset({ answer, chosen, choose }: ChosenDataset) {
  return (
    <label>
      Data set
      <select value={chosen?.id ?? ''} onChange={({ target }) => choose(target.value)}>
        {(answer ?? []).map(({ id, name, rows }) => (
          <option key={id} value={id}>
            {name} ({id}, {countWords(rows, 'row')})
          </option>
        ))}
      </select>
    </label>
  );
}

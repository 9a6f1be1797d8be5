import { useState } from 'react';
import type { CheckedFinding, DatasetRow, JobEntry, RefusedAnswer } from '../forms/forms.ts';
import { ChooseDataset, type ChosenDataset, useDataset } from '../parts/choose-dataset.tsx';
import { useJob } from '../parts/job.ts';
import { JobProgress } from '../parts/job-progress.tsx';
import { Nothing, Problem, Waiting } from '../parts/notices.tsx';
import { countWords, FACE_WORDS, type FaceState } from '../parts/words.ts';
import { address, refusalOf, tell, useAnswer } from '../server.ts';
import { Findings } from './data/findings.tsx';
import { NewDataset } from './data/new-dataset.tsx';
import { RowDialog } from './data/row-dialog.tsx';
import { SubjectGrid } from './data/subject-grid.tsx';

/** What can be seen of a row's face. */
export function faceStateOf({ face }: DatasetRow): FaceState {
  return face?.status ?? 'not-looked';
}

/** Data sets: what is in them, what is wrong with them, what is left out. */
export function DataPlace({ who }: { readonly who: string }) {
  const datasets = useDataset();
  if (datasets.refusal) return <Problem refusal={datasets.refusal} />;
  if (!datasets.answer) return <Waiting what="data sets" />;
  if (!datasets.chosen) {
    return (
      <Nothing title="There is no data set in this project yet.">
        <p>
          Bring pictures or clips into the project, or copy their folder there yourself. Then make a data set
          of the folder: a table with a row for each file.
        </p>
        <NewDataset onMade={datasets.again} />
      </Nothing>
    );
  }
  return <OneDataset key={datasets.chosen.id} who={who} datasets={datasets} />;
}

function OneDataset({ who, datasets }: { readonly who: string; readonly datasets: ChosenDataset }) {
  const id = datasets.chosen?.id ?? '';
  const rows = useAnswer<readonly DatasetRow[]>(address('/api/datasets/rows', { dataset: id }));
  const findings = useAnswer<readonly CheckedFinding[] | null>(
    address('/api/datasets/findings', { dataset: id }),
  );
  const [refusal, setRefusal] = useState<RefusedAnswer | null>(null);
  const [jobId, setJobId] = useState<string | null>(null);
  const [label, setLabel] = useState('');
  const [state, setState] = useState('');
  const [period, setPeriod] = useState('');
  const [open, setOpen] = useState<string | null>(null);
  const job = useJob(jobId, () => {
    rows.again();
    findings.again();
  });
  if (rows.refusal) {
    return (
      <>
        <ChooseDataset {...datasets} />
        <Problem refusal={rows.refusal} />
      </>
    );
  }
  if (!rows.answer) return <Waiting what="rows" />;
  const all = rows.answer;
  const labels = [...new Set(all.map((row) => row.label))].toSorted();
  const periods = [...new Set(all.flatMap((row) => row.period ?? []))].toSorted();
  const isShown = (row: DatasetRow) =>
    (label === '' || row.label === label) &&
    (period === '' || row.period === period) &&
    (state === '' || (state === 'excluded' ? row.excluded !== null : faceStateOf(row) === state));
  const shown = all.filter(isShown);
  const opened = all.find(({ sample }) => sample === open);
  const start = () =>
    tell<JobEntry>('/api/datasets/check', { dataset: id })
      .then((begun) => {
        setRefusal(null);
        setJobId(begun.id);
      })
      .catch((error: unknown) => setRefusal(refusalOf(error)));
  return (
    <>
      <div className="tools">
        <ChooseDataset {...datasets} />
        <label>
          Label
          <select value={label} onChange={({ target }) => setLabel(target.value)}>
            <option value="">all</option>
            {labels.map((each) => (
              <option key={each}>{each}</option>
            ))}
          </select>
        </label>
        {periods.length > 0 && (
          <label>
            Period
            <select value={period} onChange={({ target }) => setPeriod(target.value)}>
              <option value="">all</option>
              {periods.map((each) => (
                <option key={each}>{each}</option>
              ))}
            </select>
          </label>
        )}
        <label>
          Face
          <select value={state} onChange={({ target }) => setState(target.value)}>
            <option value="">all</option>
            {Object.entries(FACE_WORDS).map(([each, { words }]) => (
              <option key={each} value={each}>
                {words}
              </option>
            ))}
            <option value="excluded">excluded</option>
          </select>
        </label>
        <button type="button" className="main" onClick={start}>
          Check the data set
        </button>
      </div>
      {refusal && <Problem refusal={refusal} />}
      <JobProgress {...job} />
      <Summary rows={all} shown={shown.length} />
      <Findings
        findings={findings.answer}
        onOpen={(path) => setOpen(all.find((row) => row.path === path)?.sample ?? null)}
      />
      {shown.length === 0 ? (
        <Nothing title="No row fits the filters.">
          <p>Choose “all” in the filters above.</p>
        </Nothing>
      ) : (
        <SubjectGrid
          dataset={id}
          rows={shown}
          labels={labels}
          findings={findings.answer ?? []}
          onOpen={setOpen}
        />
      )}
      {opened && (
        <RowDialog
          dataset={id}
          row={opened}
          labels={labels}
          who={who}
          findings={(findings.answer ?? []).filter(({ path }) => path === opened.path)}
          onChanged={rows.again}
          onClose={() => setOpen(null)}
        />
      )}
      <details>
        <summary>Make another data set from a folder</summary>
        <NewDataset onMade={datasets.again} />
      </details>
    </>
  );
}

function Summary({ rows, shown }: { readonly rows: readonly DatasetRow[]; readonly shown: number }) {
  const subjects = new Set(rows.map(({ subject }) => subject)).size;
  const looked = rows.filter(({ face }) => face !== null).length;
  const used = rows.filter((row) => faceStateOf(row) === 'used').length;
  const excluded = rows.filter((row) => row.excluded !== null).length;
  return (
    <p>
      {countWords(rows.length, 'row')} of {countWords(subjects, 'subject')}, {shown} shown.{' '}
      {looked === 0
        ? 'Nobody has looked for faces yet: check the data set.'
        : `Of ${looked} checked rows ${used} have a face that can be used.`}
      {excluded > 0 && ` ${excluded} excluded.`}
    </p>
  );
}

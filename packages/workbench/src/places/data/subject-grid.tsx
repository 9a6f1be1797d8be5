import type { CheckedFinding, DatasetRow } from '../../forms/forms.ts';
import { FACE_WORDS } from '../../parts/words.ts';
import { address } from '../../server.ts';

/** Subjects by label: each picture small, with a sign for its face. */
export function SubjectGrid({
  dataset,
  rows,
  labels,
  findings,
  onOpen,
}: {
  readonly dataset: string;
  readonly rows: readonly DatasetRow[];
  readonly labels: readonly string[];
  readonly findings: readonly CheckedFinding[];
  readonly onOpen: (sample: string) => void;
}) {
  const bySubject = [...Map.groupBy(rows, ({ subject }) => subject)];
  const wrong = new Set(findings.flatMap(({ path }) => path ?? []));
  return (
    <table className="subjects">
      <caption>Subjects by label. Choose a picture to see its face, its problems, and to exclude it.</caption>
      <thead>
        <tr>
          <th scope="col">Subject</th>
          {labels.map((label) => (
            <th scope="col" key={label}>
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {bySubject.map(([subject, own]) => (
          <tr key={subject}>
            <th scope="row">{subject}</th>
            {labels.map((label) => {
              const cell = own.filter((row) => row.label === label);
              return (
                <td key={label} data-label={label} className={cell.length === 0 ? 'empty' : undefined}>
                  <ul className="thumbs">
                    {cell.map((row) => (
                      <li key={row.sample}>
                        <Thumb dataset={dataset} row={row} isWrong={wrong.has(row.path)} onOpen={onOpen} />
                      </li>
                    ))}
                  </ul>
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Thumb({
  dataset,
  row,
  isWrong,
  onOpen,
}: {
  readonly dataset: string;
  readonly row: DatasetRow;
  readonly isWrong: boolean;
  readonly onOpen: (sample: string) => void;
}) {
  const { sample, face, excluded } = row;
  const { sign, words } = FACE_WORDS[face?.status ?? 'not-looked'];
  const said = [words, ...(isWrong ? ['has a problem'] : []), ...(excluded ? ['excluded'] : [])].join(', ');
  return (
    <button
      type="button"
      className={`thumb ${face?.status ?? 'not-looked'}${excluded ? ' excluded' : ''}`}
      onClick={() => onOpen(sample)}
      aria-label={`${sample}: ${said}`}
      title={`${sample}: ${said}`}
    >
      <img
        src={address('/api/picture', { dataset, sample, side: '160' })}
        alt=""
        loading="lazy"
        width="72"
        height="72"
      />
      <span aria-hidden="true" className="sign">
        {excluded ? '⊘' : sign}
        {isWrong ? ' ⚠' : ''}
      </span>
    </button>
  );
}

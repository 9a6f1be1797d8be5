import type { RunEntry } from '../../forms/forms.ts';
import { Prose } from '../../parts/prose.tsx';
import { Scroll } from '../../parts/scroll.tsx';
import { whenOf } from '../../parts/words.ts';
import { address } from '../../server.ts';

/** The runs of the project, and what can be opened and taken along of each. */
export function RunList({
  runs,
  chosen,
  onChoose,
}: {
  readonly runs: readonly RunEntry[];
  readonly chosen: string | null;
  readonly onChoose: (id: string) => void;
}) {
  return (
    <Scroll label="Runs">
      <table>
        <thead>
          <tr>
            <th scope="col">Run</th>
            <th scope="col">Data set</th>
            <th scope="col">Protocol</th>
            <th scope="col" className="n">
              Cells
            </th>
            <th scope="col">Began</th>
            <th scope="col">Open</th>
          </tr>
        </thead>
        <tbody>
          {runs.map(({ id, dataset, protocol, cells, began, problem, synthetic }) => (
            <tr key={id} aria-current={id === chosen ? 'true' : undefined}>
              <th scope="row" className="code">
                {id}
              </th>
              {problem ? (
                <td colSpan={5}>
                  <Prose text={`${problem.message} ${problem.hint}`} />
                </td>
              ) : (
                <>
                  <td>
                    {dataset ?? 'without a name'}
                    {synthetic && ' (synthetic)'}
                  </td>
                  <td>{protocol}</td>
                  <td className="n">{cells}</td>
                  <td>{whenOf(began)}</td>
                  <td>
                    <button type="button" onClick={() => onChoose(id)}>
                      Table
                    </button>{' '}
                    <a href={address('/report', { run: id })} target="_blank" rel="noopener noreferrer">
                      Report<span className="hidden"> of {id}, in a new tab</span>
                    </a>{' '}
                    <a href={address('/api/runs/methods', { run: id })} download="methods.md">
                      Methods<span className="hidden"> of {id}, as a file</span>
                    </a>{' '}
                    <a href={address('/api/runs/archive', { run: id })} download="run.zip">
                      Folder<span className="hidden"> of {id}, as a ZIP file</span>
                    </a>
                  </td>
                </>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

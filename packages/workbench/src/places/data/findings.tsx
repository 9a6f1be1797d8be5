import type { CheckedFinding } from '../../forms/forms.ts';
import { Prose } from '../../parts/prose.tsx';
import { countWords } from '../../parts/words.ts';

const LEVELS = { error: '× Error', warning: '! Warning', note: 'i Note' } as const;

/** What the check of the data set found, errors first. */
export function Findings({
  findings,
  onOpen,
}: {
  readonly findings: readonly CheckedFinding[] | null;
  readonly onOpen: (path: string) => void;
}) {
  if (!findings) return null;
  if (findings.length === 0) return <p>✓ The check found no problem.</p>;
  const errors = findings.filter(({ level }) => level === 'error').length;
  return (
    <details className="notice" open={errors > 0}>
      <summary>
        The check found {countWords(findings.length, 'problem')}
        {errors > 0 && `, of which ${errors} must be corrected before an experiment`}
      </summary>
      <ul className="findings">
        {findings.map(({ level, message, hint, path }) => (
          <li key={message}>
            <strong>{LEVELS[level]}:</strong> <Prose text={`${message} ${hint}`} />{' '}
            {path !== undefined && (
              <button type="button" className="link" onClick={() => onOpen(path)}>
                Show {path}
              </button>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}

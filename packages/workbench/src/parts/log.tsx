import { useState } from 'react';
import type { auditLog } from '../forms/forms.ts';
import { tell, useAnswer } from '../server.ts';
import { Problem } from './notices.tsx';
import { Scroll } from './scroll.tsx';
import { whenOf } from './words.ts';

type AuditLog = (typeof auditLog)['_output'];

/** What was changed, by whom and when, and whether anybody has altered the log. */
export function Log() {
  const [isOpen, setOpen] = useState(false);
  const { answer, refusal, again } = useAnswer<AuditLog>(isOpen ? '/api/audit' : null);
  return (
    <details
      onToggle={({ currentTarget }) => {
        setOpen(currentTarget.open);
        again();
      }}
    >
      <summary>Log of changes</summary>
      {refusal && <Problem refusal={refusal} />}
      {answer && (
        <>
          <p>
            {answer.intact
              ? 'The chain of hashes holds: no line was altered or removed.'
              : `Line ${answer.broken_at} was altered after it was written.`}
          </p>
          <Scroll label="Log of changes">
            <table>
              <thead>
                <tr>
                  <th>When</th>
                  <th>Who</th>
                  <th>What</th>
                  <th>Detail</th>
                </tr>
              </thead>
              <tbody>
                {answer.entries.map(({ number, at, who, what, detail }) => (
                  <tr key={number}>
                    <td>{whenOf(at)}</td>
                    <td>{who}</td>
                    <td>{what}</td>
                    <td className="code">{detail}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
          <p>
            <button
              type="button"
              onClick={() =>
                tell('/api/sessions/end', {}).then(
                  () => location.reload(),
                  () => location.reload(),
                )
              }
            >
              End all sessions
            </button>{' '}
            <span className="soft">
              Every open page must then be opened again with the new address from the terminal.
            </span>
          </p>
        </>
      )}
    </details>
  );
}

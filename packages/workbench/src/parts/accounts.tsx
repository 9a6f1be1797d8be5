import { useState } from 'react';
import type { AccountEntry } from '../forms/account-forms.ts';
import type { RefusedAnswer } from '../forms/forms.ts';
import { ROLES } from '../forms/roles.ts';
import { refusalOf, tell, useAnswer } from '../server.ts';
import { Problem } from './notices.tsx';
import { Scroll } from './scroll.tsx';
import { whenOf } from './words.ts';

/** Who may sign in, and as what. Accounts are added and removed on the command line, where passwords are asked for. */
export function Accounts({ own }: { readonly own: string }) {
  const [isOpen, setOpen] = useState(false);
  const [refused, setRefused] = useState<RefusedAnswer | null>(null);
  const { answer, refusal, again } = useAnswer<readonly AccountEntry[]>(isOpen ? '/api/accounts' : null);
  const change = (name: string, role: string) => {
    setRefused(null);
    tell('/api/accounts/role', { name, role }).then(again, (error: unknown) => {
      setRefused(refusalOf(error));
      again();
    });
  };
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>Accounts</summary>
      {refusal && <Problem refusal={refusal} />}
      {refused && <Problem refusal={refused} />}
      {answer && (
        <Scroll label="Accounts">
          <table>
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col">Role</th>
                <th scope="col">Since</th>
              </tr>
            </thead>
            <tbody>
              {answer.map(({ name, role, added }) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  <td>
                    <select
                      aria-label={`Role of ${name}`}
                      value={role}
                      onChange={({ target }) => change(name, target.value)}
                    >
                      {ROLES.map((each) => (
                        <option key={each}>{each}</option>
                      ))}
                    </select>
                    {name === own && ' (you)'}
                  </td>
                  <td>{whenOf(added)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
      <p className="soft">
        Another role ends the sessions of that account. <code>wince accounts</code> adds and removes accounts,
        and gives new passwords.
      </p>
    </details>
  );
}

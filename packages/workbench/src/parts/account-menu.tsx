import { type FormEvent, useState } from 'react';
import type { SessionState } from '../forms/account-forms.ts';
import type { RefusedAnswer } from '../forms/forms.ts';
import { PASSWORD_LENGTH } from '../forms/password-length.ts';
import { refusalOf, tell } from '../server.ts';
import { Problem } from './notices.tsx';

/** Who is signed in, another password, and signing out. */
export function AccountMenu({
  session: { name, role },
  onChanged,
}: {
  readonly session: SessionState;
  readonly onChanged: () => void;
}) {
  const [old, setOld] = useState('');
  const [next, setNext] = useState('');
  const [refusal, setRefusal] = useState<RefusedAnswer | null>(null);
  const refused = (error: unknown) => setRefusal(refusalOf(error));
  const change = (event: FormEvent) => {
    event.preventDefault();
    setRefusal(null);
    tell('/api/session/password', { old, new: next }).then(onChanged, refused);
  };
  return (
    <details className="account">
      <summary>
        {name} ({role})
      </summary>
      <div>
        <form className="stack" onSubmit={change}>
          <label>
            Present password
            <input
              type="password"
              value={old}
              required
              autoComplete="current-password"
              onChange={({ target }) => setOld(target.value)}
            />
          </label>
          <label>
            New password, at least {PASSWORD_LENGTH.least} characters
            <input
              type="password"
              value={next}
              required
              minLength={PASSWORD_LENGTH.least}
              maxLength={PASSWORD_LENGTH.most}
              autoComplete="new-password"
              onChange={({ target }) => setNext(target.value)}
            />
          </label>
          <p>
            <button type="submit">Change the password</button>
          </p>
          <p className="soft">All your sessions end, and you sign in again.</p>
          {refusal && <Problem refusal={refusal} />}
        </form>
        <p>
          <button type="button" onClick={() => tell('/api/session/end', {}).then(onChanged, refused)}>
            Sign out
          </button>
        </p>
      </div>
    </details>
  );
}

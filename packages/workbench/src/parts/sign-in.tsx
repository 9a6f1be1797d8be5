import { type FormEvent, useEffect, useState } from 'react';
import type { RefusedAnswer } from '../forms/forms.ts';
import { refusalOf, tell } from '../server.ts';
import { Problem } from './notices.tsx';

/** Where people sign in. */
export function SignIn({ onDone }: { readonly onDone: () => void }) {
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [refusal, setRefusal] = useState<RefusedAnswer | null>(null);
  const [isBusy, setBusy] = useState(false);
  useEffect(() => {
    document.title = 'Sign in - wince workbench';
  }, []);
  const send = (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setRefusal(null);
    tell('/api/session', { name, password })
      .then(onDone)
      .catch((error: unknown) => {
        setPassword('');
        setRefusal(refusalOf(error));
        setBusy(false);
      });
  };
  return (
    <>
      <header>
        <p className="brand">
          <strong>wince</strong> workbench
        </p>
      </header>
      <main id="main">
        <h1>Sign in</h1>
        <form className="stack" onSubmit={send}>
          <label>
            Name
            <input
              value={name}
              required
              maxLength={60}
              autoComplete="username"
              onChange={({ target }) => setName(target.value)}
            />
          </label>
          <label>
            Password
            <input
              type="password"
              value={password}
              required
              maxLength={200}
              autoComplete="current-password"
              onChange={({ target }) => setPassword(target.value)}
            />
          </label>
          <p>
            <button type="submit" className="main" disabled={isBusy}>
              Sign in
            </button>
          </p>
          {refusal && <Problem refusal={refusal} />}
        </form>
      </main>
      <footer>
        <p>Research use only: not a medical device.</p>
      </footer>
    </>
  );
}

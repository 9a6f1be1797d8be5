import type { ReactNode } from 'react';
import type { RefusedAnswer } from '../forms/forms.ts';
import { Prose } from './prose.tsx';

/** What went wrong, and what to do. */
export function Problem({ refusal: { message, hint } }: { readonly refusal: RefusedAnswer }) {
  return (
    <div className="notice problem" role="alert">
      <p>
        <strong>
          <Prose text={message} />
        </strong>
      </p>
      <p>
        <Prose text={hint} />
      </p>
    </div>
  );
}

/** There is nothing yet, and what to do about it. */
export function Nothing({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div className="notice">
      <p>
        <strong>{title}</strong>
      </p>
      {children}
    </div>
  );
}

/** Something is on its way. */
export function Waiting({ what }: { readonly what: string }) {
  return (
    <p className="soft" role="status">
      Loading {what} …
    </p>
  );
}

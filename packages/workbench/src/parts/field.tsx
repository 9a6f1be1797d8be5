import { type ReactNode, useId } from 'react';
import type { RefusedAnswer } from '../forms/forms.ts';
import { Problem } from './notices.tsx';

/** What ties a control to the words below it: for readers of the screen, too. */
export interface Described {
  readonly id: string;
  readonly 'aria-describedby': string;
  readonly 'aria-invalid': boolean | undefined;
}

/** A control with its name, what it is for, and what is wrong with it right below it. */
export function Field({
  label,
  help,
  problem,
  children,
}: {
  readonly label: string;
  readonly help: ReactNode;
  readonly problem: RefusedAnswer | null;
  /** The control. */
  readonly children: (described: Described) => ReactNode;
}) {
  const id = useId();
  const described = problem ? `${id}-help ${id}-problem` : `${id}-help`;
  return (
    <div className="field">
      <label htmlFor={`${id}-control`}>{label}</label>
      {children({
        id: `${id}-control`,
        'aria-describedby': described,
        'aria-invalid': problem ? true : undefined,
      })}
      <small id={`${id}-help`}>{help}</small>
      {problem && (
        <div id={`${id}-problem`}>
          <Problem refusal={problem} />
        </div>
      )}
    </div>
  );
}

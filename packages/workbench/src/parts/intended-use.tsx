import { INTENDED_USE } from '@wince/pages';
import { useId, useRef } from 'react';

/** Stands above whatever shows a score. The text opens over the place, so that a monitor goes on behind it. */
export function IntendedUse() {
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  return (
    <>
      <p>
        Research use only: not a medical device.{' '}
        <button type="button" className="link" onClick={() => dialog.current?.showModal()}>
          Intended use and harm
        </button>
      </p>
      <dialog ref={dialog} aria-labelledby={title}>
        <form method="dialog" className="close">
          <h2 id={title}>Intended use and harm</h2>
          <button type="submit">Close</button>
        </form>
        {INTENDED_USE.map((part) => (
          <section key={part.title}>
            <h3>{part.title}</h3>
            <ul>
              {part.sentences.map((sentence) => (
                <li key={sentence}>{sentence}</li>
              ))}
            </ul>
          </section>
        ))}
      </dialog>
    </>
  );
}

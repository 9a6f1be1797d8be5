import { useRef, useState } from 'react';
import type { RefusedAnswer } from '../../forms/forms.ts';
import { Prose } from '../../parts/prose.tsx';
import { countWords } from '../../parts/words.ts';
import { refusalOf, send } from '../../server.ts';
import { type BroughtFile, filesOfDrop, filesOfInput } from './dropped.ts';

/** So many files are sent at a time. */
const AT_A_TIME = 3;
/** So many reasons are shown. */
const SHOWN = 20;

interface Brought {
  readonly total: number;
  readonly kept: number;
  readonly refused: readonly { readonly path: string; readonly refusal: RefusedAnswer }[];
}

/** Brings files or a folder into the project: dropped, or chosen. @param onBrought told of the folder in which they are */
export function BringFiles({ onBrought }: { readonly onBrought: (folder: string) => void }) {
  const [folder, setFolder] = useState('recordings');
  const [isOver, setOver] = useState(false);
  const [brought, setBrought] = useState<Brought | null>(null);
  const files = useRef<HTMLInputElement | null>(null);
  const folders = useRef<HTMLInputElement | null>(null);
  const isBusy = brought !== null && brought.kept + brought.refused.length < brought.total;
  const bring = async (given: readonly BroughtFile[]) => {
    if (given.length === 0) return;
    const waiting = [...given];
    setBrought({ total: given.length, kept: 0, refused: [] });
    const sendSome = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const { path, file } = next;
        try {
          await send('/api/files', { place: `${folder}/${path}` }, file);
          setBrought((before) => before && { ...before, kept: before.kept + 1 });
        } catch (error) {
          const refused = { path, refusal: refusalOf(error) };
          setBrought((before) => before && { ...before, refused: [...before.refused, refused] });
        }
      }
    };
    await Promise.all(Array.from({ length: AT_A_TIME }, sendSome));
    onBrought(folder);
  };
  return (
    <section
      aria-label="Bring recordings into the project"
      className={isOver ? 'drop over' : 'drop'}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        if (!isBusy) void filesOfDrop(event.dataTransfer).then(bring);
      }}
    >
      <p>
        <strong>Drop pictures, clips or a folder here,</strong> or choose them. They are copied into the
        project on this machine.
      </p>
      <div className="tools">
        <label>
          Into the folder
          <input
            value={folder}
            required
            disabled={isBusy}
            onChange={({ target }) => setFolder(target.value)}
          />
        </label>
        <button type="button" disabled={isBusy || folder === ''} onClick={() => files.current?.click()}>
          Choose files
        </button>
        <button type="button" disabled={isBusy || folder === ''} onClick={() => folders.current?.click()}>
          Choose a folder
        </button>
        <input
          ref={files}
          type="file"
          multiple
          hidden
          onChange={({ target }) => target.files && void bring(filesOfInput(target.files))}
        />
        <input
          ref={(own) => {
            folders.current = own;
            own?.setAttribute('webkitdirectory', '');
          }}
          type="file"
          hidden
          onChange={({ target }) => target.files && void bring(filesOfInput(target.files))}
        />
      </div>
      {brought && (
        <div role="status">
          {isBusy && (
            <progress
              aria-label="Files that are copied"
              max={brought.total}
              value={brought.kept + brought.refused.length}
            />
          )}
          <p>
            {brought.kept} of {countWords(brought.total, 'file')} copied
            {brought.refused.length > 0 && `, ${brought.refused.length} not taken`}.
          </p>
          {brought.refused.length > 0 && (
            <ul className="findings">
              {brought.refused.slice(0, SHOWN).map(({ path, refusal: { message, hint } }) => (
                <li key={path}>
                  <strong>{path}:</strong> <Prose text={`${message} ${hint}`} />
                </li>
              ))}
            </ul>
          )}
        </div>
      )}
    </section>
  );
}

import { type FormEvent, useRef, useState } from 'react';
import type { JobEntry, RefusedAnswer } from '../../forms/forms.ts';
import { Field } from '../../parts/field.tsx';
import { goesOn, useJob } from '../../parts/job.ts';
import { JobProgress } from '../../parts/job-progress.tsx';
import { Problem } from '../../parts/notices.tsx';
import { refusalOf, send, tell } from '../../server.ts';
import { fieldOf, type ImportField, importRequest } from './import-request.ts';
import { PictureFields } from './picture-fields.tsx';
import { SoundFields } from './sound-fields.tsx';

const ENDINGS = '.onnx,.mat,.caffemodel,.json,.js,.tflite';

interface Failure {
  readonly field: ImportField | null;
  readonly refusal: RefusedAnswer;
}

/** Imports a network of one's own: its files, and what they do not say of themselves. */
export function ImportNetwork({ onImported }: { readonly onImported: () => void }) {
  const form = useRef<HTMLFormElement>(null);
  const [kind, setKind] = useState<'pictures' | 'sound'>('pictures');
  const [sending, setSending] = useState<string | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [jobId, setJobId] = useState<string | null>(null);
  const job = useJob(jobId, () => onImported());
  const isOn = sending !== null || (jobId !== null && (job.job === null || goesOn(job.job)));
  const ended = job.job?.failure ? { field: fieldOf(job.job.failure, kind), refusal: job.job.failure } : null;
  const shown = failure ?? (isOn ? null : ended);
  const problemOf = (field: ImportField) => (shown?.field === field ? shown.refusal : null);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setFailure(null);
    setJobId(null);
    try {
      const { files, request } = importRequest(new FormData(event.currentTarget), crypto.randomUUID());
      for (const [i, file] of files.entries()) {
        setSending(`Copying ${file.name}, file ${i + 1} of ${files.length} …`);
        await send('/api/networks/files', { upload: request.upload, name: file.name }, file);
      }
      setSending('Starting the import …');
      setJobId((await tell<JobEntry>('/api/networks', request)).id);
    } catch (error) {
      const refusal = refusalOf(error);
      setFailure({ field: fieldOf(refusal, kind), refusal });
    } finally {
      setSending(null);
    }
  };
  return (
    <details>
      <summary>Import a network of your own</summary>
      <p>
        Its weights are converted and kept on this machine, for all of your projects. What its file does not
        state is asked for here, and is never guessed.
      </p>
      <form ref={form} className="stack" onSubmit={(event) => void submit(event)}>
        <Field
          label="File of the network"
          problem={problemOf('file')}
          help="ONNX (.onnx), MatConvNet (.mat), Caffe (.caffemodel), TensorFlow.js or Keras (.json), TFLite (.tflite). Pickles of Python (.pt, .pkl) are refused: they can run a program when they are read. Export them to ONNX."
        >
          {(described) => <input type="file" name="file" required accept={ENDINGS} {...described} />}
        </Field>
        <Field
          label="Files that belong to it, where there are any"
          problem={problemOf('others')}
          help="The .prototxt of a .caffemodel, the .bin files of a .json, the weights beside an .onnx file. Choose all of them together."
        >
          {(described) => <input type="file" name="others" multiple {...described} />}
        </Field>
        <Field
          label="Name"
          problem={problemOf('name')}
          help="Lower case letters, digits, dots and hyphens. Left empty, it is that of the network's architecture or of its file."
        >
          {(described) => (
            <input
              name="name"
              pattern="[a-z0-9][a-z0-9.\-]*"
              maxLength={100}
              autoComplete="off"
              {...described}
            />
          )}
        </Field>
        <fieldset>
          <legend>What it is given</legend>
          <div className="choices">
            {(['pictures', 'sound'] as const).map((each) => (
              <label key={each}>
                <input
                  type="radio"
                  name="kind"
                  value={each}
                  checked={kind === each}
                  onChange={() => setKind(each)}
                />
                {each}
              </label>
            ))}
          </div>
        </fieldset>
        {kind === 'pictures' ? (
          <PictureFields problemOf={problemOf} />
        ) : (
          <SoundFields problemOf={problemOf} />
        )}
        <label className="check">
          <input type="checkbox" name="untrained" />
          Its weights are random numbers: it is a control
        </label>
        <label className="check">
          <input type="checkbox" name="replace" />
          Replace the imported network of this name, if there is one
        </label>
        <button type="submit" className="main" disabled={isOn}>
          Import the network
        </button>
        {sending !== null && (
          <p role="status">
            {sending} <progress aria-label="Files that are copied" />
          </p>
        )}
        {shown && shown.field === null && <Problem refusal={shown.refusal} />}
        {shown && shown.field !== null && (
          <p role="status">
            <strong>The network was not imported.</strong> The field above says why.
          </p>
        )}
      </form>
      {job.job && (goesOn(job.job) || job.job.state === 'stopped') && <JobProgress {...job} />}
      {job.job?.state === 'done' && (
        <p role="status">
          <strong>{job.job.about} was imported.</strong> It stands in the table above, with its card.
        </p>
      )}
    </details>
  );
}

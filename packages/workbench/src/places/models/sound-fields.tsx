import type { RefusedAnswer } from '../../forms/forms.ts';
import { Field } from '../../parts/field.tsx';
import type { ImportField } from './import-request.ts';

/** What a network of sound was trained with, which its file does not state. */
export function SoundFields({
  problemOf,
}: {
  readonly problemOf: (field: ImportField) => RefusedAnswer | null;
}) {
  return (
    <>
      <Field
        label="Samples a second (--rate)"
        problem={problemOf('rate')}
        help="The sampling rate that it was trained with: often 16000."
      >
        {(described) => (
          <input type="number" name="rate" required min={1000} max={192000} step={1} {...described} />
        )}
      </Field>
      <Field
        label="Seconds of a window (--seconds)"
        problem={null}
        help="Only for a network that takes any length. Left empty, 1 s."
      >
        {(described) => <input type="number" name="seconds" step="any" min="0.01" max="600" {...described} />}
      </Field>
      <Field
        label="Seconds from one window to the next (--hop)"
        problem={null}
        help="Left empty, half a window."
      >
        {(described) => <input type="number" name="hop" step="any" min="0.001" max="600" {...described} />}
      </Field>
      <Field
        label="Scale (--scale)"
        problem={null}
        help="Samples from -1 to 1 are multiplied with it: 32768 for a network of samples of 16 bits. Left empty, 1."
      >
        {(described) => <input type="number" name="scale" step="any" min="0.000000001" {...described} />}
      </Field>
      <label className="check">
        <input type="checkbox" name="mel" />
        It takes the spectrogram of speech-mel, and no samples (--mel)
      </label>
    </>
  );
}

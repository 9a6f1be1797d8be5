import { useState } from 'react';
import type { RefusedAnswer } from '../../forms/forms.ts';
import { Field } from '../../parts/field.tsx';
import type { ImportField } from './import-request.ts';

/** How pictures are prepared for a network, where its file does not state it. */
export function PictureFields({
  problemOf,
}: {
  readonly problemOf: (field: ImportField) => RefusedAnswer | null;
}) {
  const [mean, setMean] = useState('stated');
  return (
    <>
      <Field
        label="What is subtracted from the pictures (--mean)"
        problem={problemOf('mean')}
        help="Its authors name it beside the weights: often the mean of their training pictures. A wrong one gives wrong numbers without any sign of it."
      >
        {(described) => (
          <select name="mean" value={mean} onChange={({ target }) => setMean(target.value)} {...described}>
            <option value="stated">as the file states</option>
            <option value="none">nothing</option>
            <option value="numbers">a number for each colour</option>
            <option value="file">an average picture, in a file</option>
          </select>
        )}
      </Field>
      {mean === 'numbers' && (
        <Field
          label="Numbers of the colours"
          problem={null}
          help="From 0 to 255, with commas between them, in the order of colours below: 104, 117, 123."
        >
          {(described) => (
            <input name="mean-numbers" required pattern="[\-0-9., ]+" autoComplete="off" {...described} />
          )}
        </Field>
      )}
      {mean === 'file' && (
        <Field label="File of the average picture" problem={null} help="A .binaryproto or .mat file.">
          {(described) => (
            <input type="file" name="mean-file" required accept=".binaryproto,.mat" {...described} />
          )}
        </Field>
      )}
      <Field
        label="Order of colours (--colour)"
        problem={problemOf('colour')}
        help="In which the network was trained. Left as it is, it is what the file states, or else the usual one of its format, and the card says so."
      >
        {(described) => (
          <select name="colour" {...described}>
            <option value="">as the file states</option>
            <option value="rgb">red, green, blue</option>
            <option value="bgr">blue, green, red</option>
            <option value="grey">grey</option>
          </select>
        )}
      </Field>
      <Field
        label="Scale (--scale)"
        problem={null}
        help="What is left is multiplied with it: 0.00784314 brings 0 to 255 with a mean of 127.5 to -1 to 1. Left empty, it is as the file states, or 1, and the card says so."
      >
        {(described) => <input type="number" name="scale" step="any" min="0.000000001" {...described} />}
      </Field>
      <Field
        label="Rows and columns of its pictures (--size)"
        problem={problemOf('size')}
        help="Only for a network that takes any size: 224x224."
      >
        {(described) => <input name="size" pattern="[0-9]+ ?x ?[0-9]+" autoComplete="off" {...described} />}
      </Field>
      <Field
        label="What its training pictures showed (--domain)"
        problem={null}
        help="Reports name it wherever the network is used."
      >
        {(described) => (
          <select name="domain" {...described}>
            <option value="">as its architecture tells, else objects</option>
            <option value="faces">faces</option>
            <option value="objects">objects</option>
          </select>
        )}
      </Field>
    </>
  );
}

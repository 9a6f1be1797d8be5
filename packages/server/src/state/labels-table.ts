import { formatCsv, pseudonymOf, pseudonymOfSample } from '@wince/runtime';
import type { GivenLabel } from '@wince/workbench';

const COLUMNS = [
  ...['number', 'at', 'rater', 'sample', 'subject', 'scale', 'counts', 'total', 'word', 'onset', 'end'],
] as const;

/**
 * Labels as a table: a row for each label, in the order in which they were given, with a column for each item behind the others. `counts` is `yes` for the
 * first label that a rater gave to a sample, which agreement is computed from. Times are seconds of the recording.
 *
 * @param subjects the subject of each sample; that of a row which is in the data set no more is empty
 * @param key names of subjects, samples and raters become pseudonyms under it; null leaves them
 */
export function labelsTable(
  labels: readonly GivenLabel[],
  subjects: ReadonlyMap<string, string>,
  key: Uint8Array | null,
): string {
  const items = [...new Set(labels.flatMap(({ items: own }) => Object.keys(own)))];
  const seen = new Set<string>();
  const number = (value: number | null | undefined) => (value == null ? '' : String(value));
  const rows = labels.map(({ marks, ...label }) => {
    const given = JSON.stringify([label.who, label.sample]);
    const isFirst = !seen.has(given);
    seen.add(given);
    const subject = subjects.get(label.sample) ?? '';
    const named = key
      ? [
          pseudonymOf(key, 'rater', label.who),
          pseudonymOfSample(key, { sample: label.sample, subject }),
          subject === '' ? '' : pseudonymOf(key, 'subject', subject),
        ]
      : [label.who, label.sample, subject].map(plain);
    return [
      ...[String(label.number), label.at, ...named, label.scale, isFirst ? 'yes' : 'no'],
      ...[number(label.total), label.word ?? '', number(marks?.onset), number(marks?.end)],
      ...items.map((item) => number(label.items[item])),
    ];
  });
  return formatCsv([...COLUMNS, ...items.map((item) => `item: ${item}`)], rows);
}

/** A name that a spreadsheet would take for a formula, as the text that it is. */
function plain(name: string): string {
  return /^[=+\-@\t\r]/.test(name) ? `'${name}` : name;
}

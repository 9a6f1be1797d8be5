/** How much each row counts in training. */
export const weightSchemes = ['none', 'balanced', 'subject-balanced'] as const;
/** The name of a way to weigh rows. */
export type WeightScheme = (typeof weightSchemes)[number];

/**
 * The weight of each row, mean 1.
 *
 * - `none`: all alike.
 * - `balanced`: each label weighs half, whatever its number of rows: n / (2 x rows of the label).
 * - `subject-balanced`: each label weighs half, and within it each subject that has such rows weighs the same.
 *
 * @param y 0 or 1 a row; where only one label occurs, it has all the weight
 */
export function rowWeights(scheme: WeightScheme, y: Uint8Array, subjects: Int32Array): Float64Array {
  if (scheme === 'none') return new Float64Array(y.length).fill(1);
  const groups = new Map<string, number>();
  const members = new Map<number, number>();
  const groupOf = (r: number) => (scheme === 'balanced' ? `${y[r]}` : `${y[r]} ${subjects[r]}`);
  for (let r = 0; r < y.length; r++) {
    const group = groupOf(r);
    if (!groups.has(group)) members.set(y[r], (members.get(y[r]) ?? 0) + 1);
    groups.set(group, (groups.get(group) ?? 0) + 1);
  }
  const share = y.length / members.size;
  return Float64Array.from(
    y,
    (label, r) => share / ((members.get(label) ?? 1) * (groups.get(groupOf(r)) ?? 1)),
  );
}

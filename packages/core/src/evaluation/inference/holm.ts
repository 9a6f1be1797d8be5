/**
 * Holm's correction: p values as they stand when so many questions are asked at once. The chance of even one false positive among them
 * stays below the level at which they are read.
 *
 * @param p one a question; null for a question without an answer, which counts as asked
 * @source Holm 1979, doi:10.2307/4615733
 */
export function holm(p: readonly (number | null)[]): readonly (number | null)[] {
  const order = p
    .flatMap((value, i) => (value === null ? [] : [{ value, i }]))
    .sort((a, b) => a.value - b.value);
  const adjusted: (number | null)[] = p.map(() => null);
  let least = 0;
  order.forEach(({ value, i }, place) => {
    least = Math.max(least, Math.min(1, (p.length - place) * value));
    adjusted[i] = least;
  });
  return adjusted;
}

/**
 * The probability of pain where pain is more or less frequent, and pain and its absence look as before: the odds rise as those of the prior
 * do.
 *
 * @param probability at the prevalence `from`, in [0, 1]
 * @param from the share of pain at which it holds, in (0, 1)
 * @param to the share of pain where it is to hold, in (0, 1)
 * @source Saerens, Latinne and Decaestecker 2002, doi:10.1162/089976602753284446
 */
export function shiftPrevalence(probability: number, from: number, to: number): number {
  if (from === to) return probability;
  const pain = (probability * to) / from;
  return pain / (pain + ((1 - probability) * (1 - to)) / (1 - from));
}

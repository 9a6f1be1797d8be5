/** Stands under whatever shows a score in a terminal. */
export const CAUTION =
  'Research use only: not a medical device. `wince purpose` prints the intended use and the harm that it can do.';

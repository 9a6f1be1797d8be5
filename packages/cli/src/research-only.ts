/** Stands under whatever shows a score in a terminal. */
export const RESEARCH_ONLY =
  'Research use only: not a medical device. `wince purpose` says what it is for, and what harm it can do.';

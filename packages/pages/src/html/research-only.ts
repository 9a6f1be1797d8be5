/** Stands at the head and at the foot of every page. */
export const RESEARCH_ONLY = 'Research use only: not a medical device.';

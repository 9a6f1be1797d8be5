/** What an account may be: each one may do what those before it may. */
export const ROLES = ['rater', 'researcher', 'admin'] as const;

/** The fewest and the most characters of a password. Apart from the forms: the page does not load zod. */
export const PASSWORD_LENGTH = { least: 12, most: 200 } as const;

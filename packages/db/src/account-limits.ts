/** Code points, of a user's name and of an API key's. */
export const LONGEST_NAME = 100;

/** UTF-16 units, as Better Auth counts them. */
export const LONGEST_PASSWORD = 128;

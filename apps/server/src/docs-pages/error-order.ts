/**
 * What a request is asked, one after the other: where several things are wrong with it, it is told the first. The keys
 * are for {@link ErrorPage.told}.
 */
export const stages = {
  path: "Is there anything at this path?",
  method: "Does the path know the method?",
  address: "Is the caller's address within its limit?",
  token: "Who is calling?",
  budget: "Is the user, or the key, within its limit?",
  scope: "May the token do this?",
  accept: "Does the caller take JSON?",
  type: "Is the body JSON?",
  size: "Is the body short enough?",
  form: "Can the body and the headers be read?",
  owner: "Is the `userId`, if one is sent, the caller's own?",
  input: "Is every field valid?",
  key: "Is the idempotency key free, or its call the same?",
  thing: "Is there such a thing, and is it the caller's?",
  version: "Is it in the version that was meant?",
  state: "Does it go with what else is there?",
  work: "Could the server do it?",
} as const;

export type Stage = keyof typeof stages;

import { trpc } from "../api/trpc.js";

/** The user's account, with what they have set. */
export function useMe() {
  return trpc.me.get.useQuery({});
}

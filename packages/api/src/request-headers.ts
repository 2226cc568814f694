import { type HeaderField, readEntityTags, UnreadableHeader } from "@typedo/trpc-rest/meta";
import { z } from "zod";
import { LAST_VERSION, MOST_VERSIONS } from "./tasks/tasks.schema.js";
import { isIdempotencyKey } from "./idempotency.js";

/** Where REST has `ifVersion`: strong comparison (RFC 9110, sections 8.8.3.2 and 13.1.1); a tag that is none of ours matches nothing. */
export const ifMatch: HeaderField = {
  name: "If-Match",
  description: "The `ETag` that the change is meant for, or a list of them; `*`: whatever is there",
  example: '"3"',
  read(text) {
    if (text.trim() === "*") return "*";
    const tags = readEntityTags(text);
    if (!tags) throw new UnreadableHeader('Must be `*` or a list of entity tags, as `"3"`');
    if (tags.length > MOST_VERSIONS) throw new UnreadableHeader(`At most ${MOST_VERSIONS} entity tags are read`);
    const versions = tags.flatMap((tag) => (/^"[1-9]\d{0,9}"$/.test(tag) ? [Number(tag.slice(1, -1))] : []));
    const possible = versions.filter((version) => version <= LAST_VERSION);
    // As tRPC's clients write it: it is a part of what an idempotency key stands for.
    return possible.length === 1 ? possible[0] : possible;
  },
};

/** Where REST has `onlyCreate`. */
export const ifNoneMatchAny: HeaderField = {
  name: "If-None-Match",
  description: "`*`: only create, where there is none of this id",
  schema: { type: "string", const: "*" },
  example: "*",
  read(text) {
    if (text.trim() !== "*") throw new UnreadableHeader("On a write it can only be `*`");
    return true;
  },
};

const idempotencyKey: HeaderField = {
  name: "Idempotency-Key",
  description:
    "1 to 255 visible ASCII characters, chosen by the client: the same call with the same key within 24 hours is done once, and answered alike",
  schema: { type: "string", minLength: 1, maxLength: 255, pattern: "^[!-~]+$" },
  example: "3f1b9a52-6b0e-4a55-9a34-5d3a2f6c1d07",
  read(text) {
    if (!isIdempotencyKey(text)) throw new UnreadableHeader("Must be 1 to 255 visible ASCII characters");
    return text;
  },
};

/** Where REST has `idempotencyKey`: in every write but the making of keys. */
export const keyed = { idempotencyKey };

export const keyErrors = ["idempotency_in_flight", "idempotency_mismatch"] as const;

/** On the answers of a write that can carry a key. */
export const replayed = z.object({
  "Idempotency-Replayed": z
    .literal("true")
    .optional()
    .meta({ description: "An earlier call with the same key had done it already" }),
});

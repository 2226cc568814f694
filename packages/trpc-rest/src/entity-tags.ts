const ENTITY_TAG = String.raw`(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"`;
const ENTITY_TAGS = new RegExp(`^(?:[ \\t]*,)*[ \\t]*${ENTITY_TAG}(?:[ \\t]*,(?:[ \\t]*${ENTITY_TAG})?)*[ \\t]*$`);

/**
 * The entity tags that `If-Match` or `If-None-Match` lists, with `W/` and quotes as they are there (RFC 9110, sections
 * 5.6.1 and 8.8.3). Undefined: it is no list of entity tags; `*` is none either.
 */
export function readEntityTags(text: string): readonly string[] | undefined {
  return ENTITY_TAGS.test(text) ? (text.match(new RegExp(ENTITY_TAG, "g")) ?? []) : undefined;
}

/** The JSON pointer by which the API names a field of a call's input in `errors`; the compiler knows the names. */
export function pointerInto<Input>(field: keyof Input & string): string {
  return `/${field}`;
}

import { expect, test } from "vitest";
import { readEntityTags } from "./entity-tags.js";

test.each([
  ['"3"', ['"3"']],
  ['"1",W/"3" , "a,b"', ['"1"', 'W/"3"', '"a,b"']],
  [' ,, "3",\t', ['"3"']],
  ['"\u00e9",""', ['"\u00e9"', '""']],
])("%s is a list", (text, tags) => {
  expect(readEntityTags(text)).toEqual(tags);
});

test.each([
  "",
  ",",
  "*",
  '*, "3"',
  "3",
  '"3',
  '"3"x',
  'x"3"',
  '"1" "3"',
  '"1""3"',
  '"1";"3"',
  '"a b"',
  'w/"3"',
  'W/ "3"',
])("%s is none", (text) => {
  expect(readEntityTags(text)).toBeUndefined();
});

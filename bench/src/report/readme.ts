/** Puts figures between the markers of a page. @throws RangeError if they are not there */
export function replaceFigures(page: string, name: string, figures: string): string {
  const [first, end] = [`<!-- ${name} -->`, `<!-- end of ${name} -->`];
  const [begin, behind] = [page.indexOf(first), page.indexOf(end)];
  if (begin === -1 || behind < begin) throw new RangeError(`The page has no ${first} with ${end} behind it`);
  return `${page.slice(0, begin + first.length)}\n\n${figures}\n\n${page.slice(behind)}`;
}

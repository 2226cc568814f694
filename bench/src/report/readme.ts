const BEGIN = "<!-- figures -->";
const END = "<!-- end of figures -->";

/** Puts figures between the markers of a page. @throws RangeError if they are not there */
export function replaceFigures(page: string, figures: string): string {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin === -1 || end < begin) throw new RangeError(`The page has no ${BEGIN} with ${END} behind it`);
  return `${page.slice(0, begin + BEGIN.length)}\n\n${figures}\n\n${page.slice(end)}`;
}

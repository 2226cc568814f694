const paths = {
  check: "M5 12.5l4.5 4.5L19 7.5",
  chevron: "M6 9l6 6 6-6",
  trash: "M4 7h16M10 7V4.5h4V7M6.5 7l1 13h9l1-13M10.5 11v5.5M13.5 11v5.5",
  calendar: "M5 6.5h14v13H5zM5 10.5h14M9 4v4M15 4v4",
  note: "M6 4h12v16H6zM9 9h6M9 13h6",
  flag: "M6 21V4h11l-2.5 4L17 12H6",
  part: "M7 4.5v7.5a3.5 3.5 0 0 0 3.5 3.5H18M14.5 11.5l4 4-4 4",
  close: "M6 6l12 12M18 6L6 18",
  plus: "M12 5v14M5 12h14",
  search: "M10.5 4.5a6 6 0 1 1 0 12 6 6 0 0 1 0-12M15 15l4.5 4.5",
  filter: "M4 6.5h16M7 12h10M10 17.5h4",
  restore: "M4.5 12a7.5 7.5 0 1 0 2.4-5.5L4.5 8.8M4.5 4v4.8h4.8",
} as const;

/** A line drawing beside words that say the same: screen readers pass it over. */
export function Icon({ name }: { readonly name: keyof typeof paths }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}

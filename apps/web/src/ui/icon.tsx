const paths = {
  check: "M5 12.5l4.5 4.5L19 7.5",
  chevron: "M6 9l6 6 6-6",
  trash: "M4 7h16M10 7V4.5h4V7M6.5 7l1 13h9l1-13M10.5 11v5.5M13.5 11v5.5",
  calendar: "M5 6.5h14v13H5zM5 10.5h14M9 4v4M15 4v4",
  note: "M6 4h12v16H6zM9 9h6M9 13h6",
  flag: "M6 21V4h11l-2.5 4L17 12H6",
  close: "M6 6l12 12M18 6L6 18",
  plus: "M12 5v14M5 12h14",
} as const;

/** A line drawing beside words that say the same: screen readers pass it over. */
export function Icon({ name }: { readonly name: keyof typeof paths }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}

const rows = ["one", "two", "three", "four"] as const;

/** Where the tasks will be. */
export function ListSkeleton() {
  return (
    <div className="skeleton card" role="status">
      <span className="visually-hidden">Loading your tasks…</span>
      {rows.map((row) => (
        <div key={row} className={`skeleton-row skeleton-${row}`} />
      ))}
    </div>
  );
}

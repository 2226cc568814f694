export interface Count {
  readonly total: number;
  /** There are more than could be counted. */
  readonly isMore: boolean;
}

/** "1 task", "12 tasks", "More than 10,000 tasks". */
export function countLabel({ total, isMore }: Count): string {
  const tasks = `${total.toLocaleString()} ${total === 1 ? "task" : "tasks"}`;
  return isMore ? `More than ${tasks}` : tasks;
}

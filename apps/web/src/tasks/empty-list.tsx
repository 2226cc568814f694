import { Icon } from "../ui/icon.js";
import type { Show } from "./task-view.js";

const words = {
  all: ["Nothing to do yet", "Type a task into the field above and press Enter."],
  open: ["All done", "No task is open. Enjoy the calm, or add another one."],
  completed: ["Nothing completed yet", "Tasks that you tick off are kept here."],
} as const satisfies Record<Show, readonly [string, string]>;

export function EmptyList({ show }: { readonly show: Show }) {
  const [title, text] = words[show];
  return (
    <div className="empty">
      <span className="empty-mark">
        <Icon name="check" />
      </span>
      <h2>{title}</h2>
      <p>{text}</p>
    </div>
  );
}

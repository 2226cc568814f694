import { Link } from "wouter";
import { Icon } from "../ui/icon.js";
import { TaskLink } from "./task-link.js";
import { useTask } from "./use-task.js";

/** Of which task the one that is shown is a part, and the way there. */
export function PartOf({ parent }: { readonly parent: string }) {
  const { task, isGone } = useTask(parent);
  return (
    <p className="part-of">
      <Icon name="part" />
      <span>
        Part of{" "}
        {isGone ? (
          <>
            a task that is in the <Link href="/trash">trash</Link>
          </>
        ) : (
          <TaskLink id={parent}>{task?.title ?? "another task"}</TaskLink>
        )}
      </span>
    </p>
  );
}

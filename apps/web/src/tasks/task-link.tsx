import type { MouseEvent, ReactNode } from "react";
import { Link, useLocation } from "wouter";
import { taskHref } from "./task-address.js";

interface Props {
  readonly id: string;
  readonly className?: string;
  readonly children: ReactNode;
}

/** The way to a task's own page. */
export function TaskLink({ id, className, children }: Props) {
  const [, navigate] = useLocation();

  /** To where it begins; after the step, so that the way back leads to where one was. */
  function open(event: MouseEvent) {
    event.preventDefault();
    navigate(taskHref(id));
    window.scrollTo(0, 0);
  }

  return (
    <Link className={className} dir="auto" href={taskHref(id)} onClick={open}>
      {children}
    </Link>
  );
}

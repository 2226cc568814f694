import { Link } from "wouter";
import { PageHeading } from "../ui/page-heading.js";
import { AddTask } from "./add-task.js";
import { TaskList } from "./task-list.js";
import { TaskToolbar } from "./task-toolbar.js";

export function TasksPage() {
  return (
    <main id="main" className="page">
      <title>Tasks · Typedo</title>
      <div className="page-head">
        <PageHeading>Tasks</PageHeading>
        <Link href="/trash">Trash</Link>
      </div>
      <AddTask />
      <TaskToolbar />
      <TaskList />
    </main>
  );
}

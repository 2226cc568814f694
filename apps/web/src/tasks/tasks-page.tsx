import { Link } from "wouter";
import { AddTask } from "./add-task.js";
import { TaskList } from "./task-list.js";
import { TaskToolbar } from "./task-toolbar.js";

export function TasksPage() {
  return (
    <main id="main" className="page">
      <title>Tasks · Typedo</title>
      <div className="page-head">
        <h1>Tasks</h1>
        <Link href="/trash">Trash</Link>
      </div>
      <AddTask />
      <TaskToolbar />
      <TaskList />
    </main>
  );
}

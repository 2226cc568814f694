import { AddTask } from "./add-task.js";
import { TaskList } from "./task-list.js";
import { TaskToolbar } from "./task-toolbar.js";

export function TasksPage() {
  return (
    <main id="main" className="page">
      <title>Tasks · Typedo</title>
      <h1>Tasks</h1>
      <AddTask />
      <TaskToolbar />
      <TaskList />
    </main>
  );
}

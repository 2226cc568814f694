import { readFileSync } from "node:fs";
import type { TypedoProcess } from "./typedo-process.js";

/** The processes that a leader has started, told from the database's by their program. On Linux. */
export function workersOf(typedo: TypedoProcess): number[] {
  const { pid } = typedo.process;
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").map(Number);
  return children.filter((child) => readFileSync(`/proc/${child}/cmdline`, "utf8").includes("main.js"));
}

/** A worker has ended before it served, and has said why. */
export class WorkerFailure extends Error {
  override readonly name = "WorkerFailure";
}

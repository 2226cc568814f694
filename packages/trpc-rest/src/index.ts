export type { Answer } from "./answer.js";
export type { Catalogue, ErrorKind, Fault, InputFault, OwnCode } from "./catalogue.js";
export {
  describeRest,
  type DescribedOperation,
  type DescribeOptions,
  type Info,
  type RestDocument,
  type SecurityScheme,
} from "./document.js";
export { type ListedExample, listExamples } from "./list-examples.js";
export {
  type HeaderField,
  type OperationExample,
  type RestMeta,
  type RestMethod,
  type RestOperation,
  UnreadableHeader,
} from "./meta.js";
export { whyUnreadable } from "./negotiate.js";
export { originForm } from "./origin-form.js";
export { frameworkFault, type Problem, type ProblemOptions, sendProblem } from "./problem.js";
export { type GuardedProcedure, registerRest, type RestOptions } from "./register.js";
export type { CommonHeader } from "./shared.js";
export { type Runnable, runProcedure } from "./run.js";
export { listRunnables } from "./runnables.js";
export { MOST_VALUES } from "./size.js";

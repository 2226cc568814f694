export type { Catalogue, ErrorKind, Fault, InputFault, OwnCode } from "./catalogue.js";
export {
  describeRest,
  type DescribedOperation,
  type DescribeOptions,
  type Info,
  type RestDocument,
  type SecurityScheme,
} from "./document.js";
export type { RestMeta, RestMethod, RestOperation } from "./meta.js";
export { frameworkFault, type Problem, type ProblemOptions, sendProblem } from "./problem.js";
export { type GuardedProcedure, registerRest, type RestOptions } from "./register.js";

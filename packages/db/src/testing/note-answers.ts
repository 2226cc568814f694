import type { Database } from "../database.js";
import { watchStatements } from "./watch-statements.js";

/** A database that notes, for each statement, how many answers had come before it was sent. */
export function noteAnswers(database: Database): { readonly database: Database; readonly answersBefore: number[] } {
  const answersBefore: number[] = [];
  let answers = 0;
  const noted = watchStatements(database, (run) => async (statement, parameters) => {
    answersBefore.push(answers);
    const result = await run(statement, parameters);
    answers += 1;
    return result;
  });
  return { answersBefore, database: noted };
}

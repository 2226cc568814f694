import type { Connection } from "../connection.js";
import type { Database } from "../database.js";

/** A database that notes, for each statement, how many answers had come before it was sent. */
export function noteAnswers(database: Database): { readonly database: Database; readonly answersBefore: number[] } {
  const answersBefore: number[] = [];
  let answers = 0;
  const watch = (connection: Connection): Connection => ({
    get lost() {
      return connection.lost;
    },
    get worn() {
      return connection.worn;
    },
    get ended() {
      return connection.ended;
    },
    destroy: (why) => connection.destroy(why),
    async run(statement, parameters) {
      answersBefore.push(answers);
      const result = await connection.run(statement, parameters);
      answers += 1;
      return result;
    },
  });
  return {
    answersBefore,
    database: { ...database, lend: (work) => database.lend((connection) => work(watch(connection))) },
  };
}

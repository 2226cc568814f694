import { afterAll, beforeAll } from "vitest";
import { openTestApi, type TestApi, type TestUser } from "./callers.js";

/** For one test file: the API on a database of its own, and two who may call it, all there once the first test begins. */
export function setUpApi(): { readonly testApi: TestApi; readonly ada: TestUser; readonly bob: TestUser } {
  let opened: TestApi | undefined;
  const users: { ada?: TestUser; bob?: TestUser } = {};

  beforeAll(async () => {
    opened = await openTestApi();
    users.ada = await opened.newUser();
    users.bob = await opened.newUser();
  });

  afterAll(async () => {
    await opened?.close();
  });

  const testApi = () => opened ?? tooEarly();
  const userCalled = (name: "ada" | "bob"): TestUser => ({
    get principal() {
      return (users[name] ?? tooEarly()).principal;
    },
    get api() {
      return (users[name] ?? tooEarly()).api;
    },
  });
  return {
    testApi: {
      get database() {
        return testApi().database;
      },
      get owner() {
        return testApi().owner;
      },
      newUser: async (scopes) => testApi().newUser(scopes),
      callAs: (context) => testApi().callAs(context),
      close: async () => testApi().close(),
    },
    ada: userCalled("ada"),
    bob: userCalled("bob"),
  };
}

function tooEarly(): never {
  throw new Error("There is nothing yet: it is opened before the first test");
}

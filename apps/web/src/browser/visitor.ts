import { randomUUID } from "node:crypto";
import type { APIResponse, Locator, Page } from "playwright-core";

/** Where the browsers of the tests are, if a test doesn't say otherwise. */
export const BROWSER_ZONE = "Europe/Berlin";

export interface Account {
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

/** An account that no test has, of any file. */
export function newAccount(): Account {
  return { name: "A visitor", email: `visitor-${randomUUID()}@example.com`, password: "correct horse battery" };
}

/** Makes an account and opens its tasks: by the API, as most tests are about what comes after. */
export async function signUp(page: Page, account: Account = newAccount()): Promise<Account> {
  const { request } = page.context();
  await expectOk(await request.post("/api/auth/sign-up/email", { data: account }));
  const { token } = await (await expectOk(await request.get("/api/auth/access-token"))).json();
  // The page itself would do it after its first list, and load that list once more.
  const authorization = `Bearer ${token}`;
  await expectOk(await request.patch("/api/me", { headers: { authorization }, data: { timeZone: BROWSER_ZONE } }));
  await page.goto("/");
  await page.getByText("Nothing to do yet").waitFor();
  return account;
}

async function expectOk(response: APIResponse): Promise<APIResponse> {
  if (!response.ok()) throw new Error(`${response.url()} was refused: ${await response.text()}`);
  return response;
}

/** Makes an account by the form, as a visitor does, and waits for the tasks. */
export async function signUpByForm(page: Page, account: Account = newAccount()): Promise<Account> {
  await page.goto("/sign-up");
  await page.getByLabel("Name").fill(account.name);
  await page.getByLabel("E-mail").fill(account.email);
  await page.getByLabel("Password").fill(account.password);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.getByText("Nothing to do yet").waitFor();
  return account;
}

export async function signIn(page: Page, account: Account): Promise<void> {
  await page.getByLabel("E-mail").fill(account.email);
  await page.getByLabel("Password").fill(account.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Tasks", exact: true }).waitFor();
}

export async function addTasks(page: Page, ...titles: readonly string[]): Promise<void> {
  for (const title of titles) {
    await page.getByLabel("New task").fill(title);
    await page.getByLabel("New task").press("Enter");
    await taskRow(page, title).waitFor();
  }
}

export function taskRow(page: Page, title: string): Locator {
  return page.locator("li.task").filter({ has: page.getByRole("button", { name: title, exact: true }) });
}

/** The titles on the page, from top to bottom. */
export function titlesOn(page: Page): Promise<string[]> {
  return page.locator(".task-title").allTextContents();
}

/** Makes tasks by the API, for a list too long to type. */
export async function makeTasks(page: Page, titles: readonly string[]): Promise<void> {
  await page.evaluate(async (wanted) => {
    const { token } = await (await fetch("/api/auth/access-token")).json();
    for (const title of wanted) {
      const response = await fetch("/api/trpc/tasks.create", {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        body: JSON.stringify({ json: { title, id: crypto.randomUUID() } }),
      });
      if (!response.ok) throw new Error(`The task was not made: ${response.status}`);
    }
  }, titles);
}

/** What the API answers when it refuses each call of a batch. */
export function refusal(
  calls: number,
  status: 401 | 422 | 503,
  code: "unauthenticated" | "validation_failed" | "unavailable",
  errors: readonly { pointer: string; message: string; code: string }[] = [],
) {
  const error = {
    json: { message: "Refused", code: -32_603, data: { code, httpStatus: status, errors, requestId: "test" } },
  };
  return {
    status,
    contentType: "application/json",
    body: JSON.stringify(Array.from({ length: calls }, () => ({ error }))),
  };
}

/** Calls the API as the one who is signed in on the page, past the page itself: as another device would. */
export async function callApi(page: Page, procedure: string, input: object): Promise<unknown> {
  const call = { procedure, input };
  return page.evaluate(async ({ procedure: name, input: json }) => {
    const { token } = await (await fetch("/api/auth/access-token")).json();
    const response = await fetch(`/api/trpc/${name}`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({ json }),
    });
    if (!response.ok) throw new Error(`${name} was refused: ${await response.text()}`);
    return (await response.json()).result.data.json;
  }, call);
}

/** Makes many tasks in few calls, and gives their ids. */
export async function makeManyTasks(page: Page, titles: readonly string[]): Promise<string[]> {
  const made = titles.map((title) => ({ operation: "create", id: crypto.randomUUID(), title }));
  for (let start = 0; start < made.length; start += 500) {
    await callApi(page, "tasks.batch", { operations: made.slice(start, start + 500) });
  }
  return made.map(({ id }) => id);
}

/** The window comes back to the front, as far as the page can tell. */
export async function comeBack(page: Page): Promise<void> {
  await page.evaluate(() => window.dispatchEvent(new Event("visibilitychange")));
}

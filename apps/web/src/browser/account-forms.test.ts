import { describe, expect, test } from "vitest";
import { skipsBrowserTests } from "./find-chromium.js";
import { openTypedo } from "./open-typedo.js";
import { settled } from "./settled.js";
import { addTasks, signUp, taskRow } from "./visitor.js";

describe.skipIf(skipsBrowserTests)("the forms of the account", () => {
  const newPage = openTypedo();

  test("tell at its field what the server refuses, in words for people", async () => {
    const page = await newPage({ expectsFailedRequests: true });
    await page.goto("/sign-up");
    await page.getByLabel("Name").fill("   ");
    // The browser takes it for an address, and the server does not.
    await page.getByLabel("E-mail").fill("a@b");
    await page.getByLabel("Password").fill("correct horse battery");
    await page.getByRole("button", { name: "Create account" }).click();
    await page.getByText("A name needs 1 to 100 characters").waitFor();
    expect(await page.getByLabel("Name").getAttribute("aria-invalid")).toBe("true");

    await page.getByLabel("Name").fill("Ada");
    await page.getByRole("button", { name: "Create account" }).click();
    await page.getByText("This is not an e-mail address.").waitFor();
    expect(await page.getByLabel("E-mail").getAttribute("aria-invalid")).toBe("true");

    await signUp(page);
    await page.goto("/account");
    await page.getByLabel("New e-mail").fill("a@b");
    await page.getByRole("button", { name: "Change e-mail" }).click();
    await page.getByText("This is not an e-mail address.").waitFor();
    expect(await page.getByLabel("New e-mail").getAttribute("aria-invalid")).toBe("true");
  });

  test("can be sent again where it is not heard whose session began, and nothing is shown of one that has ended", async () => {
    const page = await newPage({ expectsFailedRequests: true });
    const account = await signUp(page);
    await addTasks(page, "Pay rent");
    await settled(page);
    const lose = () => page.route("**/api/auth/get-session**", (route) => route.abort());
    await lose();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("heading", { name: "Typedo can't be reached" }).waitFor();
    expect(await taskRow(page, "Pay rent").count()).toBe(0);
    await page.unroute("**/api/auth/get-session**");
    await page.getByRole("button", { name: "Try again" }).click();

    await page.getByLabel("E-mail").fill(account.email);
    await page.getByLabel("Password").fill(account.password);
    await lose();
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("Typedo can't be reached. Please check your connection").waitFor();
    await page.unroute("**/api/auth/get-session**");
    await page.getByRole("button", { name: "Sign in" }).click();
    await taskRow(page, "Pay rent").waitFor();
  });
});

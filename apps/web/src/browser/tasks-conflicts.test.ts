import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { skipsBrowserTests } from "./find-chromium.js";
import { openTypedo } from "./open-typedo.js";
import { settled } from "./settled.js";
import { addTasks, signUp, taskRow, titlesOn } from "./visitor.js";

const conflicting = { expectsFailedRequests: true };
const conflict = (page: Page) => page.getByRole("dialog", { name: "Changed elsewhere meanwhile" });
const editorOf = (page: Page, title: string) => page.getByRole("form", { name: `Details of ${title}` });

async function openEditor(page: Page, title: string) {
  await page.getByRole("button", { name: `Details of ${title}` }).click();
  return editorOf(page, title);
}

/** Saves from one page what another one, which has the editor open, does not know of. */
async function saveNotes(page: Page, title: string, notes: string): Promise<void> {
  const editor = await openEditor(page, title);
  await editor.getByLabel("Notes").fill(notes);
  await editor.getByRole("button", { name: "Save" }).click();
  await editor.waitFor({ state: "detached" });
  await settled(page);
}

/** Two pages of one user, both showing one task; each in a window of its own, as Chromium slows down a page that is hidden. */
async function twoPages(newPage: ReturnType<typeof openTypedo>, title: string): Promise<[Page, Page]> {
  const first = await newPage(conflicting);
  await signUp(first);
  await addTasks(first, title);
  await settled(first);
  const second = await newPage({ ...conflicting, storageState: await first.context().storageState() });
  await second.goto("/");
  await taskRow(second, title).waitFor();
  return [first, second];
}

async function notesOf(page: Page, title: string): Promise<string> {
  await page.reload();
  const editor = await openEditor(page, title);
  return editor.getByLabel("Notes").inputValue();
}

describe.skipIf(skipsBrowserTests)("two pages change one task", () => {
  const newPage = openTypedo();

  test("one is shown both, and can keep one's own", async () => {
    const [page, other] = await twoPages(newPage, "Pay rent");
    const editor = await openEditor(page, "Pay rent");
    await editor.getByLabel("Notes").fill("Mine, and long thought about");
    await editor.getByLabel("Priority").selectOption("High");
    await saveNotes(other, "Pay rent", "Theirs");
    await editor.getByRole("button", { name: "Save" }).click();

    const notes = conflict(page).getByRole("region", { name: "Notes" });
    await notes.waitFor();
    expect(await notes.getByRole("definition").allTextContents()).toEqual(["Mine, and long thought about", "Theirs"]);
    expect(await conflict(page).getByRole("region", { name: "Due" }).count()).toBe(0);
    await conflict(page).getByRole("button", { name: "Keep mine" }).click();
    await editor.waitFor({ state: "detached" });
    await settled(page);
    expect(await notesOf(other, "Pay rent")).toBe("Mine, and long thought about");
    expect(await editorOf(other, "Pay rent").getByLabel("Priority").inputValue()).toBe("high");
  });

  test("one can take theirs", async () => {
    const [page, other] = await twoPages(newPage, "Pay rent");
    const editor = await openEditor(page, "Pay rent");
    await editor.getByLabel("Notes").fill("Mine");
    await saveNotes(other, "Pay rent", "Theirs");
    await editor.getByRole("button", { name: "Save" }).click();
    await conflict(page).getByRole("button", { name: "Take theirs" }).click();
    await editor.waitFor({ state: "detached" });
    expect(await notesOf(page, "Pay rent")).toBe("Theirs");
  });

  test("one can go on editing with all that was typed, and is asked again only about what is new", async () => {
    const [page, other] = await twoPages(newPage, "Pay rent");
    const editor = await openEditor(page, "Pay rent");
    await editor.getByLabel("Notes").fill("Mine");
    await editor.getByLabel("Labels", { exact: true }).fill("home");
    await saveNotes(other, "Pay rent", "Theirs");
    await editor.getByRole("button", { name: "Save" }).click();
    await conflict(page).waitFor();
    await page.keyboard.press("Escape");
    await conflict(page).waitFor({ state: "detached" });
    expect(await editor.getByLabel("Notes").inputValue()).toBe("Mine");
    expect(await editor.getByRole("list", { name: "Labels of this task" }).textContent()).toBe("home");

    await editor.getByLabel("Notes").fill("Mine and theirs");
    await editor.getByRole("button", { name: "Save" }).click();
    await editor.waitFor({ state: "detached" });
    expect(await conflict(page).count()).toBe(0);
    expect(await notesOf(page, "Pay rent")).toBe("Mine and theirs");
  });

  test("changes to different fields are put together without a question", async () => {
    const [page, other] = await twoPages(newPage, "Pay rent");
    const editor = await openEditor(page, "Pay rent");
    await editor.getByLabel("Priority").selectOption("Urgent");
    await saveNotes(other, "Pay rent", "Theirs");
    await editor.getByRole("button", { name: "Save" }).click();
    await editor.waitFor({ state: "detached" });
    expect(await notesOf(other, "Pay rent")).toBe("Theirs");
    expect(await editorOf(other, "Pay rent").getByLabel("Priority").inputValue()).toBe("urgent");
  });

  test("a title that was changed in both is asked about, and comes back as a field", async () => {
    const [page, other] = await twoPages(newPage, "Pay rent");
    await page.getByRole("button", { name: "Pay rent", exact: true }).click();
    const field = page.getByRole("textbox", { name: "Title" });
    await field.fill("Pay the rent mine");
    await other.getByRole("button", { name: "Pay rent", exact: true }).click();
    await other.getByRole("textbox", { name: "Title" }).fill("Pay the rent theirs");
    await other.keyboard.press("Enter");
    await settled(other);
    await field.press("Enter");
    await conflict(page).getByRole("button", { name: "Go on editing" }).click();
    expect(await field.inputValue()).toBe("Pay the rent mine");
    await field.press("Enter");
    await taskRow(page, "Pay the rent mine").waitFor();
    await settled(page);
    await other.reload();
    await expect.poll(() => titlesOn(other)).toEqual(["Pay the rent mine"]);
  });

  test("one's own quick changes are in no conflict with what one is typing", async () => {
    const page = await newPage();
    await signUp(page);
    await addTasks(page, "Pay rent");
    const editor = await openEditor(page, "Pay rent");
    await editor.getByLabel("Notes").fill("Typed");
    await page.getByLabel("Completed: Pay rent").check();
    await settled(page);
    await editor.getByRole("button", { name: "Save" }).click();
    await editor.waitFor({ state: "detached" });
    await settled(page);
    expect(await notesOf(page, "Pay rent")).toBe("Typed");
    expect(await page.getByLabel("Completed: Pay rent").isChecked()).toBe(true);
  });

  test("what is typed into a task that was deleted elsewhere can still be saved", async () => {
    const [page, other] = await twoPages(newPage, "Pay rent");
    const editor = await openEditor(page, "Pay rent");
    await editor.getByLabel("Notes").fill("Long thought about");
    await other.getByLabel("Delete Pay rent").click();
    await settled(other);
    await editor.getByRole("button", { name: "Save" }).click();
    await editor.getByText("This task is not there any more.").waitFor();
    expect(await editor.getByLabel("Notes").inputValue()).toBe("Long thought about");
    await editor.getByRole("button", { name: "Bring it back" }).click();
    await editor.getByRole("button", { name: "Save" }).click();
    await editor.waitFor({ state: "detached" });
    await settled(page);
    expect(await notesOf(page, "Pay rent")).toBe("Long thought about");
  });
});

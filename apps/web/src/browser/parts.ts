import type { Locator, Page } from "playwright-core";
import { settled } from "./settled.js";
import { addTasks, signUp } from "./visitor.js";

export function partsOf(page: Page, title: string): Locator {
  return page.getByRole("region", { name: `Subtasks of ${title}` });
}

/** A task of a new visitor, stored, with its details open. */
export async function openTask(page: Page, title: string): Promise<Locator> {
  await signUp(page);
  await addTasks(page, title);
  await settled(page);
  return openDetails(page, title);
}

/** Waits until its parts are loaded: one that is added before shows with them alone. */
export async function openDetails(page: Page, title: string): Promise<Locator> {
  await page.getByRole("button", { name: `Details of ${title}` }).click();
  await settled(page);
  return partsOf(page, title);
}

export async function addParts(parts: Locator, ...titles: readonly string[]): Promise<void> {
  for (const title of titles) {
    await newPart(parts).fill(title);
    await newPart(parts).press("Enter");
    await parts.getByRole("link", { name: title, exact: true }).waitFor();
  }
}

export function newPart(parts: Locator): Locator {
  return parts.getByLabel("New subtask");
}

export function titlesIn(parts: Locator): Promise<string[]> {
  return parts.getByRole("listitem").allTextContents();
}

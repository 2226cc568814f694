import type { Page } from "playwright-core";

export function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}

/** The page's calls of a procedure wait on their way to the server, until what this gives is called. */
export async function holdCalls(page: Page, procedure: string): Promise<() => void> {
  const { opened, open } = gate();
  await page.route(`**/api/trpc/${procedure}**`, async (route) => {
    await opened;
    await route.continue();
  });
  return open;
}

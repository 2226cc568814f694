import type { Page } from "playwright-core";

interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** The mails to an address, newest first, as a server without SMTP keeps them. */
export async function mailsTo(page: Page, address: string): Promise<Mail[]> {
  const response = await page.request.get("/dev/mail.json");
  const { items }: { items: Mail[] } = await response.json();
  return items.filter(({ to }) => to === address);
}

/** The link of the newest mail to an address; mails are sent beside the request, so it is waited for. */
export async function mailedLink(page: Page, address: string): Promise<string> {
  for (let tries = 0; tries < 100; tries += 1) {
    const link = /https?:\/\/\S+/.exec((await mailsTo(page, address))[0]?.text ?? "")?.[0];
    if (link !== undefined) return link;
    await page.waitForTimeout(50);
  }
  throw new Error(`No mail came to ${address}`);
}

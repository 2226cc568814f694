import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from "vitest";
import { skipsBrowserTests } from "./find-chromium.js";
import { openTypedo } from "./open-typedo.js";
import { callApi, newAccount, signUp } from "./visitor.js";

/** Each would say so if it were taken for more than text. */
const SCRIPTS = [
  "<script>window.harmed=true</script>",
  '<img src="x" onerror="window.harmed=true">',
  '"><svg onload="window.harmed=true">',
  "' onfocus='window.harmed=true' autofocus='",
  "[a link](javascript:window.harmed=true) <a href='javascript:window.harmed=true'>a link</a>",
  "</title></textarea></style><script>window.harmed=true</script>",
  "{{constructor.constructor('window.harmed=true')()}}",
];

const isHarmed = (page: Page) => page.evaluate(() => "harmed" in window);

/** What of a text became an element, wherever it is. */
const elementsOf = (page: Page) =>
  page.evaluate(
    () =>
      document.querySelectorAll("[onerror], [onload], [onfocus], a[href^='javascript:'], main script, img[src='x']")
        .length,
  );

describe.skipIf(skipsBrowserTests)("text that is a script", () => {
  const newPage = openTypedo();

  test("stays text, in whatever field it was stored, on every page that shows it", async () => {
    const page = await newPage();
    const account = { ...newAccount(), name: SCRIPTS[1] ?? "" };
    await signUp(page, account);
    const ids: string[] = [];
    for (const [index, text] of SCRIPTS.entries()) {
      const id = crypto.randomUUID();
      await callApi(page, "tasks.create", { id, title: `${index} ${text}`, notes: text, labels: [text] });
      ids.push(id);
    }
    await callApi(page, "me.keys.create", { name: SCRIPTS[0] });
    await callApi(page, "tasks.delete", { id: ids[0] });

    await page.goto("/");
    await expect.poll(() => page.locator("li.task").count()).toBe(SCRIPTS.length - 1);
    await page
      .getByRole("button", { name: /^Details of/ })
      .first()
      .click();
    await page.getByLabel("Notes").waitFor();
    expect(await isHarmed(page)).toBe(false);
    expect(await elementsOf(page)).toBe(0);

    for (const path of [
      `/?q=${encodeURIComponent("window")}`,
      `/?label=${encodeURIComponent(SCRIPTS[2] ?? "")}`,
      `/?q=${encodeURIComponent(SCRIPTS[0] ?? "")}`,
      "/trash",
      "/account",
      "/account/keys",
      `/${encodeURIComponent(SCRIPTS[0] ?? "")}`,
      `/account?error=${encodeURIComponent(SCRIPTS[1] ?? "")}`,
      `/reset-password#token=${encodeURIComponent(SCRIPTS[1] ?? "")}`,
    ]) {
      await page.goto(path);
      await page.locator("main, h1, h2").first().waitFor();
      await page.waitForLoadState("networkidle");
      expect([path, await isHarmed(page), await elementsOf(page)]).toEqual([path, false, 0]);
    }
  });
});

/** Puts code into a page in every way that a hole in our own would allow, and says which of them ran. */
async function injectScripts(page: Page): Promise<string[]> {
  await page.evaluate(() => {
    const element = (name: string, attributes: Record<string, string>, text = "") => {
      const made = document.createElement(name);
      for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
      made.textContent = text;
      document.body.append(made);
      return made;
    };
    const say = (what: string) => `(window.ran ??= []).push('${what}')`;
    element("script", {}, say("an inline script"));
    element("button", { onclick: say("a handler in an attribute") }).click();
    document.body.insertAdjacentHTML("beforeend", `<img src="data:," onerror="${say("a handler of an image")}">`);
    element("a", { href: `javascript:${say("a link")}` }).click();
    element("iframe", { srcdoc: `<script>parent.eval("${say("a frame")}")</script>` });
    element("script", { src: `data:text/javascript,${encodeURIComponent(say("a script of data"))}` });
    const blob = new Blob([say("a script of a blob")], { type: "text/javascript" });
    element("script", { src: URL.createObjectURL(blob) });
  });
  // As the page itself would, past no tool's door.
  await page.evaluate(() => {
    const timer: unknown = Reflect.get(window, "setTimeout");
    if (typeof timer === "function") Reflect.apply(timer, window, ["(window.ran ??= []).push('text as code')", 0]);
  });
  await page.waitForTimeout(300);
  return page.evaluate(() => {
    const ran: unknown = Reflect.get(window, "ran");
    return Array.isArray(ran) ? ran.map(String) : [];
  });
}

describe.skipIf(skipsBrowserTests)("a script that got into a page after all", () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await chromium.connect(inject("browserAddress"));
  });

  afterAll(() => browser.close());

  async function open(path: string): Promise<Page> {
    const context = await browser.newContext({ baseURL: inject("typedoUrl") });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    await page.goto(path);
    return page;
  }

  test.each(["/", "/sign-up", "/docs", "/docs/guides", "/docs/errors", "/docs/errors/not_found", "/dev/mail"])(
    "does not run at %s: the content security policy keeps it from it",
    async (path) => {
      expect(await injectScripts(await open(path))).toEqual([]);
    },
  );

  test("does run where there is no such policy: so we know that it can", async () => {
    const ran = await injectScripts(await open("about:blank"));
    expect(ran).toEqual(expect.arrayContaining(["an inline script", "a handler in an attribute", "text as code"]));
  });

  test.each(["/", "/docs", "/api/openapi.json", "/healthz"])(
    "nor is %s shown in another page's frame",
    async (path) => {
      const page = await open("about:blank");
      await page.evaluate(
        (address) => {
          const frame = document.createElement("iframe");
          frame.src = address;
          document.body.append(frame);
        },
        inject("typedoUrl") + path,
      );
      await expect.poll(() => page.frames()[1]?.url()).toBe("chrome-error://chromewebdata/");
    },
  );
});

import type { Page } from "playwright-core";

/** Controls on the page that a screen reader could not tell by a name. */
export function findNamelessControls(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const controls = document.querySelectorAll("a[href], button, input, select, textarea, form[aria-label], dialog");
    const nameOf = (control: Element) => {
      const labels = "labels" in control && control.labels instanceof NodeList ? [...control.labels] : [];
      const by = document.getElementById(control.getAttribute("aria-labelledby") ?? "");
      const texts = [control.getAttribute("aria-label"), by?.textContent, ...labels.map((label) => label.textContent)];
      const own = control.matches("a, button") ? control.textContent : "";
      return [...texts, own].map((text) => text?.trim() ?? "").find((text) => text !== "");
    };
    return [...controls].filter((control) => nameOf(control) === undefined).map((control) => control.outerHTML);
  });
}

/** Texts whose contrast with what is behind them is below WCAG 2.2's AA (4.5, for any size: stricter than it asks). */
export function findFaintTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    if (!canvas) throw new Error("No canvas");
    // Whatever way a colour is written, a painted pixel tells what it is.
    const paint = (colors: readonly string[]) => {
      for (const color of ["white", ...colors]) {
        canvas.fillStyle = color;
        canvas.fillRect(0, 0, 1, 1);
      }
      return Array.from(canvas.getImageData(0, 0, 1, 1).data.slice(0, 3));
    };
    const luminance = (rgb: readonly number[]) =>
      rgb
        .map((part) => part / 255)
        .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
        .reduce((sum, part, index) => sum + part * ([0.2126, 0.7152, 0.0722][index] ?? 0), 0);
    const contrast = (element: Element) => {
      const layers: string[] = [];
      for (let at: Element | null = element; at; at = at.parentElement)
        layers.unshift(getComputedStyle(at).backgroundColor);
      const back = luminance(paint(layers));
      const front = luminance(paint([...layers, getComputedStyle(element).color]));
      return (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05);
    };
    const hasText = (element: Element) =>
      [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim() !== "");
    return [...document.querySelectorAll("body *")]
      .filter((element) => hasText(element) && element.checkVisibility() && !element.closest("noscript, option"))
      .filter((element) => contrast(element) < 4.5)
      .map((element) => `${element.textContent ?? ""}: ${contrast(element).toFixed(2)}`);
  });
}

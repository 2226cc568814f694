import { createStoredSetting } from "../ui/stored-setting.js";

export const themes = { system: "As the system", light: "Light", dark: "Dark" } as const;

export type Theme = keyof typeof themes;

export function isTheme(value: string | null): value is Theme {
  return value !== null && Object.hasOwn(themes, value);
}

export const themeSetting = createStoredSetting<Theme>("typedo.theme", isTheme, "system");

/** The style sheet goes by `color-scheme`; without the attribute that is the system's. */
export function applyTheme(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
}

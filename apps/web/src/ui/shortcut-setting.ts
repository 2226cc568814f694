import { createStoredSetting } from "./stored-setting.js";

function isSwitch(value: string | null): value is "on" | "off" {
  return value === "on" || value === "off";
}

const setting = createStoredSetting("typedo.shortcuts", isSwitch, "on");

/** Single-key shortcuts can be switched off (WCAG 2.1.4): speech input and tremor press keys that nobody meant. */
export function useShortcutsEnabled(): readonly [boolean, (enabled: boolean) => void] {
  const [value, set] = setting.use();
  return [value === "on", (enabled) => set(enabled ? "on" : "off")];
}

import { applyTheme, isTheme, themeSetting, themes } from "./theme.js";

export function ThemePicker() {
  const [theme, setTheme] = themeSetting.use();

  function choose(value: string) {
    if (!isTheme(value)) return;
    applyTheme(value);
    setTheme(value);
  }

  return (
    <label className="theme-picker">
      <span>Colours</span>
      <select value={theme} onChange={(event) => choose(event.target.value)}>
        {Object.entries(themes).map(([value, name]) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

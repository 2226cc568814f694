import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { installLeaveGuard } from "./account/leave-guard.js";
import { App } from "./app.js";
import { applyTheme, themeSetting } from "./theme/theme.js";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");

applyTheme(themeSetting.get());
installLeaveGuard();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);

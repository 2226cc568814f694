import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { compressAssets } from "./compress-assets.ts";

const api = "http://localhost:3000";

export default defineConfig({
  plugins: [react(), compressAssets()],
  build: {
    // Everything is a file of its own: the server's content security policy refuses inline scripts and data: URLs.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  // The server takes cookies from its own origin alone, so what comes through here must look as if it did.
  server: { proxy: { "/api": { target: api, headers: { origin: api } } } },
});

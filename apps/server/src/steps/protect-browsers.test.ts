import { expect, test } from "vitest";
import { browserHeaders } from "./protect-browsers.js";

test("browsers are told to come by https alone where the public address is one of https, and nowhere else", () => {
  expect(browserHeaders({ baseUrl: "https://tasks.example.com" })["strict-transport-security"]).toBe(
    "max-age=31536000",
  );
  expect(browserHeaders({ baseUrl: "http://localhost:3000" })).not.toHaveProperty("strict-transport-security");
});

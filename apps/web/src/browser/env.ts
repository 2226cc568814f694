/** What the browser tests take from the environment, read once. */
export const environment = {
  chromiumPath: process.env["CHROMIUM_PATH"],
  isCi: process.env["CI"] !== undefined && process.env["CI"] !== "",
  inherited: process.env,
};

import { expect, test, vi } from "vitest";
import type { appRouter } from "./router.js";
import { setUpApi } from "./testing/set-up-api.js";

// The check is taken out: every known caller is let through, whatever their scopes.
vi.mock("./require-scope.js", () => ({ requireScope: ({ principal }: { principal: unknown }) => principal }));

const { testApi, ada } = setUpApi();

test("with the check of scopes forgotten, who may only read still can't write: PostgreSQL refuses", async () => {
  const kept = await ada.api.tasks.create({ title: "Kept" });
  const { id } = kept;
  const reader = testApi.callAs({ principal: { ...ada.principal, scopes: ["tasks:read"], keyId: "k" } });
  const writes: Record<keyof Writes, () => Promise<unknown>> = {
    create: () => reader.tasks.create({ title: "B" }),
    update: () => reader.tasks.update({ id, title: "B" }),
    replace: () => reader.tasks.replace({ id, title: "B" }),
    delete: () => reader.tasks.delete({ id, permanent: true }),
    restore: () => reader.tasks.restore({ id }),
    batch: () => reader.tasks.batch({ operations: [{ operation: "delete", id }] }),
  };
  for (const write of Object.values(writes)) {
    await expect(write()).rejects.toMatchObject({ cause: { sqlState: "42501" } });
  }
  await expect(reader.me.update({ weekStart: 7 })).rejects.toMatchObject({ cause: { sqlState: "42501" } });
  expect((await ada.api.tasks.list({ total: true })).items).toEqual([kept]);
});

test("the control: without the check the reader does get as far as that", async () => {
  const stranger = testApi.callAs({ principal: { ...ada.principal, scopes: [] } });
  expect((await stranger.tasks.list({})).items).toHaveLength(1);
});

type Writes = Omit<(typeof appRouter)["tasks"], "list" | "get">;

import { once } from "node:events";
import { connect, createServer } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { openLookup } from "./look-up.js";

const HERE = [{ address: "127.0.0.1", family: 4 }];

/** A name server that answers when it is told to. */
function nameServer() {
  const open: { resolve(found: typeof HERE): void; reject(error: Error): void }[] = [];
  const lookup = openLookup((_name, _options) => new Promise((resolve, reject) => void open.push({ resolve, reject })));
  const find = async (all: boolean) =>
    new Promise<unknown>((resolve, reject) => {
      lookup("db.example", { all }, (error, found) => (error ? reject(error) : resolve(found)));
    });
  return { open, lookup, find };
}

test("while a name server is silent it is asked once, and what it said before is taken", async () => {
  const { find, open } = nameServer();
  const first = [find(true), find(true)];
  await Promise.resolve();
  expect(open).toHaveLength(1);
  open[0]?.resolve(HERE);
  expect(await Promise.all(first)).toEqual([HERE, HERE]);

  expect(await Promise.all([find(true), find(false)])).toEqual([HERE, "127.0.0.1"]);
  expect(await find(true)).toEqual(HERE);
  expect(open).toHaveLength(2);
  const elsewhere = [{ address: "127.0.0.2", family: 4 }];
  open[1]?.resolve(elsewhere);
  await Promise.resolve();
  const next = find(true);
  await Promise.resolve();
  // In time, it is what it says now that counts.
  const there = [{ address: "127.0.0.3", family: 4 }];
  open[2]?.resolve(there);
  expect(await next).toEqual(there);
});

test("where no name server can be asked, what one said before is taken, but not where it says that there is no such name", async () => {
  const { find, open } = nameServer();
  const refuseNext = async (code: string, place: number) => {
    const asked = find(true);
    await Promise.resolve();
    open[place]?.reject(Object.assign(new Error(code), { code }));
    return asked;
  };
  await expect(refuseNext("EAI_AGAIN", 0)).rejects.toThrow("EAI_AGAIN");
  const first = find(true);
  await Promise.resolve();
  open[1]?.resolve(HERE);
  await first;
  expect(await refuseNext("EAI_AGAIN", 2)).toEqual(HERE);
  await expect(refuseNext("ENOTFOUND", 3)).rejects.toThrow("ENOTFOUND");
});

test("a name that is not there is told, and asked for anew", async () => {
  const { find, open } = nameServer();
  const asked = find(true);
  await Promise.resolve();
  open[0]?.reject(new Error("ENOTFOUND"));
  await expect(asked).rejects.toThrow("ENOTFOUND");
  const again = find(true);
  await Promise.resolve();
  open[1]?.resolve(HERE);
  expect(await again).toEqual(HERE);
});

test("finds what the system finds, for a socket", async () => {
  const server = createServer((socket) => socket.end("here"));
  onTestFinished(() => void server.close());
  server.listen(0, "localhost");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const socket = connect({ host: "localhost", port, lookup: openLookup() });
  expect(String(await once(socket, "data"))).toBe("here");
});

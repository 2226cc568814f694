import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { asUser } from "./as-user.js";
import { openConnection } from "./connection.js";
import { openDatabase } from "./database.js";
import { DatabaseUnavailableError } from "./errors.js";
import { SCOPES } from "./principal.js";
import { createTestDatabase, ownerClient, type TestDatabase } from "./testing.js";
import { openRelay } from "./testing/relay.js";

/** Milliseconds in which postgres.js would have connected again. */
const A_WHILE = 400;

/** Milliseconds, with one that never answers, and with one that does when it comes to it. */
const [LITTLE_PATIENCE, PATIENCE] = [1000, 60_000] as const;

let testDatabase: TestDatabase;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
});

afterAll(async () => {
  await testDatabase.close();
});

/** A server that is none, and does with whoever connects what it is told to. */
async function openImpostor(receive: (socket: Socket) => void) {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket.on("error", () => {}));
    receive(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("The server has no port");
  return { login: { url: `postgres://typedo_app@127.0.0.1:${address.port}/typedo` }, sockets };
}

test("an address that takes connections and closes them is asked once", async () => {
  const { login, sockets } = await openImpostor((socket) => socket.end());
  await expect(openConnection(login, PATIENCE)).rejects.toThrow(DatabaseUnavailableError);
  await pause(A_WHILE);
  expect(sockets).toHaveLength(1);
});

test("an address that takes connections and says nothing is given up, and nothing is left of it", async () => {
  const { login, sockets } = await openImpostor((socket) => socket.resume());
  await expect(openConnection(login, LITTLE_PATIENCE)).rejects.toThrow(DatabaseUnavailableError);
  await expect.poll(() => sockets.map(({ destroyed }) => destroyed)).toEqual([true]);
});

test.each([1, 2, 3, 4])(
  "one that is cut in a transaction, at its answer %i, is made again by nobody",
  async (count) => {
    const relay = await openRelay(testDatabase.app);
    const database = openDatabase(relay.login, { poolSize: 1 });
    const read = async () =>
      asUser(database, { userId: "ada", scopes: SCOPES }, async (transaction) => {
        for (const name of ["a", "b", "c"]) {
          await transaction.select({ [name]: sql`1` }).from(sql`(values (1)) as one`);
        }
      });
    // The connection is there before.
    await database.lend((connection) => connection.run("select 1"));
    relay.cutAtAnswer(count);
    await expect(read()).rejects.toThrow(DatabaseUnavailableError);
    await pause(A_WHILE);
    expect(relay).toMatchObject({ connected: 1, open: 0 });
    await read();
    expect(relay).toMatchObject({ connected: 2, open: 1 });
    await database.close();
  },
);

test("one that is given up while the other side is silent is closed at once", async () => {
  const relay = await openRelay(testDatabase.app);
  const connection = await openConnection(relay.login, PATIENCE);
  relay.fallSilent();
  const asked = connection.run("select 1");
  connection.destroy("no-answer");
  await expect(asked).rejects.toThrow();
  await expect.poll(() => relay.open).toBe(0);
});

test("an answer that can't be read ends it, and nobody is told that anything failed for another reason", async () => {
  const relay = await openRelay(testDatabase.app);
  const connection = await openConnection(relay.login, PATIENCE);
  // A row of nine columns in six bytes. https://www.postgresql.org/docs/current/protocol-message-formats.html
  relay.say(Buffer.from([0x44, 0, 0, 0, 6, 0, 9]));
  const asked = connection.run("select 1::text as one");
  await expect(asked).rejects.toMatchObject({ name: "DatabaseUnavailableError", reason: "connection-lost" });
  expect(connection.lost).toBe(true);
});

test("a login that may not connect any more is told as a database that can't serve", async () => {
  const [row] = await ownerClient(testDatabase)`select current_database() as name`;
  const name = String(row?.["name"]);
  await ownerClient(testDatabase).unsafe(`revoke connect on database ${name} from public, typedo_app`);
  onTestFinished(async () => {
    await ownerClient(testDatabase).unsafe(`grant connect on database ${name} to public, typedo_app`);
  });
  await expect(openConnection(testDatabase.app, PATIENCE)).rejects.toMatchObject({
    name: "DatabaseUnavailableError",
    reason: "refused",
    cause: { sqlState: "42501" },
  });
});

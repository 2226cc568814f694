import { execFileSync, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TLSSocket } from "node:tls";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { openConnection } from "./connection.js";
import { believesAnybody, tlsMode, tlsOf } from "./tls.js";
import { DatabaseError, DatabaseUnavailableError, isOfCertificates } from "./errors.js";

const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;

describe.runIf(hasOpenssl)("a database whose certificate is signed by who only it knows", () => {
  const folder = mkdtempSync(join(tmpdir(), "typedo-tls-"));
  const path = (name: string) => join(folder, name);
  const openssl = (command: string) => execFileSync("openssl", command.split(" "), { cwd: folder, stdio: "ignore" });
  const server = createServer((socket) => {
    socket.on("error", () => {});
    // What comes first asks for TLS.
    socket.once("data", () => {
      socket.write("S");
      const secure = new TLSSocket(socket, {
        isServer: true,
        key: readFileSync(path("key")),
        cert: readFileSync(path("cert")),
      });
      secure.on("error", () => {});
      // And then who it is: nobody is let in.
      secure.once("data", () => secure.end(refusal("28000")));
    });
  });

  beforeAll(async () => {
    for (const name of ["ca", "other"])
      openssl(`req -x509 -newkey rsa:2048 -nodes -keyout ${name}.key -out ${name} -days 2 -subj /CN=${name}`);
    openssl("req -newkey rsa:2048 -nodes -keyout key -out request -subj /CN=database");
    writeFileSync(path("names"), "subjectAltName=DNS:localhost");
    openssl("x509 -req -in request -CA ca -CAkey ca.key -CAcreateserial -days 2 -extfile names -out cert");
    server.listen(0, "localhost");
    await once(server, "listening");
  });

  afterAll(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });

  async function connect(host: string, parameters: string): Promise<"believed" | "not believed" | Error> {
    const port = portOf(server);
    const url = `postgres://typedo_app@${host}:${port}/typedo?${parameters}`;
    const error: unknown = await openConnection({ url }, 5000).catch((reason: unknown) => reason);
    if (!(error instanceof DatabaseUnavailableError)) throw new Error("It was let in", { cause: error });
    if (error.cause instanceof DatabaseError && error.cause.sqlState === "28000") return "believed";
    if (isOfCertificates(error.cause)) return "not believed";
    return error;
  }

  test.each([
    ["believed", "localhost", "sslmode=verify-full&sslrootcert=ca"],
    ["not believed", "127.0.0.1", "sslmode=verify-full&sslrootcert=ca"],
    ["believed", "127.0.0.1", "sslmode=verify-ca&sslrootcert=ca"],
    ["believed", "127.0.0.1", "sslrootcert=ca&sslmode=require"],
    ["not believed", "localhost", "sslmode=verify-ca&sslrootcert=other"],
    ["not believed", "localhost", "sslmode=verify-full"],
    ["believed", "localhost", "sslmode=require"],
  ])("is %s at %s with %s", async (expected, host, parameters) => {
    expect(await connect(host, parameters.replace("sslrootcert=", `sslrootcert=${folder}/`))).toBe(expected);
  });
});

test.each([
  ["", undefined, false],
  ["?sslmode=disable", undefined, false],
  ["?sslmode=prefer", false, true],
  ["?sslmode=require", true, true],
  ["?sslmode=verify-full", true, false],
  ["?sslrootcert=system", true, false],
  ["?sslmode=require&sslrootcert=system", true, false],
])("what a URL ends in, %s, says whether TLS is needed, and who is believed", (end, isNeeded, anybody) => {
  const url = `postgres://typedo_app@database/typedo${end}`;
  expect([tlsOf(url)?.isNeeded, believesAnybody(url)]).toEqual([isNeeded, anybody]);
});

test("a mode that there is not is told from those that there are", () => {
  const modeOf = (mode: string) => tlsMode(`postgres://typedo_app@database/typedo?sslmode=${mode}`);
  expect(["verify-full", "verifyfull", "REQUIRE", ""].map(modeOf)).toEqual([
    "verify-full",
    undefined,
    undefined,
    undefined,
  ]);
});

test("a file of certificates that has gone is a database that can't be reached", async () => {
  const server = createServer((socket) => void socket.on("error", () => {})).listen(0, "localhost");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const url = `postgres://typedo_app@localhost:${portOf(server)}/typedo?sslrootcert=/nowhere.pem`;
  await expect(openConnection({ url }, 5000)).rejects.toMatchObject({
    name: "DatabaseUnavailableError",
    cause: { code: "ENOENT" },
  });
});

function portOf(server: Server): number {
  const address = server.address();
  return address !== null && typeof address === "object" ? address.port : 0;
}

/** An ErrorResponse: https://www.postgresql.org/docs/current/protocol-message-formats.html */
function refusal(sqlState: string): Buffer {
  const fields = Buffer.from(`SFATAL\0C${sqlState}\0Mno\0\0`);
  const length = Buffer.alloc(4);
  length.writeInt32BE(fields.length + 4);
  return Buffer.concat([Buffer.from("E"), length, fields]);
}

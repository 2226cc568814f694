import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { readJson, signUp } from "./person.js";
import { freePort, newDataDirectory, run, startTypedo, type TypedoProcess } from "./typedo-process.js";
import { workersOf } from "./workers-of.js";

let data: Awaited<ReturnType<typeof newDataDirectory>>;

beforeAll(async () => {
  data = await newDataDirectory();
});

afterAll(async () => {
  await data.remove();
});

async function until<T>(look: () => T | undefined | Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Lines of the log, each whole. */
function logOf(typedo: TypedoProcess): { pid: number; msg: string; status?: number }[] {
  return typedo
    .output()
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line): { pid: number; msg: string } => JSON.parse(line));
}

/** Both serve when it returns: the first answers before the second is there. */
async function startBoth(environment: Record<string, string>): Promise<TypedoProcess> {
  const typedo = await startTypedo(data.path, { WORKERS: "2", ...environment });
  await until(() => typedo.output().includes("Typedo is ready, with 2 workers") || undefined);
  return typedo;
}

/** Each on a connection of its own, so that both workers get some. */
const fresh = { connection: "close" };

describe.runIf(process.platform === "linux")("two workers", () => {
  let typedo: TypedoProcess;

  beforeAll(async () => {
    typedo = await startBoth({ LOG_LEVEL: "info" });
  });

  afterAll(async () => {
    await typedo.stop();
  });

  test("both serve, at one port, and their lines in the log are whole", async () => {
    const ada = await signUp(typedo.url, "ada");
    await Promise.all(
      Array.from({ length: 40 }, async (_, index) => {
        const created = await ada.call("POST", "/api/tasks", { title: `Task ${index}` });
        expect(created.status).toBe(201);
      }),
    );
    for (let call = 0; call < 10; call += 1) {
      expect((await fetch(`${typedo.url}/healthz`, { headers: fresh })).status).toBe(200);
    }
    const workers = workersOf(typedo);
    expect(workers).toHaveLength(2);
    await until(() => {
      const pids = new Set(logOf(typedo).flatMap(({ pid, status }) => (status === undefined ? [] : [pid])));
      return workers.every((pid) => pids.has(pid)) || undefined;
    });
  });

  test("a limit is one for all workers", async () => {
    const limited = await startTypedo(`${data.path}-limited`, { WORKERS: "2", RATE_LIMIT_PER_MINUTE: "20" });
    try {
      const bob = await signUp(limited.url, "bob");
      const answers = await Promise.all(Array.from({ length: 60 }, async () => bob.call("GET", "/api/tasks")));
      const served = answers.filter(({ status }) => status === 200).length;
      const refused = answers.filter(({ status }) => status === 429).length;
      expect(served + refused).toBe(60);
      expect(served).toBeLessThanOrEqual(20);
    } finally {
      await limited.stop();
    }
  });

  test("a mail that one of them would have sent is shown by each", async () => {
    const email = "eve@example.com";
    await signUp(typedo.url, "eve");
    await fetch(`${typedo.url}/api/auth/request-password-reset`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: typedo.url },
      body: JSON.stringify({ email }),
    });
    await until(() => logOf(typedo).some(({ msg }) => msg.includes("/dev/mail")) || undefined);
    const isShown = async () => {
      const { items } = await readJson<{ items: { to: string }[] }>(
        await fetch(`${typedo.url}/dev/mail.json`, { headers: fresh }),
      );
      return items.some(({ to }) => to === email);
    };
    await until(async () => (await isShown()) || undefined);
    // In turn, so that these come to both.
    for (let call = 0; call < 6; call += 1) expect(await isShown()).toBe(true);
  });

  test("one that is killed is replaced, and what comes meanwhile is served by the other", async () => {
    const [victim] = workersOf(typedo);
    if (victim === undefined) throw new Error("There are no workers");
    process.kill(victim, "SIGKILL");
    await until(() => !lives(victim) || undefined);
    for (let call = 0; call < 10; call += 1) {
      expect((await fetch(`${typedo.url}/readyz`, { headers: fresh })).status).toBe(200);
    }
    await until(() => workersOf(typedo).length === 2 || undefined);
    expect(logOf(typedo).map(({ msg }) => msg)).toContain("A worker has ended: another takes its place in 100 ms");
    // It knows of mails from before it was there: so all show the same ones.
    await until(() => logOf(typedo).filter(({ msg }) => msg.startsWith("Server listening")).length === 3 || undefined);
    const shown = async () => (await fetch(`${typedo.url}/dev/mail.json`, { headers: fresh })).text();
    await until(async () => new Set(await Promise.all(Array.from({ length: 10 }, shown))).size === 1 || undefined);
  });

  test("SIGTERM, to all at once as service managers send it, lets every call finish", async () => {
    const ivy = await signUp(typedo.url, "ivy");
    const calls = Array.from({ length: 20 }, async () => ivy.call("GET", "/api/tasks"));
    await Promise.race(calls);
    for (const worker of workersOf(typedo)) process.kill(worker, "SIGTERM");
    expect(await typedo.stop("SIGTERM")).toBe(0);
    const statuses = (await Promise.allSettled(calls)).map((one) =>
      one.status === "fulfilled" ? one.value.status : 0,
    );
    // What was not under way yet may find nobody, or is told to come again; what was, is answered.
    expect(statuses.filter((status) => ![0, 200, 503].includes(status))).toEqual([]);
    expect(statuses).toContain(200);
  });
});

test.runIf(process.platform === "linux")("workers end with a leader that is killed", async () => {
  const typedo = await startBoth({});
  const workers = workersOf(typedo);
  expect(workers).toHaveLength(2);
  await typedo.stop("SIGKILL");
  await until(() => !workers.some(lives) || undefined);
});

test.runIf(process.platform === "linux")(
  "with a worker that stands still nothing is told of counts, and it ends by force with its leader",
  async () => {
    const typedo = await startBoth({});
    const [still, ...others] = workersOf(typedo);
    if (still === undefined) throw new Error("There are no workers");
    process.kill(still, "SIGSTOP");
    // Those of the others alone would be taken for all. On a connection of its own: an older one may be with who stands still.
    const [answer]: IncomingMessage[] = await once(get(`${typedo.url}/metrics`, { agent: false }), "response");
    answer?.resume();
    expect(answer?.statusCode).toBe(503);
    onTestFinished(() => {
      if (lives(still)) process.kill(still, "SIGKILL");
    });
    expect(await typedo.stop("SIGTERM")).toBe(1);
    await until(() => ![still, ...others].some(lives) || undefined);
  },
);

test("what keeps workers from starting is said once", async () => {
  const port = await freePort();
  const environment = { PORT: String(port), DATA_DIR: data.path, WORKERS: "2", LOG_LEVEL: "silent" };
  const first = run("main.js", environment);
  await until(() => first.stdout().includes("Typedo is ready") || undefined);
  const second = run("main.js", environment);
  expect(await second.ended).toBe(1);
  expect(second.stderr()).toBe(`Port ${port} is in use: stop what listens there, or set PORT to another one\n`);
  first.child.kill("SIGTERM");
  expect(await first.ended).toBe(0);
});

test.each([
  [["--workers", "0"], "WORKERS must be a whole number from 1 to 64"],
  [["--workers"], "argument missing"],
  [["--wrokers", "2"], "Unknown option '--wrokers'"],
])("a command line of %j is refused", async (args, why) => {
  const server = run("main.js", { DATA_DIR: data.path }, args);
  expect(await server.ended).toBe(1);
  expect(server.stderr()).toContain(why);
});

import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { onTestFinished } from "vitest";
import type { DatabaseLogin } from "../login.js";

/** Stands between a login and its server. */
export interface Relay {
  readonly login: DatabaseLogin;
  /** How often somebody connected to it so far. */
  readonly connected: number;
  /** How many connections it still has on our side. */
  readonly open: number;
  /** Hands nothing on any more of what is open, and keeps it open. */
  fallSilent(): void;
  /** Milliseconds after which who connects from now on is heard for the first time. */
  holdBack(time: number): void;
  /** Resets all that is open. */
  cut(): void;
  /** Resets whichever connection has the so many-th answer from now, instead of handing that on. */
  cutAtAnswer(count: number): void;
  /** Puts bytes before whatever the server says next. */
  say(bytes: Buffer): void;
}

/** Until the test ends. `onTestFinished` is the test's own where it runs beside others. */
export async function openRelay(
  { socketDirectory, ...login }: DatabaseLogin,
  atEnd: typeof onTestFinished = onTestFinished,
): Promise<Relay> {
  const url = new URL(login.url);
  const port = Number(url.port || 5432);
  const sockets: Socket[] = [];
  const ours = new Set<Socket>();
  let connected = 0;
  let said: Buffer | undefined;
  let answersLeft = Infinity;
  let heldBack = 0;
  const server = createServer((near) => {
    connected += 1;
    ours.add(near);
    near.once("close", () => ours.delete(near));
    const far = socketDirectory ? connect(`${socketDirectory}/.s.PGSQL.${port}`) : connect(port, url.hostname);
    for (const socket of [near, far]) socket.on("error", () => {});
    if (heldBack === 0) near.pipe(far);
    else setTimeout(() => near.pipe(far), heldBack);
    far.on("data", (answer) => {
      answersLeft -= 1;
      if (answersLeft === 0) {
        near.resetAndDestroy();
        far.destroy();
        return;
      }
      if (said) near.write(said);
      said = undefined;
      near.write(answer);
    });
    sockets.push(near, far);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const cut = () => {
    for (const socket of ours) socket.resetAndDestroy();
    for (const socket of sockets) socket.destroy();
  };
  atEnd(() => {
    cut();
    server.close();
  });
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("The relay has no port");
  url.host = `127.0.0.1:${address.port}`;
  return {
    login: { ...login, url: url.href },
    get connected() {
      return connected;
    },
    get open() {
      return ours.size;
    },
    fallSilent() {
      for (const socket of sockets) socket.unpipe().pause();
    },
    holdBack(time) {
      heldBack = time;
    },
    cutAtAnswer(count) {
      answersLeft = count;
    },
    cut,
    say(bytes) {
      said = bytes;
    },
  };
}

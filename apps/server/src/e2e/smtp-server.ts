import { once } from "node:events";
import { createServer, type Socket } from "node:net";

/** A mail as it came over the wire. */
export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  /** Header fields unfolded, by their names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  /** Decoded, its lines ended by `\n`. */
  readonly text: string;
}

export interface SmtpListener {
  readonly port: number;
  readonly received: readonly ReceivedMail[];
  /** How often someone connected. */
  connections(): number;
  close(): Promise<void>;
}

/** `stalled`: silent once it has been handed a mail. */
export type Behaviour = "accepts" | "refuses" | "silent" | "stalled";

/** Takes mail on a free port of this machine (RFC 5321, as much of it as a client needs), unless it behaves otherwise. */
export async function startSmtpServer(behaviour: Behaviour = "accepts"): Promise<SmtpListener> {
  const received: ReceivedMail[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on("error", () => {}).on("close", () => sockets.delete(socket));
    if (behaviour !== "silent") converse(socket, behaviour, received);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("no port");
  return {
    port: address.port,
    received,
    connections: () => connections,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

function converse(socket: Socket, behaviour: Behaviour, received: ReceivedMail[]): void {
  const say = (line: string) => socket.write(`${line}\r\n`);
  let envelope = { from: "", to: [""] };
  let data: string[] | undefined;
  let rest = "";

  function take(line: string): void {
    if (data) {
      if (line !== ".") {
        data.push(line.replace(/^\./, ""));
        return;
      }
      received.push({ ...envelope, ...parseMessage(data) });
      data = undefined;
      if (behaviour !== "stalled") say("250 taken");
      return;
    }
    const [verb = "", argument = ""] = line.split(/ (.*)/);
    const [, path = ""] = /<(.*)>/.exec(argument) ?? [];
    switch (verb.toUpperCase()) {
      case "MAIL":
        envelope = { from: path, to: [] };
        return void say("250 ok");
      case "RCPT":
        if (behaviour === "refuses") return void say(`550 5.1.1 <${path}> lives not here`);
        envelope.to.push(path);
        return void say("250 ok");
      case "DATA":
        data = [];
        return void say("354 go on");
      case "QUIT":
        say("221 bye");
        return void socket.end();
      case "AUTH":
        return void say("235 welcome");
      case "EHLO":
      case "RSET":
        return void say("250 ok");
      default:
        return void say("500 unknown");
    }
  }

  say("220 ready");
  socket.setEncoding("latin1").on("data", (chunk: string) => {
    const lines = (rest + chunk).split("\r\n");
    rest = lines.pop() ?? "";
    for (const line of lines) take(line);
  });
}

function parseMessage(lines: readonly string[]): Pick<ReceivedMail, "headers" | "text"> {
  const message = lines.join("\n");
  const end = message.indexOf("\n\n");
  const fields = message.slice(0, end).replaceAll(/\n[ \t]+/g, " ");
  const headers = new Map(
    fields.split("\n").map((field): [string, string] => {
      const [name = "", value = ""] = field.split(/:(.*)/s);
      return [name.toLowerCase(), value.trim()];
    }),
  );
  const encoding = headers.get("content-transfer-encoding");
  if (encoding !== "quoted-printable") throw new Error(`The body is ${encoding}`);
  return { headers, text: decodeQuotedPrintable(message.slice(end + 2)) };
}

/** RFC 2045, section 6.7. */
function decodeQuotedPrintable(text: string): string {
  const bytes = text
    .replaceAll(/=\n/g, "")
    .replaceAll(/=([\dA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8");
}

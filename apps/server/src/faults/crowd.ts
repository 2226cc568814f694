import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

/** A request, ready to be written, and who is told of its answer. */
export interface Asked {
  readonly bytes: string;
  onAnswer?(status: number): void;
}

export interface CrowdOptions {
  readonly port: number;
  readonly connections: number;
  readonly seconds: number;
  /** Requests a second that come whether or not those before are answered; undefined: each connection asks again at once. */
  readonly rate?: number;
  next(): Asked;
}

export interface CrowdReport {
  /** How often each status was answered. */
  readonly statuses: ReadonlyMap<number, number>;
  /** Of 503s: how many had no `Retry-After`. */
  readonly withoutRetryAfter: number;
  /** Successes a second. */
  readonly goodput: number;
  /** Seconds that successes took, in order. */
  readonly times: readonly number[];
  /** Asked, and never answered. */
  readonly unanswered: number;
  /** That came while every connection waited for an answer; with a rate alone. */
  readonly turnedAway: number;
}

/** Milliseconds in which whatever was asked has to be answered. */
const PATIENCE = 15_000;

const HEAD_END = "\r\n\r\n";

/**
 * Many connections that ask as fast as they can, by as little work as possible for each request, so that what is
 * measured is the server. No answer here has another encoding than a length.
 */
export async function runCrowd({ port, connections, seconds, rate, next }: CrowdOptions): Promise<CrowdReport> {
  const statuses = new Map<number, number>();
  const times: number[] = [];
  let withoutRetryAfter = 0;
  let turnedAway = 0;
  let waiting = 0;
  const idle: Socket[] = [];
  const begun = performance.now();
  const until = begun + seconds * 1000;
  const askOf = new Map<Socket, (asked: Asked) => void>();

  const open = async () => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    let asked: Asked | undefined;
    let askedAt = 0;
    let text = "";
    const take = (answer: Answer) => {
      const { status } = answer;
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (status < 300) times.push((performance.now() - askedAt) / 1000);
      if (status === 503 && !answer.hasRetryAfter) withoutRetryAfter += 1;
      const answered = asked;
      asked = undefined;
      waiting -= 1;
      answered?.onAnswer?.(status);
      if (rate === undefined && performance.now() < until) ask(next());
      else idle.push(socket);
    };
    const ask = (what: Asked) => {
      asked = what;
      askedAt = performance.now();
      waiting += 1;
      socket.write(what.bytes);
    };
    socket.setEncoding("latin1").on("data", (chunk: string) => {
      text += chunk;
      const answer = readAnswer(text);
      if (!answer) return;
      text = "";
      take(answer);
    });
    socket.on("error", () => {});
    await once(socket, "connect");
    askOf.set(socket, ask);
    idle.push(socket);
  };
  await Promise.all(Array.from({ length: connections }, open));

  if (rate === undefined) for (const socket of idle.splice(0)) askOf.get(socket)?.(next());
  let arrived = 0;
  while (performance.now() < until) {
    await pause(2);
    if (rate === undefined) continue;
    for (const due = ((performance.now() - begun) / 1000) * rate; arrived < due; arrived += 1) {
      // Whoever waited longest is asked first: no connection is kept for nothing.
      const socket = idle.shift();
      if (socket) askOf.get(socket)?.(next());
      else turnedAway += 1;
    }
  }
  const took = (performance.now() - begun) / 1000;
  const good = times.length;
  const patience = performance.now() + PATIENCE;
  while (waiting > 0 && performance.now() < patience) await pause(10);
  for (const socket of askOf.keys()) socket.destroy();
  times.sort((one, other) => one - other);
  return { statuses, withoutRetryAfter, goodput: good / took, times, unanswered: waiting, turnedAway };
}

interface Answer {
  readonly status: number;
  readonly hasRetryAfter: boolean;
}

/** Undefined: it is not whole yet. */
function readAnswer(text: string): Answer | undefined {
  const end = text.indexOf(HEAD_END);
  if (end === -1) return undefined;
  const head = text.slice(0, end).toLowerCase();
  const length = Number(/\r\ncontent-length: (\d+)/.exec(head)?.[1] ?? 0);
  if (text.length < end + HEAD_END.length + length) return undefined;
  return { status: Number(head.slice(9, 12)), hasRetryAfter: head.includes("\r\nretry-after: ") };
}

/** The time that so great a share of them did not take longer than. */
export function percentile(times: readonly number[], share: number): number {
  return times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
}

import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from "node:http";
import type { Socket } from "node:net";
import type { Environment } from "../env.js";
import { isAccountCall } from "../limits/account-calls.js";
import { isAuthPath } from "../paths.js";
import { boundPipelining } from "./bound-pipelining.js";
import { type Gate, openGate } from "./gate.js";
import { openPace } from "./pace.js";
import { openPatience } from "./patience.js";
import { readTarget } from "./read-target.js";

/** What a request is for, as far as its place goes; `password` is what of `/api/auth` is limited as sign-in is. */
export const KINDS = ["api", "auth", "password"] as const;
export type Kind = (typeof KINDS)[number];
export type Gates = Readonly<Record<Kind, Gate>>;

/** How a request is refused. */
export interface Refusing {
  /** After which to ask again; 1 unless said. */
  readonly seconds?: number;
  readonly requestId?: string;
}

export type Refuse = (request: IncomingMessage, response: ServerResponse, how?: Refusing) => void;

/** Answers who finds no place, in the form of the door at which they are, by as little work as possible. */
export type RefuseLoad = (kind: Kind) => Refuse;

/** What is asked just when nothing else works. */
export const NEVER_SHED: ReadonlySet<string | undefined> = new Set(["/healthz", "/readyz", "/metrics"]);

/**
 * What takes a password, of which each is hashed for a third of a second, one or two at a time, has a sixth of the places to
 * itself, and can't fill the others; nor can all else of `/api/auth`, which has a sixth too. Undefined: no bound.
 */
export function openGates(most: number): Gates | undefined {
  if (most === 0) return undefined;
  const sixth = Math.max(1, Math.floor(most / 6));
  return { api: openGate(Math.max(1, most - 2 * sixth)), auth: openGate(sixth), password: openGate(sixth) };
}

export function kindOfAuthCall(method: string, url: string, baseUrl: string): Kind {
  return isAccountCall(method, url, baseUrl) ? "password" : "auth";
}

/**
 * Node's server, with the gates before Fastify: a refusal there costs a third of what it costs in a hook, and of ten
 * times what can be served nine in ten are refused.
 */
export function openFrontDoor(
  gates: Gates | undefined,
  refuse: RefuseLoad,
  { baseUrl, ...options }: ServerOptions & Pick<Environment, "baseUrl">,
): (handle: RequestListener) => Server {
  return (handle) => {
    const refusals = { api: refuse("api"), auth: refuse("auth"), password: refuse("password") };
    const admit = gates ? admitBy(gates, unhurried(refusals), handle, baseUrl) : handle;
    const read: RequestListener = (request, response) => {
      request.url = readTarget(request.url ?? "");
      admit(request, response);
    };
    const server = createServer(options, boundPipelining(read));
    // Of more than 2,000, Node would leave out the rest and say nothing. All together have 16 KiB at most.
    server.maxHeadersCount = 0;
    return server;
  };
}

function admitBy(
  gates: Gates,
  refuse: Readonly<Record<Kind, RequestListener>>,
  handle: RequestListener,
  baseUrl: string,
): RequestListener {
  return (request, response) => {
    const kind = kindOf(request, baseUrl);
    if (kind === undefined) {
      handle(request, response);
      return;
    }
    const forget = gates[kind].queue(
      () => {
        if (!request.socket.destroyed) handle(request, response);
      },
      () => refuse[kind](request, response),
    );
    if (forget) response.once("close", forget);
  };
}

type Refusals = Readonly<Record<Kind, Refuse>>;

/** Undefined: it needs no place. A preflight is answered without any work. */
function kindOf({ headers, method = "", url = "" }: IncomingMessage, baseUrl: string): Kind | undefined {
  if (method === "OPTIONS" && headers["access-control-request-method"] !== undefined) return undefined;
  if (NEVER_SHED.has(url.split("?", 1)[0])) return undefined;
  return isAuthPath(url) ? kindOfAuthCall(method, url, baseUrl) : "api";
}

/**
 * Refuses in time, and no faster: of ten times too many, all that there is to do would be to refuse them. Who asks again
 * on the same connection before `Retry-After` is over is told when it is.
 */
function unhurried(refuse: Refusals): Readonly<Record<Kind, RequestListener>> {
  const pace = openPace();
  const patience = openPatience();
  const welcome = new WeakMap<Socket, number>();
  const slowly =
    (refuseNow: Refuse): RequestListener =>
    (request, response) => {
      const { socket } = request;
      const early = (welcome.get(socket) ?? 0) - performance.now();
      const refuseInTurn = () => {
        const forget = pace.do(() => {
          // Gone, and no `close` tells of it: it was not its turn yet.
          if (socket.destroyed) return;
          const seconds = patience.next();
          welcome.set(socket, performance.now() + seconds * 1000);
          refuseNow(request, response, { seconds });
        });
        response.once("close", forget);
      };
      if (early <= 0) {
        refuseInTurn();
        return;
      }
      const timer = setTimeout(refuseInTurn, early);
      response.once("close", () => clearTimeout(timer));
    };
  return { api: slowly(refuse.api), auth: slowly(refuse.auth), password: slowly(refuse.password) };
}

import { BlockList, isIPv6 } from "node:net";
import type { FastifyBaseLogger, FastifyRequest } from "fastify";

/** Of this machine, and of networks that nobody reaches from elsewhere (RFC 1918, RFC 4193): a proxy is there. */
const NEAR = new BlockList();
for (const [network, prefix] of [
  ["127.0.0.0", 8],
  ["10.0.0.0", 8],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
] as const) {
  NEAR.addSubnet(network, prefix, "ipv4");
}
NEAR.addAddress("::1", "ipv6");
NEAR.addSubnet("fc00::", 7, "ipv6");

/**
 * Says once, of the first request that tells of another address by way of one near by which is not trusted, that all who
 * come through it share one limit.
 */
export function watchForProxies(log: Pick<FastifyBaseLogger, "warn">): (request: FastifyRequest) => void {
  let isTold = false;
  return ({ headers, ip, socket }) => {
    if (isTold || headers["x-forwarded-for"] === undefined || ip !== socket.remoteAddress) return;
    if (!NEAR.check(ip, isIPv6(ip) ? "ipv6" : "ipv4")) return;
    isTold = true;
    log.warn(
      { proxy: ip },
      "A proxy that TRUST_PROXY does not name hands requests on: all who come through it share one address's limits",
    );
  };
}

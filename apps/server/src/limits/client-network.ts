/** Characters of a text that is no address, of which a store takes only so many. */
const LONGEST = 64;

/** What some proxies write into `X-Forwarded-For`: an address and a port. */
const WITH_PORT = /^(?:\[(?<six>[^\]]+)\]|(?<four>[\d.]+))(?::\d+)?$/;

/**
 * The network that a client's address is one of: an IPv4 address itself, and of IPv6 the 64 bits that one customer has,
 * in one spelling (RFC 5952). A text that is no address is its own network; so is nobody's, of a client who is gone.
 */
export function clientNetwork(address: string | undefined): string {
  if (address === undefined) return "gone";
  const { four, six } = WITH_PORT.exec(address)?.groups ?? {};
  if (four !== undefined) return four.slice(0, LONGEST);
  const [bare = ""] = (six ?? address).split("%");
  const url = `http://[${bare}]/`;
  if (!URL.canParse(url)) return address.slice(0, LONGEST);
  const groups = expand(new URL(url).hostname.slice(1, -1));
  if (groups.slice(0, 6).join(":") === "0:0:0:0:0:ffff") return asIpv4(groups.slice(6));
  return `${groups.slice(0, 4).join(":")}::/64`;
}

/** `2001:db8::1` as its eight groups. */
function expand(address: string): readonly string[] {
  const [head = "", tail = ""] = address.split("::");
  const before = head.split(":").filter(Boolean);
  const after = tail.split(":").filter(Boolean);
  const zeros = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => "0");
  return [...before, ...zeros, ...after];
}

function asIpv4(groups: readonly string[]): string {
  return groups
    .map((group) => Number.parseInt(group, 16))
    .flatMap((bits) => [bits >>> 8, bits & 0xff])
    .join(".");
}

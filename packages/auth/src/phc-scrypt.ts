import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";

/** A PHC string of scrypt's: numbers without a leading zero, base64 without padding. */
const PHC = /^\$scrypt\$ln=([1-9]\d?),r=([1-9]\d?),p=([1-9]\d?)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

/**
 * Bytes of memory, and of memory once for each `p`: what OWASP's Password Storage Cheat Sheet asks for needs no more of
 * the first, and half of the second. Who could write into the table could else take all that there is at each sign-in.
 */
const MOST_MEMORY = 2 ** 27;
const MOST_WORK = 2 ** 28;

/** Bytes. By a hash of none, every password would be good. */
const SHORTEST_SALT = 16;
const SHORTEST_HASH = 32;
const LONGEST = 64;

/** RFC 7914, section 2: cost, block size and parallelization. */
interface Parameters {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

interface Scrypt {
  readonly salt: Buffer;
  readonly hash: Buffer;
  readonly parameters: Parameters;
}

/**
 * One of the choices of OWASP's Password Storage Cheat Sheet and of ASVS 5.0.0, appendix C, which are of the same work:
 * the one of 32 MiB, as many sign-ins at a time share a server's memory.
 */
const OURS: Parameters = { N: 2 ** 15, r: 8, p: 3 };

const OUR_START = `$scrypt$ln=${Math.log2(OURS.N)},r=${OURS.r},p=${OURS.p}$`;

/** Of work, in the unit of `spendRest`: N × r of Better Auth's own hash are those of ours, and its p is 1. */
const OLD_P = 1;

/** `$scrypt$ln=15,r=8,p=3$salt$hash` of a password in Unicode's form NFKC, with a new salt. */
export async function hashPhcScrypt(password: string): Promise<string> {
  const salt = randomBytes(SHORTEST_SALT);
  return OUR_START + [salt, await derive(password, salt, SHORTEST_HASH, OURS)].map(encode).join("$");
}

export function isOfOurParameters(stored: string): boolean {
  return stored.startsWith(OUR_START);
}

/** Takes as long as a hash of ours takes longer than one of Better Auth's. */
export async function spendRest(password: string): Promise<void> {
  await derive(password, Buffer.alloc(SHORTEST_SALT), SHORTEST_HASH, { ...OURS, p: OURS.p - OLD_P });
}

/**
 * Whether `stored`, such as `$scrypt$ln=15,r=8,p=3$salt$hash`, was made of `password`, in Unicode's form NFKC. False also
 * for what is no such string, and for one that asks for more than is given for a password.
 */
export async function verifyPhcScrypt(stored: string, password: string): Promise<boolean> {
  const read = readPhc(stored);
  if (!read) return false;
  const { hash, parameters, salt } = read;
  return timingSafeEqual(await derive(password, salt, hash.length, parameters), hash);
}

function derive(password: string, salt: Buffer, length: number, parameters: Parameters): Promise<Buffer> {
  const options = { ...parameters, maxmem: 2 * MOST_MEMORY };
  return new Promise((resolve, reject) => {
    scrypt(password.normalize("NFKC"), salt, length, options, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
}

function readPhc(stored: string): Scrypt | undefined {
  const [, ln, r, p, ...encoded] = PHC.exec(stored) ?? [];
  const [salt, hash] = encoded.map(decode);
  if (!salt || !hash || salt.length < SHORTEST_SALT || hash.length < SHORTEST_HASH) return undefined;
  const parameters = { N: 2 ** Number(ln), r: Number(r), p: Number(p) };
  return isAffordable(parameters) ? { salt, hash, parameters } : undefined;
}

function isAffordable({ N, r, p }: Parameters): boolean {
  const memory = 128 * N * r;
  // The last is scrypt's own limit, by which OpenSSL would fail.
  return memory <= MOST_MEMORY && memory * p <= MOST_WORK && N < 2 ** (16 * r);
}

function encode(bytes: Buffer): string {
  return bytes.toString("base64").replaceAll("=", "");
}

/** Undefined: it is longer than any, or not as these bytes are written. */
function decode(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, "base64");
  return bytes.length <= LONGEST && encode(bytes) === text ? bytes : undefined;
}

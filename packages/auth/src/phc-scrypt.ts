import { scrypt, timingSafeEqual } from "node:crypto";

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

interface Scrypt {
  readonly salt: Buffer;
  readonly hash: Buffer;
  /** RFC 7914, section 2: cost, block size and parallelization. */
  readonly parameters: { readonly N: number; readonly r: number; readonly p: number };
}

/**
 * Whether `stored`, such as `$scrypt$ln=15,r=8,p=3$salt$hash`, was made of `password`, in Unicode's form NFKC. False also
 * for what is no such string, and for one that asks for more than is given for a password.
 */
export async function verifyPhcScrypt(stored: string, password: string): Promise<boolean> {
  const read = readPhc(stored);
  if (!read) return false;
  const { hash, parameters, salt } = read;
  const options = { ...parameters, maxmem: 2 * MOST_MEMORY };
  const made = await new Promise<Buffer>((resolve, reject) => {
    scrypt(password.normalize("NFKC"), salt, hash.length, options, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
  return timingSafeEqual(made, hash);
}

function readPhc(stored: string): Scrypt | undefined {
  const [, ln, r, p, ...encoded] = PHC.exec(stored) ?? [];
  const [salt, hash] = encoded.map(decode);
  if (!salt || !hash || salt.length < SHORTEST_SALT || hash.length < SHORTEST_HASH) return undefined;
  const parameters = { N: 2 ** Number(ln), r: Number(r), p: Number(p) };
  return isAffordable(parameters) ? { salt, hash, parameters } : undefined;
}

function isAffordable({ N, r, p }: Scrypt["parameters"]): boolean {
  const memory = 128 * N * r;
  // The last is scrypt's own limit, by which OpenSSL would fail.
  return memory <= MOST_MEMORY && memory * p <= MOST_WORK && N < 2 ** (16 * r);
}

/** Undefined: it is longer than any, or not as these bytes are written. */
function decode(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, "base64");
  return bytes.length <= LONGEST && bytes.toString("base64").replaceAll("=", "") === text ? bytes : undefined;
}

import { execFile, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { ROOT } from "./tree-copy.js";

const exec = promisify(execFile);

const NEEDED = ["buildah", "debootstrap", "unshare", "chroot"];

/** Why an image can't be built here; undefined where it can. */
export function whyNoImage(): string | undefined {
  if (process.getuid?.() !== 0) return "it takes root";
  const missing = NEEDED.filter((program) => {
    try {
      execFileSync("which", [program], { stdio: "ignore" });
      return false;
    } catch {
      return true;
    }
  });
  return missing.length > 0 ? `${missing.join(" and ")} is not installed` : undefined;
}

const inspected = z.object({
  Docker: z.object({
    config: z.object({
      User: z.string(),
      WorkingDir: z.string(),
      Env: z.array(z.string()),
      Cmd: z.array(z.string()),
      Healthcheck: z.object({ Test: z.array(z.string()) }),
    }),
  }),
});

export interface Image {
  /** Its files. */
  readonly folder: string;
  readonly config: z.output<typeof inspected>["Docker"]["config"];
  /** Runs a command in it. */
  run(command: readonly string[], environment?: Record<string, string>): InImage;
  remove(): Promise<void>;
}

export interface InImage {
  /** Sends it a signal, as an engine does. */
  kill(signal: NodeJS.Signals): void;
  /** Of the command itself, outside of its namespace. */
  pid(): number;
  output(): string;
  readonly ended: Promise<unknown>;
  code(): number | null;
}

/**
 * Builds the Dockerfile as it stands. No registry of images is asked: what it starts from is a Debian of this machine's
 * mirror, with this machine's Node.
 */
export async function buildImage(): Promise<Image> {
  const place = realpathSync(mkdtempSync(join(tmpdir(), "typedo-image-")));
  const buildah = async (...args: string[]) => {
    const store = ["--root", join(place, "store"), "--runroot", join(place, "run"), "--storage-driver", "vfs"];
    const { stdout } = await exec("buildah", [...store, ...args], {
      env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", HOME: place, BUILDAH_ISOLATION: "chroot" },
      maxBuffer: 1 << 26,
    });
    return stdout.trim();
  };
  const remove = async () => {
    await buildah("rm", "--all").catch(() => {});
    rmSync(place, { recursive: true, force: true });
  };
  try {
    await makeBase(join(place, "base"), buildah);
    const how = "--pull=never --format docker --network host --layers=false -q -t drill".split(" ");
    await buildah("bud", ...how, ROOT);
    const container = await buildah("from", "--pull=never", "localhost/drill");
    const folder = await buildah("mount", container);
    const { config } = inspected.parse(
      JSON.parse(await buildah("inspect", "--type", "image", "localhost/drill")),
    ).Docker;
    return { folder, config, run: (command, environment) => runIn(folder, config, command, environment), remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Under the name that the Dockerfile calls it by, with what is there in the one of that name: Node, npm, a user `node`. */
async function makeBase(base: string, buildah: (...args: string[]) => Promise<string>): Promise<void> {
  const [, from = ""] = /^FROM (\S+)$/m.exec(readFileSync(join(ROOT, "Dockerfile"), "utf8")) ?? [];
  await exec("debootstrap", ["--variant=minbase", "--include=ca-certificates", "bookworm", base]);
  cpSync(realpathSync(process.execPath), join(base, "usr/local/bin/node"));
  const npm = realpathSync(execFileSync("which", ["npm"], { encoding: "utf8" }).trim());
  cpSync(join(npm, "../.."), join(base, "usr/local/lib/npm"), { recursive: true });
  for (const one of ["npm", "npx"]) {
    symlinkSync(`../lib/npm/bin/${one}-cli.js`, join(base, "usr/local/bin", one));
  }
  // This machine may trust more than Debian does.
  cpSync("/etc/ssl/certs/ca-certificates.crt", join(base, "etc/ssl/certs/ca-certificates.crt"), { dereference: true });
  await exec("chroot", [base, "useradd", "--uid", "1000", "--create-home", "node"]);
  const container = await buildah("from", "scratch");
  await buildah("copy", "-q", container, base, "/");
  const environment = {
    NODE_EXTRA_CA_CERTS: "/etc/ssl/certs/ca-certificates.crt",
    PATH: "/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
  };
  for (const [name, value] of Object.entries(environment)) {
    await buildah("config", "--env", `${name}=${value}`, container);
  }
  await buildah("commit", "-q", container, `docker.io/library/${from}`);
  await buildah("rm", container);
  rmSync(base, { recursive: true });
}

// As compose.yaml asks an engine to: its files are read-only but for /tmp, and it may do no more than any user.
const CONFINE = `
set -e
mount --bind "$1" "$1"
mount -o remount,ro,bind "$1"
mount -t proc proc "$1/proc"
mount --rbind /dev "$1/dev"
mount -t tmpfs tmpfs "$1/tmp"
mount --bind /etc/resolv.conf "$1/etc/resolv.conf" 2>/dev/null || true
user="$2"; dir="$3"; root="$1"; shift 3
exec chroot "$root" sh -c 'cd "$1"; shift; exec setpriv --reuid "$0" --regid "$0" --clear-groups \\
  --bounding-set=-all --inh-caps=-all --no-new-privs "$@"' "$user" "$dir" "$@"
`;

function runIn(
  folder: string,
  { User, WorkingDir, Env }: Image["config"],
  command: readonly string[],
  environment: Record<string, string> = {},
): InImage {
  const child = spawn(
    "unshare",
    ["--mount", "--pid", "--fork", "--kill-child", "sh", "-c", CONFINE, "sh", folder, User, WorkingDir, ...command],
    {
      env: { ...Object.fromEntries(Env.map((one) => one.split(/=(.*)/s, 2))), ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk: string) => chunks.push(chunk));
  }
  const pid = () => Number(readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, "utf8").split(" ")[0]);
  return {
    pid,
    kill: (signal) => void process.kill(pid(), signal),
    output: () => chunks.join(""),
    ended: once(child, "close"),
    code: () => child.exitCode,
  };
}

import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readSync,
  realpathSync,
  statSync,
  type Stats,
} from "node:fs";
import { isAbsolute, relative } from "node:path";

/** Why a file was not read, in words that follow its name: `is a folder`. */
export interface Unread {
  readonly kind: "missing" | "unreadable" | "tooLarge" | "outside";
  readonly says: string;
  readonly allowed?: string;
  readonly fix?: string;
}

export interface ReadOptions {
  /** Most bytes that are read. */
  readonly maxBytes: number;
  /** The folder that the file must lie in after links have been followed. @default - anywhere */
  readonly within?: string;
  /** Whether a link is followed. @default true */
  readonly links?: boolean;
}

/**
 * The bytes of a file that somebody else may have put there. It is looked at before it is opened, and once more before it
 * is read: pipes, devices, sockets and folders are not read, nor more bytes than it may have, nor, with `within`, what a
 * link brings in from elsewhere. Never waits and never throws.
 */
export function readRegularFile(path: string, options: ReadOptions): Buffer | Unread {
  try {
    const own = lstatSync(path);
    if (own.isSymbolicLink() && options.links === false) {
      return { kind: "outside", says: "is a link", fix: "put the file itself in its place" };
    }
    const refusal = refusalOf(statSync(path), options);
    if (refusal !== undefined) return refusal;
    if (options.within !== undefined && !liesIn(realpathSync(path), realpathSync(options.within))) {
      return {
        kind: "outside",
        says: "is a link to something outside of the folder",
        fix: "put the file itself in its place",
      };
    }
    // Opening what became a pipe meanwhile must not wait for somebody to write into it.
    const follow = options.links === false ? constants.O_NOFOLLOW : 0;
    const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | follow);
    try {
      return refusalOf(fstatSync(file), options) ?? readAll(file, options.maxBytes);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    return whyUnread(error as NodeJS.ErrnoException);
  }
}

/** Whether reading gave no bytes but a reason. */
export const isUnread = (read: Buffer | Unread): read is Unread => !Buffer.isBuffer(read);

function refusalOf(stats: Stats, { maxBytes }: ReadOptions): Unread | undefined {
  if (stats.isDirectory()) return { kind: "unreadable", says: "is a folder", fix: "put a file in its place" };
  if (!stats.isFile()) {
    return { kind: "unreadable", says: `is ${kindOf(stats)}, no file`, fix: "put a file in its place" };
  }
  return stats.size > maxBytes ? tooLarge(`is ${stats.size} bytes long`, maxBytes) : undefined;
}

const tooLarge = (says: string, maxBytes: number): Unread => ({
  kind: "tooLarge",
  says,
  allowed: `up to ${maxBytes} bytes`,
});

function kindOf(stats: Stats): string {
  if (stats.isFIFO()) return "a pipe";
  return stats.isSocket() ? "a socket" : "a device";
}

/** Sizes may lie: of a file in /proc, or of one that grows. */
function readAll(file: number, maxBytes: number): Buffer | Unread {
  const chunks: Buffer[] = [];
  for (let total = 0; ;) {
    const chunk = Buffer.alloc(65_536);
    const count = readSync(file, chunk, 0, chunk.length, null);
    if (count === 0) return Buffer.concat(chunks);
    chunks.push(chunk.subarray(0, count));
    total += count;
    if (total > maxBytes) return tooLarge("is longer than it said", maxBytes);
  }
}

function liesIn(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== "" && way !== ".." && !way.startsWith("../") && !isAbsolute(way);
}

function whyUnread({ code }: NodeJS.ErrnoException): Unread {
  if (code === "ENOENT") return { kind: "missing", says: "does not exist", fix: "create it" };
  if (code === "ELOOP") return { kind: "unreadable", says: "is a link that leads in a circle", fix: "mend the link" };
  if (code === "EACCES" || code === "EPERM") {
    return { kind: "unreadable", says: "may not be read by this user", fix: "grant read access to it" };
  }
  return { kind: "unreadable", says: `cannot be read: ${code ?? "unknown reason"}` };
}

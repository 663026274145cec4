import { randomBytes } from "node:crypto";
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { Bug, UserError } from "../domain/problem/problem";
import { asFileError } from "./problems";

export interface WriteOptions {
  /** Rights of a file that is new; one that is there keeps its own. @default 0o666, less the umask */
  readonly mode?: number;
  /**
   * Whether to wait until the disk has it. If not, a power cut may bring the former content back, the end of this process
   * may not.
   * @default true
   */
  readonly durable?: boolean;
}

/** What {@link writeWhole} calls a file that is not whole yet. A fixed length, so that no allowed name becomes too long. */
export const UNFINISHED = /^\.mlops-\d+-[0-9a-f]{12}\.tmp$/;

/**
 * Writes a file: it holds the new content or, if anything goes wrong, what it held before, and never a part. The folder is
 * made if it is missing. When it returns, the content is on disk, unless `durable` says otherwise. All is written into a
 * file beside it first, its size compared and the disk waited for, and only then it takes the place of the former. A link
 * is followed; a device is written to as it is.
 * @throws UserError MLOPS-FILE-001 if the file system refuses (rights, room, names); nothing is left behind
 */
export function writeWhole(path: string, content: string | Uint8Array, options: WriteOptions = {}): void {
  const bytes = typeof content === "string" ? Buffer.from(content, "utf8") : content;
  try {
    makeFolder(dirname(path));
    const { target, former } = placeOf(path);
    if (former?.isCharacterDevice() === true) writeInto(target, bytes);
    else replace(target, bytes, former, options);
  } catch (error) {
    throw asFileError(error, path);
  }
}

/**
 * Writes files that belong together, one after the other, each whole: the last is the one that counts, those before it mean
 * nothing without it. If one fails, those after it are as they were.
 */
export function writeInOrder(files: readonly { readonly path: string; readonly text: string }[]): void {
  for (const { path, text } of files) writeWhole(path, text);
}

/** Node says of a folder that may not be made that it is not there; why it may not, the folder above tells. */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    let above = folder;
    while (!existsSync(above) && dirname(above) !== above) above = dirname(above);
    accessSync(above, constants.W_OK);
    throw error;
  }
}

/** Where the bytes go, behind links, and what is there now. */
function placeOf(path: string): { readonly target: string; readonly former: Stats | undefined } {
  const own = lstatSync(path, { throwIfNoEntry: false });
  if (own === undefined) return { target: path, former: undefined };
  const target = own.isSymbolicLink() ? realpathSync(path) : path;
  const former = lstatSync(target);
  if (!former.isFile() && !former.isCharacterDevice()) {
    throw new UserError([
      {
        code: "MLOPS-FILE-001",
        where: path,
        message: `this cannot be written: ${former.isDirectory() ? "a folder" : "a pipe or a socket"} is in its place`,
        fix: "choose another name",
      },
    ]);
  }
  return { target, former };
}

function replace(target: string, bytes: Uint8Array, former: Stats | undefined, options: WriteOptions): void {
  const { mode = 0o666, durable = true } = options;
  const folder = dirname(target);
  const temporary = join(folder, `.mlops-${process.pid}-${randomBytes(6).toString("hex")}.tmp`);
  const file = openSync(temporary, "wx", former === undefined ? mode : former.mode & 0o777);
  try {
    try {
      writeAll(file, bytes);
      if (former !== undefined) keepOwner(file, former);
      if (durable) fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  if (durable) syncFolder(folder);
}

/** One call may write less than it was given, without an error: on a disk that is nearly full it does. */
function writeAll(file: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) {
    const written = writeSync(file, bytes, done, bytes.length - done);
    if (written === 0) throw Object.assign(new Error("nothing more is taken"), { code: "ENOSPC", syscall: "write" });
    done += written;
  }
  const { size } = fstatSync(file);
  if (size !== bytes.length) throw new Bug(`${size} of ${bytes.length} bytes were written`);
}

/** Rights and owner as before: whoever runs this as root must not take a user's file away. */
function keepOwner(file: number, former: Stats): void {
  fchmodSync(file, former.mode & 0o7777);
  const { uid, gid } = fstatSync(file);
  if (uid === former.uid && gid === former.gid) return;
  try {
    fchownSync(file, former.uid, former.gid);
  } catch {
    // Only root may give files away; for others the file is theirs now, as with any editor.
  }
}

/** The new name is on disk, too. Some file systems know no such thing, and need none. */
function syncFolder(folder: string): void {
  let handle: number | undefined;
  try {
    handle = openSync(folder, constants.O_RDONLY);
    fsyncSync(handle);
  } catch {
    // The content is on disk; after a power cut the former file may be back, whole.
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}

function writeInto(device: string, bytes: Uint8Array): void {
  const file = openSync(device, constants.O_WRONLY);
  try {
    for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done, bytes.length - done);
  } finally {
    closeSync(file);
  }
}

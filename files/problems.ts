import { UserError, type Problem } from "../domain/problem/problem";

/** What the file system says no with when it is nobody's defect: rights, room, names, places. */
const REFUSALS: Readonly<Record<string, { readonly why: string; readonly fix: string }>> = {
  EACCES: { why: "this user may not", fix: "grant the right, or choose another place" },
  EPERM: { why: "this user may not", fix: "grant the right, or choose another place" },
  EROFS: { why: "the file system is read-only", fix: "choose another place" },
  ENOSPC: { why: "the disk is full", fix: "make room and run the command again" },
  EDQUOT: { why: "the quota of this user is used up", fix: "make room and run the command again" },
  EFBIG: { why: "it would be larger than files may be here", fix: "choose another place" },
  ENAMETOOLONG: { why: "its name is too long for this file system", fix: "choose a shorter name" },
  ENOTDIR: { why: "a part of the path is no folder", fix: "check the path" },
  EISDIR: { why: "a folder is in its place", fix: "choose another name" },
  EEXIST: { why: "something else is in its place", fix: "choose another name" },
  ENOTEMPTY: { why: "something else is in its place", fix: "choose another name" },
  ELOOP: { why: "its links lead in a circle", fix: "mend the links" },
  EIO: { why: "the disk reports an error", fix: "check the disk" },
  EMFILE: { why: "too many files are open", fix: "close some programs and run the command again" },
  ENFILE: { why: "too many files are open", fix: "close some programs and run the command again" },
  EBUSY: { why: "it is in use", fix: "run the command again" },
  ETXTBSY: { why: "it is in use", fix: "run the command again" },
  ENXIO: { why: "there is no such device", fix: "choose another place" },
};

/** What is done to files, and what is said if it fails. Programs and sockets are refused with the same codes. */
const DOINGS: Readonly<Record<string, string>> = {
  open: "opened",
  ...Object.fromEntries(
    ["read", "scandir", "opendir", "stat", "lstat", "realpath", "readlink"].map((call) => [call, "read"]),
  ),
  ...Object.fromEntries(
    ["write", "mkdir", "mkdtemp", "rename", "unlink", "rmdir", "rm", "symlink", "link", "copyfile", "cp"]
      .concat(["chmod", "fchmod", "fsync", "ftruncate", "utime", "close"])
      .map((call) => [call, "written"]),
  ),
};

/**
 * The problem that an error of the file system is to the user; undefined if it is none of those that a user can do
 * something about, so a defect of ours.
 * @param path - what was to be written. @default - the path that the error names
 */
export function fileProblem(error: unknown, path?: string): Problem | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  const { code = "", path: named, dest, syscall = "" } = error as NodeJS.ErrnoException & { readonly dest?: string };
  const doing = path === undefined ? DOINGS[syscall] : "written";
  // What stands in the way of a folder that is to be made is a file.
  const refusal =
    REFUSALS[code === "EEXIST" && syscall === "mkdir" ? "ENOTDIR" : code] ??
    (code === "ENOENT" && path !== undefined ? NOWHERE : undefined);
  if (refusal === undefined || doing === undefined) return undefined;
  return {
    code: "MLOPS-FILE-001",
    where: path ?? dest ?? named ?? "the disk",
    message: `this cannot be ${doing}: ${refusal.why} (${code})`,
    fix: refusal.fix,
  };
}

const NOWHERE = { why: "it leads to a folder that does not exist", fix: "make the folder, or choose another place" };

/** The error as what the user can do about it, or as it is. */
export function asFileError(error: unknown, path?: string): unknown {
  const problem = fileProblem(error, path);
  return problem === undefined ? error : new UserError([problem]);
}

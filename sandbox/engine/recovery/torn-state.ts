import { existsSync, readFileSync, renameSync } from "node:fs";

/**
 * Terraform does not write its local state files atomically: killed while it writes, it leaves a torn one. Puts such a
 * file aside, as `<file>.torn`, and the one from before in its place if there is one. What the state then lacks is
 * for {@link recoverState} to take in again.
 *
 * @returns whether the file was torn
 */
export function putTornStateAside(file: string): boolean {
  if (!existsSync(file) || isWhole(file)) return false;
  renameSync(file, `${file}.torn`);
  const before = `${file}.backup`;
  if (existsSync(before) && isWhole(before)) renameSync(before, file);
  return true;
}

function isWhole(file: string): boolean {
  try {
    JSON.parse(readFileSync(file, "utf8"));
    return true;
  } catch {
    return false;
  }
}

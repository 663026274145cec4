import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Target } from "./target";

const PREFIX = "mlops-terraform-";
/** What a killed run left is removed after this time: until then its Terraform may still be finishing in there. */
const ABANDONED_AFTER = 24 * 3600 * 1000;

/** Does something with a folder only its owner may read, which is gone afterwards. */
export async function inPrivateFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), PREFIX));
  try {
    removeAbandoned(statSync(folder).mtimeMs);
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Folders that killed runs of this user left: they may hold plans in plain text.
 * @param now - as the file system has it: by a clock that is ahead, folders of others who are at work would be old
 */
function removeAbandoned(now: number): void {
  for (const name of readdirSync(tmpdir()).filter((one) => one.startsWith(PREFIX))) {
    const folder = join(tmpdir(), name);
    try {
      const { uid, mtimeMs } = statSync(folder);
      if (uid !== process.getuid?.() || now - mtimeMs < ABANDONED_AFTER) continue;
      rmSync(folder, { recursive: true, force: true });
    } catch {
      // Another run has just removed it.
    }
  }
}

/** The target with a cache of providers in `folder`, unless it has one: each is then downloaded once, not per stack. */
export function withProviderCache(target: Target, folder: string): Target {
  if (target.kind === "sandbox" || target.env["TF_PLUGIN_CACHE_DIR"] !== undefined) return target;
  const cache = join(folder, "providers");
  mkdirSync(cache);
  // Stacks come without a lock file, and without one Terraform would pass the cache by. Versions are pinned exactly.
  const settings = { TF_PLUGIN_CACHE_DIR: cache, TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE: "true" };
  return { ...target, env: { ...target.env, ...settings } };
}

import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Target } from "./target";

/** Does something with a folder only its owner may read, which is gone afterwards. */
export async function inPrivateFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), "mlops-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
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

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../support/imports";
import { measureHouse } from "./house";
import { renderHouse } from "./render";

/**
 * `npm run house [-- <commit>]`: what each room holds and imports, how long files are, and whether imports go in a circle: of what lies
 * here, or beside it of a commit to compare with. `docs/reference/house.md` shows what it prints. Exit code 1 where there are circles.
 */
const [commit] = process.argv.slice(2);
const now = measureHouse(root);
console.log(renderHouse(now, commit === undefined ? undefined : { commit, house: measureCommit(commit) }));
process.exitCode = now.circles.length > 0 ? 1 : 0;

function measureCommit(commit: string) {
  const checkout = mkdtempSync(join(tmpdir(), "mlops-house-"));
  try {
    const archive = execFileSync("git", ["archive", commit], { cwd: root, maxBuffer: 2 ** 30 });
    execFileSync("tar", ["-x", "-C", checkout], { input: archive });
    return measureHouse(checkout);
  } finally {
    rmSync(checkout, { recursive: true, force: true });
  }
}

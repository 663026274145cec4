import { closeSync, openSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../domain/problem/problem";
import { lockStore } from "../../sandbox/engine/store/store-lock";

/**
 * One process of the stress test: takes the lock of a store again and again. Inside it makes a file that must not be
 * there; whoever finds it there was let in beside another. Now and then it ends as if it had been killed. Prints what it
 * saw as JSON.
 */
const [folder = "", rounds = "0"] = process.argv.slice(2);
const inside = join(folder, "inside");
const seen = { acquired: 0, refused: 0, unnamed: 0, double: 0, takenOver: 0 };
/** No process has such an id: Linux has at most 2^22. */
const GONE = 2 ** 22 + 1;

function round(): void {
  const lock = lockStore(folder);
  seen.acquired++;
  if (lock.afterCrash) seen.takenOver++;
  try {
    closeSync(openSync(inside, "wx"));
  } catch {
    seen.double++;
  }
  rmSync(inside, { force: true });
  if (seen.acquired % 5 !== 0) return lock.release();
  // As a process that is killed leaves it: its turn is there, and the process is not.
  const turns = join(folder, "locks");
  const mine = Math.max(
    ...readdirSync(turns)
      .filter((name) => /^\d+$/.test(name))
      .map(Number),
  );
  const held = JSON.parse(readFileSync(join(turns, String(mine)), "utf8")) as object;
  const dead = seen.acquired % 10 === 0 ? JSON.stringify({ ...held, pid: GONE }) : "";
  writeFileSync(join(turns, String(mine)), dead);
}

for (const until = Number(rounds); seen.acquired < until;) {
  try {
    round();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    seen.refused++;
    if (!/process \d+/.test(error.message)) seen.unnamed++;
  }
}
console.log(JSON.stringify(seen));

import { readlinkSync, rmSync, symlinkSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { isRunning } from "../../deploy/output-folder";

/** How often somebody who waits looks again. Milliseconds. */
const LOOKING = 500;

/**
 * Works while no other process does, by a link whose text is the id of the process that does. What a killed one left is passed by. Two who find
 * such a one at the same moment may both work: what they make has to be moved into place as a whole.
 * @param waiting - called once if somebody else is at it
 */
export async function oneAtATime(file: string, waiting: () => void, work: () => Promise<void>): Promise<void> {
  for (let told = false; ;) {
    try {
      symlinkSync(String(process.pid), file);
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const holder = holderOf(file);
    if (holder === undefined) continue;
    if (isRunning(holder)) {
      if (!told) waiting();
      told = true;
      await sleep(LOOKING);
    } else rmSync(file, { force: true });
  }
  try {
    await work();
  } finally {
    rmSync(file, { force: true });
  }
}

/** Who works; undefined if nobody does any more; no number where something else stands, which nobody holds. */
function holderOf(file: string): number | undefined {
  try {
    return Number(readlinkSync(file));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT" ? undefined : Number.NaN;
  }
}

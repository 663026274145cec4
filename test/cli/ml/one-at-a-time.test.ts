import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { oneAtATime } from "../../../cli/ml/one-at-a-time";

describe("what one process at a time does", () => {
  const folder = mkdtempSync(join(tmpdir(), "mlops-one-"));
  const file = join(folder, "making");
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("is done by one after the other, and whoever waits says so once", async () => {
    const said: string[] = [];
    const work = async () => {
      said.push("begins");
      await sleep(50);
      said.push("ends");
    };
    const turn = () => oneAtATime(file, () => void said.push("waits"), work);
    await Promise.all([turn(), turn()]);
    expect(said).toEqual(["begins", "waits", "ends", "begins", "ends"]);
    expect(existsSync(file)).toBe(false);
  });

  it("is given back by who fails", async () => {
    const fails = oneAtATime(
      file,
      () => undefined,
      () => Promise.reject(new Error("no network")),
    );
    await expect(fails).rejects.toThrow("no network");
    expect(existsSync(file)).toBe(false);
  });

  it("is not held by who was killed", async () => {
    const { pid } = spawnSync(process.execPath, ["--version"]);
    symlinkSync(String(pid), file);
    await isNotHeld();
  });

  it.each([
    ["a file", () => writeFileSync(file, String(process.pid))],
    ["a link to no process", () => symlinkSync("nobody", file)],
    ["a link to every process", () => symlinkSync("0", file)],
  ])("is not held by %s", async (_, make) => {
    make();
    await isNotHeld();
  });

  async function isNotHeld(): Promise<void> {
    let waits = 0;
    let done = false;
    await oneAtATime(
      file,
      () => void (waits += 1),
      async () => void (done = true),
    );
    expect([waits, done, existsSync(file)]).toEqual([0, true, false]);
  }
});

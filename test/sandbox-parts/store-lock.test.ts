import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lockStore } from "../../sandbox/engine/store/store-lock";

describe("the lock of a store", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "mlops-lock-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("says who has it, since when and for what", () => {
    const typed = process.argv;
    process.argv = ["node", "mlops", "sandbox", "--dir", "elsewhere"];
    const lock = lockStore(folder);
    process.argv = typed;
    expect(() => lockStore(folder)).toThrow(
      new RegExp(
        `another sandbox \\(process ${process.pid}\\) is using this store: mlops sandbox --dir elsewhere, since \\d{4}-\\d\\d-\\d\\dT`,
      ),
    );
    lock.release();
    lockStore(folder).release();
  });

  it("is given back by its holder only", () => {
    const first = lockStore(folder);
    first.release();
    const second = lockStore(folder);
    first.release();
    expect(() => lockStore(folder)).toThrow("is using this store");
    second.release();
  });

  describe("of a former version", () => {
    const former = () => join(folder, "lock");

    it.each([
      ["of a process that is gone", JSON.stringify({ pid: 2 ** 22 + 1, began: "1" })],
      ["that was left empty", ""],
    ])("is taken over: one %s", (_, content) => {
      writeFileSync(former(), content);
      utimesSync(former(), 1, 1);
      const lock = lockStore(folder);
      expect(lock.afterCrash).toBe(true);
      expect(existsSync(former())).toBe(false);
      lock.release();
    });

    it("is respected while its process is there, or still writes it", () => {
      writeFileSync(former(), JSON.stringify({ pid: process.pid }));
      expect(() => lockStore(folder)).toThrow(`process ${process.pid}`);
      writeFileSync(former(), "");
      expect(() => lockStore(folder)).toThrow("is using this store");
    });
  });

  it("takes what is damaged for what a machine that went down left", () => {
    mkdirSync(join(folder, "locks"));
    for (const content of ["", "null", "[]", "{", '{"pid":"x"}']) {
      const next = Math.max(0, ...readdirSync(join(folder, "locks")).map(Number)) + 1;
      writeFileSync(join(folder, "locks", String(next)), content);
      const lock = lockStore(folder);
      expect([content, lock.afterCrash]).toEqual([content, true]);
      lock.release();
    }
  });
});

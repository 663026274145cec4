import { existsSync, mkdtempSync, rmSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inPrivateFolder } from "../../deploy/workspace";

const DAY = 24 * 3600;

describe("a private folder", () => {
  const others: string[] = [];
  const other = (secondsOld: number): string => {
    const folder = mkdtempSync(join(tmpdir(), "mlops-terraform-"));
    const then = Date.now() / 1000 - secondsOld;
    utimesSync(folder, then, then);
    others.push(folder);
    return folder;
  };
  afterEach(() => {
    jest.restoreAllMocks();
    for (const folder of others.splice(0)) rmSync(folder, { recursive: true, force: true });
  });

  it("is gone afterwards, and so is what a killed run left the day before", async () => {
    const [abandoned, atWork] = [other(DAY + 60), other(DAY - 3600)];
    const folder = await inPrivateFolder((one) => Promise.resolve(one));
    expect([folder, abandoned, atWork].map((one) => existsSync(one))).toEqual([false, false, true]);
  });

  it("of somebody at work stays, even if the clock of this process is days ahead", async () => {
    const atWork = other(0);
    const ahead = Date.now() + 30 * DAY * 1000;
    jest.spyOn(Date, "now").mockReturnValue(ahead);
    await inPrivateFolder(() => Promise.resolve());
    expect(existsSync(atWork)).toBe(true);
  });
});

import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { linkNew } from "../../support/checkout";

describe("what was computed in a copy of the project", () => {
  const folder = mkdtempSync(join(tmpdir(), "mlops-link-new-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("comes back as the same files, and what is there stays", () => {
    const [from, to] = [join(folder, "from"), join(folder, "to")];
    for (const one of [from, to]) mkdirSync(one);
    writeFileSync(join(from, "new.json"), "1");
    writeFileSync(join(from, "both.json"), "2");
    writeFileSync(join(to, "both.json"), "3");
    linkNew(from, to);
    expect(readFileSync(join(to, "both.json"), "utf8")).toBe("3");
    expect(statSync(join(to, "new.json")).ino).toBe(statSync(join(from, "new.json")).ino);
    linkNew(from, join(folder, "none/yet"));
    expect(readFileSync(join(folder, "none/yet/both.json"), "utf8")).toBe("2");
  });
});

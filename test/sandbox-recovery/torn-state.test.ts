import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { putTornStateAside } from "../../sandbox/engine/recovery/torn-state";

describe("putTornStateAside", () => {
  const folder = mkdtempSync(join(tmpdir(), "mlops-torn-"));
  const file = join(folder, "dev.tfstate");
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("leaves a whole state alone, and one that is not there", () => {
    expect(putTornStateAside(file)).toBe(false);
    writeFileSync(file, '{"version": 4}');
    expect(putTornStateAside(file)).toBe(false);
    expect(readFileSync(file, "utf8")).toBe('{"version": 4}');
  });

  it("keeps a torn state aside and goes back to the one before", () => {
    writeFileSync(file, '{"version": 4, "resou');
    writeFileSync(`${file}.backup`, '{"version": 4, "serial": 1}');
    expect(putTornStateAside(file)).toBe(true);
    expect(readFileSync(`${file}.torn`, "utf8")).toBe('{"version": 4, "resou');
    expect(readFileSync(file, "utf8")).toBe('{"version": 4, "serial": 1}');
  });

  it("leaves no state where the one before is torn, too, or missing", () => {
    writeFileSync(file, "");
    expect(putTornStateAside(file)).toBe(true);
    expect(existsSync(file)).toBe(false);
  });
});

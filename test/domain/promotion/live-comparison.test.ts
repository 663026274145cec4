import { readFileSync } from "node:fs";
import { join } from "node:path";
import { liveMetrics } from "../../../domain/promotion/live-comparison";

describe("metrics of live comparisons", () => {
  it("are those that the library compares by", () => {
    const source = readFileSync(join(__dirname, "../../../ml/library/mlkit/compare.py"), "utf8");
    const [, list = ""] = /COMPARED: Final = \(([^)]*)\)/.exec(source) ?? [];
    const computed = [...list.matchAll(/"(\w+)"/g)].map(([, name]) => name);
    expect(computed.length).toBeGreaterThan(0);
    expect(Object.values(liveMetrics).flat()).toEqual(computed);
  });
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { recoveryPoints } from "../../domain/azure/recovery";

describe("the guide of the second region", () => {
  it("tells of every store what explain tells of it", () => {
    const page = readFileSync(join(__dirname, "../../docs/guides/second-region.md"), "utf8");
    const rows = page
      .split("\n")
      .filter((line) => line.startsWith("|"))
      .map((line) =>
        line
          .split("|")
          .slice(1, -1)
          .map((cell) => cell.trim()),
      );
    for (const { what, upTo = "**nothing**", because } of recoveryPoints) {
      expect(rows).toContainEqual([what, upTo, because]);
    }
  });
});

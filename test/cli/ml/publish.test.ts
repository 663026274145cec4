import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { publish } from "../../../cli/ml/publish";
import { SHIPPED } from "../../support/configuration";

describe("mlops ml publish", () => {
  it("refuses a folder in which nothing publishes, before it sets up Python", async () => {
    const ml = mkdtempSync(join(tmpdir(), "mlops-no-ml-"));
    try {
      await expect(publish({ config: SHIPPED, ml })).rejects.toThrow(
        /publish\.py MLOPS-ML-042 nothing here publishes; name the folder of components and use cases with --ml/,
      );
    } finally {
      rmSync(ml, { recursive: true, force: true });
    }
  });
});

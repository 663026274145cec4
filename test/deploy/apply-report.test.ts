import { applyReport } from "../../deploy/apply-report";
import type { Applied } from "../../deploy/apply-stack";

const one = (more: Partial<Applied>): Applied => ({
  name: "dev",
  outcome: "failed",
  done: { added: 2, changed: 0, destroyed: 0 },
  reasons: ["boom"],
  ...more,
});

describe("what is printed after an apply", () => {
  it("says that states know what was done, where they do", () => {
    expect(applyReport([one({})])).toMatch(/^What was done is in the states\. Mend the cause/m);
  });

  it("says of which stack no state knows what was done, and never that it is in the states", () => {
    const lost =
      "its state could not be saved and is in /plans/dev/errored.tfstate: put it back with mlops recover dev";
    const report = applyReport([
      one({ name: "registry", outcome: "applied", reasons: [] }),
      one({ reasons: [lost, "No space left on device"], unsaved: true }),
      one({ name: "prod", unsaved: false }),
    ]);
    expect(report).toContain(lost);
    expect(report).toMatch(/^What was done to dev is in no state yet: put its state back first, as said above\./m);
    expect(report).not.toContain("is in the states");
  });

  it("names all of several", () => {
    const report = applyReport([one({ unsaved: true }), one({ name: "prod", unsaved: true })]);
    expect(report).toContain("What was done to dev, prod is in no state yet: put their states back first");
  });

  it("has nothing to add where all went well", () => {
    expect(applyReport([one({ outcome: "applied", reasons: [] })])).not.toMatch(/state/);
  });
});

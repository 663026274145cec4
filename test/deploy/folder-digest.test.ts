import { folderDigest } from "../../deploy/manifest";
import { rules } from "../release/facts";
import { Walk } from "../support/evidence-walk";

const manifest = {
  schema: 1 as const,
  dirty: false,
  plannedAt: "2026-12-11T00:00:00Z",
  target: "azure" as const,
  mode: "normal" as const,
  terraform: "1.11.4",
  stacks: [],
  notPlanned: [],
  files: {
    context: { path: "context.json", sha256: "0".repeat(64) },
    waivers: { path: "waivers.json", sha256: "0".repeat(64) },
  },
};

describe("the digest of a plan folder", () => {
  const walk = new Walk(rules);
  const record = walk.promote();
  const { seal, reasons } = record;
  const at = "2026-12-11T00:00:00Z";
  const digest = (rereads: readonly object[] | undefined) =>
    folderDigest(manifest, {
      context: { evidence: [{ useCase: "churn", decisions: walk.found, ...(rereads !== undefined && { rereads }) }] },
      waivers: [],
    });
  const worse = (value: number) =>
    reasons.map((reason) =>
      reason.check === "metric auc"
        ? { ...reason, result: "fail", text: `${value}, at least 0.82 asked for`, evidence: { value } }
        : reason,
    );

  it("covers what was read again and contradicts a decision, so that nobody takes it away", () => {
    const contradicted = digest([{ seal, at, reasons: worse(0.7) }]);
    expect(contradicted).not.toBe(digest([{ seal, at, reasons }]));
    expect(contradicted).not.toBe(digest([]));
    expect(contradicted).toBe(digest([{ seal, at: "2026-12-12T00:00:00Z", reasons: worse(0.69) }]));
  });

  it("is the same whoever reads again, and when, as long as nothing contradicts", () => {
    const same = digest(undefined);
    expect(digest([])).toBe(same);
    expect(digest([{ seal, at, reasons }])).toBe(same);
    expect(digest([{ seal, at: "2026-12-13T00:00:00Z", unread: "Azure was not reached" }])).toBe(same);
  });

  it("takes what is no reading for none", () => {
    for (const wrong of [{}, { seal: 1 }, { seal, reasons: "x" }, { seal, reasons: [null] }]) {
      expect(digest([wrong])).toBe(digest(undefined));
    }
  });
});

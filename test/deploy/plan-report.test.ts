import type { PlanManifest } from "../../deploy/manifest";
import { planReport } from "../../deploy/plan-report";

const manifest: PlanManifest = {
  schema: 1,
  dirty: false,
  plannedAt: "2026-11-30T10:00:00Z",
  target: "azure",
  mode: "normal",
  terraform: "1.11.4",
  stacks: [],
  notPlanned: [],
  files: { context: { path: "context.json", sha256: "0" }, waivers: { path: "waivers.json", sha256: "0" } },
  digest: "0",
};
const said = (withoutSums?: readonly string[]) =>
  planReport({ manifest, results: [], ...(withoutSums && { withoutSums }) }, "plans");

describe("what mlops plan says when it is done", () => {
  it("names the providers whose build no sum pins, and nothing where all are pinned or none was downloaded", () => {
    expect(said(["azapi 2.12.0", "azuredevops 1.16.0"])).toContain(
      "no sums of azapi 2.12.0 and azuredevops 1.16.0: no build of them is pinned",
    );
    for (const all of [said([]), said()]) expect(all).not.toContain("sums");
  });
});

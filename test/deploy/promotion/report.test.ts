import { renderForReview, renderReport, type PromotionReport } from "../../../deploy/promotion/report";

const report: PromotionReport = {
  command: "promote",
  useCase: "customer-churn",
  environment: "prod",
  model: "13",
  allowed: true,
  target: "azure",
  reasons: [
    { check: "order", result: "pass", text: "13 was live in dev and preprod" },
    { check: "metric auc", result: "fail", text: "0.8, at least 0.82 asked for", overridden: true },
  ],
  override: "campaign | <b>ends</b> Friday",
  changes: ["13 is tried in prod with copies of 20 % of the requests"],
  files: ["config/releases/customer-churn.yaml"],
  dryRun: false,
  approval: "2 of team model-risk; GitHub lets the change in only after they have approved it",
  next: ["git switch -c promote/customer-churn-prod-13"],
};

describe("the report of a promotion", () => {
  it("tells people every reason, what was written and what comes next", () => {
    expect(renderReport(report, false)).toBe(`Promote customer-churn 13 to prod: allowed

  check       result            fact
  order       pass              13 was live in dev and preprod
  metric auc  FAIL, overridden  0.8, at least 0.82 asked for

Overridden because: campaign | <b>ends</b> Friday

Changed
  13 is tried in prod with copies of 20 % of the requests

Written
  config/releases/customer-churn.yaml

Approval: 2 of team model-risk; GitHub lets the change in only after they have approved it

Next
  git switch -c promote/customer-churn-prod-13`);
    expect(renderReport(report, true)).toMatch(/\x1b\[32mallowed/);
  });

  it("says of a refusal that nothing was written", () => {
    const refused = renderReport({ ...report, allowed: false, override: undefined }, false);
    expect(refused).toContain("customer-churn 13 to prod: refused");
    expect(refused).toMatch(/1 check did not pass\. Nothing was written\.$/);
    expect(refused).not.toContain("Written\n");
  });

  it("lets nothing that people wrote break the table of a pull request", () => {
    const markdown = renderForReview(report);
    expect(markdown).toContain("| metric auc | **fail**, overridden | 0.8, at least 0.82 asked for |");
    expect(markdown).toContain("**Overridden because:** campaign \\| &lt;b>ends&lt;/b> Friday");
  });
});

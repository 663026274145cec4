import { parsePlan, reviewPlans } from "../../review";
import { UserError } from "../../domain/problem/problem";
import { change, inputOf, planOf } from "./plans";

const problems = (plan: unknown): string => {
  try {
    parsePlan(plan, "plans/dev.json");
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  return "";
};

describe("reading a plan", () => {
  it.each([
    ["1.0 with nothing else", { format_version: "1.0" }],
    ["a later minor version", planOf([], { format_version: "1.99" })],
    ["JSON as text", JSON.stringify(planOf([change("azurerm_a.b", { after: {} })]))],
  ])("takes %s", (_, plan) => {
    expect(problems(plan)).toBe("");
  });

  it.each<[string, unknown, string]>([
    [
      "another major version",
      { format_version: "2.0" },
      "MLOPS-REVIEW-002 the plan is in a format that this version does not know (given format_version 2.0; allowed 1.x)",
    ],
    ["a state", { version: 4 }, "MLOPS-REVIEW-001 this is no plan in JSON"],
    ["no JSON", "Error: Failed to read", "MLOPS-REVIEW-001"],
    ["a list", [], "MLOPS-REVIEW-001"],
    [
      "values nested deeper than a program can follow",
      planOf([], { planned_values: JSON.parse(`${'{"a":'.repeat(9_000)}1${"}".repeat(9_000)}`) as unknown }),
      "MLOPS-REVIEW-004 the plan is nested too deeply",
    ],
    [
      "changes that are none",
      { format_version: "1.2", resource_changes: [{ address: "x" }] },
      "MLOPS-REVIEW-001 this is no complete plan",
    ],
    [
      "an errored plan",
      { format_version: "1.2", errored: true },
      "MLOPS-REVIEW-003 Terraform could not finish the plan",
    ],
    ["an incomplete plan", { format_version: "1.2", complete: false }, "MLOPS-REVIEW-003 the plan is incomplete"],
  ])("refuses %s", (_, plan, message) => {
    expect(problems(plan)).toContain("plans/dev.json ");
    expect(problems(plan)).toContain(message);
  });

  it("takes an errored plan in a review for a stack that failed", () => {
    const review = reviewPlans(inputOf({ dev: planOf([], { errored: true }), prod: [] }), { today: "2026-11-01" });
    expect(review.verdict).toBe("blocked");
    expect(review.reasons).toEqual(["stack dev could not be planned"]);
    expect(review.stacks[0]).toMatchObject({ status: "failed", failed: expect.stringContaining("error") as string });
  });
});

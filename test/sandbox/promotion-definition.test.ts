import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PlanManifest } from "../../deploy/manifest";
import type { Review } from "../../review/model";
import { Checkout, type Ran } from "../support/checkout";

const USE_CASE = "config/use-cases/customer-churn.yaml";
const STACK = "prod-customer-churn";

/** A pull request that changes how versions are promoted, from its commit to what is deployed. */
describe("a change of promotion", () => {
  const checkout = new Checkout();
  const at = (...path: string[]) => join(checkout.path, ...path);
  const mlops = (parameters: string): Ran => checkout.run(`node cli/mlops.js ${parameters}`, { MLOPS_PLAN_KEY: "" });
  const git = (...parameters: string[]) =>
    execFileSync("git", ["-c", "user.name=Test", "-c", "user.email=test@pfs.example", ...parameters], {
      cwd: checkout.path,
    });
  const commit = (message: string) => {
    git("add", "--all");
    git("commit", "--quiet", "--message", message);
  };
  const edit = (...edits: readonly (readonly [from: string, to: string])[]) => {
    let text = readFileSync(at(USE_CASE), "utf8");
    for (const [from, to] of edits) {
      expect(text).toContain(from);
      text = text.replace(from, to);
    }
    writeFileSync(at(USE_CASE), text);
  };
  const manifest = () => JSON.parse(readFileSync(at("plans/manifest.json"), "utf8")) as PlanManifest;
  const statePath = at(".sandbox/state", `${STACK}.tfstate`);
  const state = () =>
    JSON.parse(readFileSync(statePath, "utf8")) as { serial: number; outputs: Record<string, { value: unknown }> };
  const reviewed = (): Review => {
    const { code, stdout, stderr } = mlops(
      "review plans --json - --markdown comment.md --html report.html --fail-on never",
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    return JSON.parse(stdout) as Review;
  };
  const promotionIn = ({ exposures, changes }: Review) =>
    [
      ...exposures.filter(({ kind }) => kind === "promotion"),
      ...changes.filter(({ topic }) => topic === "promotion"),
    ].map(({ text }) => text);

  beforeAll(() => {
    git("init", "--quiet");
    commit("as shipped");
    for (const stacks of ["registry prod", STACK]) {
      expect(mlops(`plan --sandbox ${stacks}`)).toMatchObject({ code: 0 });
      expect(mlops("apply plans --sandbox --yes")).toMatchObject({ code: 0 });
    }
  });
  afterAll(() => checkout.remove());

  it("is no change where nothing of it changes", () => {
    expect(state().outputs["promotion"]!.value).toMatchObject({
      gates: { metrics: { auc: { atLeast: 0.82 } }, soak: "3d" },
      approvals: { count: 2 },
    });
    expect(mlops(`plan --sandbox ${STACK} --detailed-exitcode`)).toMatchObject({ code: 0 });
    expect(mlops(`review plans --fail-on security`)).toMatchObject({ code: 0 });
  });

  it("is planned by what differs, told in words, and needs security approval, though no resource changes", () => {
    edit(
      ["atLeast: 0.82", "atLeast: 0.1"],
      ["soak: 3d", "soak: 1m"],
      ["mayLose: 0.005", "mayLose: 0.5"],
      ["count: 2", "count: 1"],
      ["    - trafficPercent: 10\n      bake: 24h\n", ""],
      ["serverErrorPercent: 5", "serverErrorPercent: 50"],
    );
    commit("a weaker gate");
    expect(mlops("validate")).toMatchObject({ code: 0 });
    const planned = mlops("plan --sandbox --affected HEAD~1 --detailed-exitcode");
    // What of it is not deployed in this sandbox cannot be planned.
    expect(planned.stdout).toMatch(/^prod-customer-churn +outputs or addresses change, resources do not$/m);
    expect(manifest().stacks.map(({ name }) => name)).toEqual([
      "dev-customer-churn",
      "preprod-customer-churn",
      "prod-customer-churn",
    ]);

    expect(mlops(`plan --sandbox ${STACK} --affected HEAD~1 --detailed-exitcode`)).toMatchObject({ code: 2 });
    const review = reviewed();
    expect(review.verdict).toBe("needs-security-approval");
    expect(review.stacks).toMatchObject([{ name: STACK, status: "changes" }]);
    expect(promotionIn(review)).toEqual([
      "customer-churn: prod asks 1 instead of 2 approvals: looser",
      "customer-churn: prod asks a soak of 1m instead of 3d: looser",
      "customer-churn: prod asks auc ≥ 0.1 instead of 0.82: looser",
      "customer-churn: prod asks that auc be at most 0.5 worse than the live version's instead of 0.005: looser",
      "customer-churn: prod rolls back above 50 % server errors instead of 5: looser",
      "customer-churn: prod rolls out by 20 % copied for 1d, 50 % for 12h and 100 % for 1d instead of " +
        "20 % copied for 1d, 10 % for 1d, 50 % for 12h and 100 % for 1d " +
        "(3 instead of 4 steps, 11 % of the customers meet it after 1d instead of after 2d and live after 60h instead of after 84h): looser",
    ]);
    const [comment, report] = ["comment.md", "report.html"].map((file) => readFileSync(at(file), "utf8"));
    for (const text of promotionIn(review)) {
      expect(comment).toContain(text);
      expect(report!.replaceAll("&#39;", "'")).toContain(text);
    }
    expect(mlops("review plans --fail-on security")).toMatchObject({ code: 1 });
  });

  it("has a digest of its own, and is in the state once it is applied", () => {
    const [stack] = manifest().stacks;
    const { digest } = manifest();
    edit(["atLeast: 0.1", "atLeast: 0.05"]);
    commit("weaker still");
    expect(mlops(`plan --sandbox ${STACK}`)).toMatchObject({ code: 0 });
    expect(manifest().digest).not.toBe(digest);
    expect(mlops(`apply plans --sandbox --yes --expect-digest ${digest}`)).toMatchObject({ code: 1 });
    git("reset", "--quiet", "--hard", "HEAD~1");
    expect(mlops(`plan --sandbox ${STACK}`)).toMatchObject({ code: 0 });
    expect(manifest().stacks).toMatchObject([{ digest: (stack as { digest?: string }).digest }]);
    expect(mlops(`apply plans --sandbox --yes --expect-digest ${digest}`)).toMatchObject({ code: 0 });
    expect(state().outputs["promotion"]!.value).toMatchObject({
      gates: { metrics: { auc: { atLeast: 0.1 } }, soak: "1m" },
      approvals: { count: 1 },
    });
    expect(mlops(`plan --sandbox ${STACK} --detailed-exitcode`)).toMatchObject({ code: 0 });
  });

  it("asks for no such approval where it becomes stricter", () => {
    git("revert", "--no-edit", "HEAD");
    expect(mlops(`plan --sandbox ${STACK} --affected HEAD~1`)).toMatchObject({ code: 0 });
    const review = reviewed();
    expect(review.verdict).toBe("review");
    expect(promotionIn(review)).toHaveLength(6);
    for (const text of promotionIn(review)) expect(text).toMatch(/: stricter$/);
    expect(mlops("apply plans --sandbox --yes")).toMatchObject({ code: 0 });
  });

  it("is told whole, and is not looser, in a state from before there was such an output", () => {
    const { outputs, ...rest } = state();
    const { promotion, ...others } = outputs;
    expect(promotion).toBeDefined();
    writeFileSync(statePath, JSON.stringify({ ...rest, serial: rest.serial + 1, outputs: others }));
    expect(mlops(`plan --sandbox ${STACK}`)).toMatchObject({ code: 0 });
    const review = reviewed();
    expect(review.verdict).toBe("review");
    expect(promotionIn(review)).toEqual([
      expect.stringMatching(
        /^promotion is part of the plan from now on; it asks auc ≥ 0.82, .* 2 approvals of PFS Model Risk counted in team model-risk;/,
      ),
    ]);
    expect(mlops("apply plans --sandbox --yes")).toMatchObject({ code: 0 });
    expect(state().outputs["promotion"]).toEqual(promotion);
  });
});

import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { Checkout } from "../support/checkout";

describe("mlops offboard", () => {
  let checkout: Checkout;
  const mlops = (commandLine: string) => checkout.run(`npx mlops ${commandLine}`);
  beforeAll(() => {
    checkout = new Checkout();
    // One environment and one use case are enough, and quick.
    const path = (name: string) => join(checkout.path, "config", name);
    const organization = parse(readFileSync(path("organization.yaml"), "utf8")) as Record<string, unknown>;
    writeFileSync(path("organization.yaml"), stringify({ ...organization, promotionOrder: ["dev"] }));
    const fuel = parse(readFileSync(path("use-cases/fuel-efficiency.yaml"), "utf8")) as Record<string, unknown>;
    const promotion = fuel["promotion"] as Record<string, unknown>;
    const approvals = {
      dev: { approvers: [{ group: "e02c3613-8f64-42d2-adc0-52837492c017", name: "PFS Model Risk" }] },
    };
    writeFileSync(
      path("use-cases/fuel-efficiency.yaml"),
      stringify({
        ...fuel,
        environments: ["dev"],
        promotion: { ...promotion, approvals },
        overrides: { dev: { serving: { instances: { min: 2, max: 2 } } } },
      }),
    );
    writeFileSync(path("releases/fuel-efficiency.yaml"), 'dev:\n  live:\n    model: "4"\n');
    for (const name of ["environments/preprod.yaml", "environments/prod.yaml"]) rmSync(path(name));
    for (const folder of ["use-cases", "releases"]) rmSync(path(`${folder}/customer-churn.yaml`));
    const deployed = mlops("sandbox -- npx cdktf deploy registry dev dev-fuel-efficiency --auto-approve");
    expect({ code: deployed.code, stderr: deployed.code === 0 ? "" : deployed.stderr + deployed.stdout }).toEqual({
      code: 0,
      stderr: "",
    });
  });
  afterAll(() => checkout.remove());

  it("plans what goes and says what stays, then apply takes away exactly that", () => {
    const { code, stdout } = mlops("offboard fuel-efficiency --sandbox");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^dev-fuel-efficiency: \d+ resources go$/m);
    expect(stdout).toMatch(/online endpoint fuel-efficiency-dev-\w+: callers get errors/);
    expect(stdout).toContain("stops: fuel-efficiency 4 answers requests in dev of PFS Route Planning Apps");
    expect(stdout).toContain("stays: every version of fuel-efficiency in the registry mlr-pfs");
    expect(stdout).toContain("(30d in dev)");
    expect(stdout).toContain("git rm config/use-cases/fuel-efficiency.yaml");
    expect(existsSync(join(checkout.path, "plans", "manifest.json"))).toBe(true);

    const refused = mlops("apply plans --sandbox --yes");
    expect({ code: refused.code, stderr: refused.stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(
        /MLOPS-APPLY-024 the verdict is BLOCKED, and nothing may be applied: .*Nothing was/s,
      ),
    });
    const reason = "nobody calls the endpoint in development";
    const applied = mlops(`apply plans --sandbox --yes --blocked-anyway "${reason}"`);
    const journal = readFileSync(join(checkout.path, "plans/dev-fuel-efficiency/apply.jsonl"), "utf8");
    expect(JSON.parse(journal.split("\n")[0]!)).toMatchObject({ event: "begin", blockedAnyway: reason });
    expect({ code: applied.code, stderr: applied.stderr }).toMatchObject({ code: 0 });
    const again = mlops("offboard fuel-efficiency --sandbox");
    expect(again.stdout).toContain("dev-fuel-efficiency: nothing is deployed");
    const rest = mlops("plan dev --sandbox --detailed-exitcode");
    expect(rest.code).toBe(0);
  });

  it.each([
    ["an unknown use case", "offboard fuel-eficiency", "did you mean fuel-efficiency?"],
    [
      "an environment it is not in",
      "offboard fuel-efficiency --env prod",
      "there is no such environment (given prod; allowed dev)",
    ],
  ])("rejects %s", (_, commandLine, says) => {
    const { code, stderr } = mlops(`${commandLine} --sandbox --out other`);
    expect(code).toBe(2);
    expect(stderr).toContain(says);
    expect(existsSync(join(checkout.path, "other"))).toBe(false);
  });
});

import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Checkout } from "../support/checkout";
import { writeConfiguration } from "../support/configuration";

/**
 * The main job as its users live it: every step builds on the one before. One environment less than shipped: those before
 * the last are alike. The shipped configuration is deployed by `docs.test.ts`, as README.md says.
 */
describe("all environments in the sandbox", () => {
  const checkout = new Checkout();
  const config = join(checkout.path, "two-environments");
  const cloudFile = join(checkout.path, ".sandbox", "cloud.json");
  const devFile = join(config, "environments", "dev.yaml");
  beforeAll(() => {
    const names = ["customer-churn", "fuel-efficiency"];
    const inBoth = { environments: ["dev", "prod"], overrides: undefined };
    writeConfiguration(config, {
      organization: { promotionOrder: ["dev", "prod"] },
      environments: { preprod: undefined },
      useCases: Object.fromEntries(names.map((name) => [name, inBoth])),
      releases: Object.fromEntries(names.map((name) => [name, { preprod: undefined }])),
    });
  });
  afterAll(() => checkout.remove());

  const run = (commandLine: string) => checkout.run(commandLine, { MLOPS_CONFIG: config });

  /** Runs `npm start`, the month left out; what each stack says it did, by stack. */
  function start(): Record<string, string> {
    const { code, stdout, stderr } = run("npm start -- --no-month");
    expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
    const lines = stdout
      .split("\n")
      .map((line) => /^(\S+) {2,}(no changes|\d+ (?:added|changed|destroyed).*)$/.exec(line));
    return Object.fromEntries(lines.filter((line) => line !== null).map(([, stack, result]) => [stack!, result!]));
  }

  function cloud(): Record<string, { azurerm?: { values: Record<string, unknown> } }> {
    return (JSON.parse(readFileSync(cloudFile, "utf8")) as { resources: never }).resources;
  }

  function edit(file: string, from: string, to: string): void {
    const text = readFileSync(file, "utf8");
    expect(text).toContain(from);
    writeFileSync(file, text.replace(from, to));
  }

  const changed = (results: Record<string, string>) =>
    Object.fromEntries(Object.entries(results).filter(([, result]) => result !== "no changes"));

  const inDev = () => Object.keys(cloud()).filter((id) => id.toLowerCase().includes("/resourcegroups/rg-pfs-dev-ml"));

  it("deploys every stack", () => {
    const results = start();
    expect(Object.keys(results).sort()).toEqual([
      "bootstrap",
      "dev",
      "dev-customer-churn",
      "dev-fuel-efficiency",
      "prod",
      "prod-customer-churn",
      "prod-fuel-efficiency",
      "registry",
    ]);
    expect(Object.values(results).filter((result) => !/^\d+ added$/.test(result))).toEqual([]);
  });

  it("plans no changes the second time", () => {
    expect(changed(start())).toEqual({});
  });

  it("plans exactly the changes of an edited file, and replaces what Azure cannot change in place", () => {
    edit(devFile, "amount: 3000", "amount: 3100");
    edit(devFile, "size: Standard_E8ds_v5", "size: Standard_E4ds_v5");
    expect(changed(start())).toEqual({ dev: "1 added, 1 changed, 1 destroyed" });
  });

  it("shows and mends what was changed by hand", () => {
    const file = JSON.parse(readFileSync(cloudFile, "utf8")) as { resources: ReturnType<typeof cloud> };
    const [, budget] = Object.entries(file.resources).find(([id]) => id.endsWith("/budgets/budget-pfs-dev"))!;
    budget.azurerm!.values["amount"] = 9;
    writeFileSync(cloudFile, JSON.stringify(file));
    expect(changed(start())).toEqual({ dev: "1 changed" });
  });

  it("removes a use case from a protected environment, and nothing else", () => {
    const before = Object.keys(cloud());
    const { code } = run("npx mlops sandbox -- npx cdktf destroy prod-fuel-efficiency --auto-approve");
    expect(code).toBe(0);
    const after = new Set(Object.keys(cloud()));
    const gone = before.filter((id) => !after.has(id));
    expect(gone.length).toBeGreaterThan(30);
    expect([...after].filter((id) => /rg-pfs-prod-ml.*fuel-efficiency/.test(id))).toEqual([]);
    expect(gone.filter((id) => /rg-pfs-(dev|preprod)-ml|customer-churn/.test(id))).toEqual([]);
    expect(changed(start())).toEqual({ "prod-fuel-efficiency": expect.stringMatching(/^\d+ added$/) });
  });

  it("refuses to destroy what is protected", () => {
    const { code, stdout, stderr } = run(
      "npx mlops sandbox -- npx cdktf destroy prod --ignore-missing-stack-dependencies --auto-approve",
    );
    expect(code).not.toBe(0);
    expect(stdout + stderr).toContain("Instance cannot be destroyed");
  });

  it("destroys an environment and leaves nothing of it", () => {
    expect(inDev().length).toBeGreaterThan(50);
    const { code } = run("npx mlops sandbox -- npx cdktf destroy 'dev*' --auto-approve");
    expect({ code, left: inDev() }).toEqual({ code: 0, left: [] });
  });

  it("goes on where a killed run stopped", async () => {
    // The vault is purge-protected: its name stays taken, and a new generation has a new one.
    edit(devFile, "location: westeurope", "location: westeurope\ngeneration: 2");
    const env = { ...process.env, MLOPS_CONFIG: config };
    const child = spawn("npm", ["start"], { cwd: checkout.path, env, detached: true, stdio: "ignore" });
    while (inDev().length < 30) await sleep(20);
    process.kill(-child.pid!, "SIGKILL");
    await sleep(500);
    expect(inDev().length).toBeLessThan(130);

    expect(start()["dev"]).toMatch(/added|changed|no changes/);
    expect(changed(start())).toEqual({});
  });
});

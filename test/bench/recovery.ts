import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadConfiguration } from "../../schema/load";
import { namesOf, useCaseNamesOf } from "../../schema/names";
import { recoveryOf } from "../../schema/recovery";
import { Store } from "../../sandbox/engine/store/store";
import { project } from "../../deploy/synthesize";
import { writeConfiguration } from "../support/configuration";

/**
 * `node --require tsx/cjs test/bench/recovery.ts`: what the runbook for a lost region takes in the sandbox, from the decision to all
 * requests on the live version, and what is there then. Deploys `dev` with one use case first, which takes a minute or two.
 */
const USE_CASE = "customer-churn";
const dir = mkdtempSync(join(tmpdir(), "mlops-bench-"));
const config = join(dir, "config");

const configure = (mode: string, active: boolean): void =>
  writeConfiguration(config, {
    organization: { platform: { registry: { replicas: ["northeurope"] } } },
    environments: {
      dev: { recovery: { location: "northeurope", mode, active, network: { addressSpace: "10.40.12.0/22" } } },
    },
  });

/** Deploys; how many seconds it took. */
function deploy(sandbox: string, stacks: readonly string[], faults: readonly string[] = []): number {
  const began = performance.now();
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      ...["cli/mlops.js", "sandbox", "--dir", sandbox, ...faults, "--"],
      ...["npx", "cdktf", "deploy", ...stacks, "--auto-approve", "--output", join(dir, "out")],
    ],
    { cwd: project, encoding: "utf8", maxBuffer: 2 ** 28, env: { ...process.env, MLOPS_CONFIG: config } },
  );
  if (status !== 0) throw new Error(`${stacks.join(" ")}: ${stdout}${stderr}`);
  return (performance.now() - began) / 1000;
}

/** Requests by deployment of the endpoint in the second region. */
function traffic(sandbox: string): string {
  const { organization, environments } = loadConfiguration(config);
  const second = recoveryOf(environments.find(({ name }) => name === "dev")!)!;
  const { endpoint } = useCaseNamesOf(organization, second, USE_CASE);
  const { resourceGroup } = namesOf(organization, second);
  const found = new Store(sandbox)
    .ofType("Microsoft.MachineLearningServices/workspaces/onlineEndpoints")
    .find(({ id }) => id.includes(`/${resourceGroup}/`) && id.endsWith(`/${endpoint}`));
  return JSON.stringify((found?.body["properties"] as { traffic?: object } | undefined)?.traffic ?? "no endpoint");
}

try {
  for (const mode of ["cold", "warm"]) {
    const sandbox = join(dir, mode);
    const second = ["dev-recovery", `dev-recovery-${USE_CASE}`];
    configure(mode, false);
    deploy(sandbox, [
      ...["bootstrap", "registry", "dev", `dev-${USE_CASE}`],
      ...(mode === "warm" ? second : second.slice(0, 1)),
    ]);
    configure(mode, true);
    const seconds = deploy(sandbox, second, ["--faults", "region:westeurope"]);
    process.stdout.write(`${mode}: ${seconds.toFixed(0)} s until northeurope answers with ${traffic(sandbox)}\n`);
  }
} finally {
  rmSync(dir, { recursive: true, force: true });
}

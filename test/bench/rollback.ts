import { Testing } from "cdktf";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rollback } from "../../deploy/promotion/rollback";
import { placesOf } from "../../deploy/promotion/place";
import { loadConfiguration } from "../../schema/load";
import { trafficOf } from "../../domain/promotion/release";
import { startSandbox } from "../../sandbox";
import { UseCaseStack } from "../../stacks/use-case";
import { testApp } from "../support/app";
import { shippedTexts, writeFiles } from "../support/configuration";
import { enter } from "../support/in-sandbox";

/**
 * `node --require tsx/cjs test/bench/rollback.ts`: seconds from `mlops rollback --now` to traffic that has moved, in a
 * sandbox that holds the endpoint, its deployments and the workflow as they are synthesized. Several times; all are told.
 */
const TIMES = 5;
const USE_CASE = "customer-churn";
const ML = "Microsoft.MachineLearningServices/workspaces";

async function once(): Promise<string> {
  const dir = mkdtempSync(join(tmpdir(), "mlops-bench-"));
  const config = join(dir, "config");
  writeFiles(config, new Map(shippedTexts()));
  const configuration = loadConfiguration(config);
  const sandbox = await startSandbox({ dir: join(dir, "sandbox") });
  enter(sandbox);
  try {
    const useCase = configuration.useCases.find(({ name }) => name === USE_CASE)!;
    const environment = configuration.environments.find(({ name }) => name === "preprod")!;
    const { release } = useCase.variants.find((variant) => variant.environment === "preprod")!;
    const { ids } = placesOf(configuration, USE_CASE).get("preprod")!;
    const stack = new UseCaseStack(testApp(), "preprod", {
      organization: configuration.organization,
      environment,
      useCase,
    });
    const { resource } = JSON.parse(Testing.synth(stack)) as {
      resource: { azapi_resource: Record<string, { name: string; body: { properties: object } }> };
    };
    const workflow = Object.values(resource.azapi_resource).find(({ name }) => ids.rollback.endsWith(`/${name}`))!;
    const put = (id: string, type: string, body: object) =>
      sandbox.store.put({
        id,
        type,
        body: { location: "westeurope", ...body } as never,
        readOnly: { properties: { provisioningState: "Succeeded" } },
      });
    put(ids.workspace.split("/providers/")[0]!, "Microsoft.Resources/resourceGroups", {});
    put(ids.workspace, ML, { properties: {} });
    put(ids.rollback, "Microsoft.Logic/workflows", { properties: workflow.body.properties });
    const identity = JSON.stringify(workflow.body).match(/\/subscriptions\/[^"]*-endpoint(?=")/)![0];
    put(identity, "Microsoft.ManagedIdentity/userAssignedIdentities", {});
    put(ids.endpoint, `${ML}/onlineEndpoints`, {
      kind: "Managed",
      identity: { type: "UserAssigned", userAssignedIdentities: { [identity]: {} } },
      properties: { authMode: "AADToken", publicNetworkAccess: "Disabled", ...trafficOf(release) },
    });
    for (const { deployment } of [release.live!, release.candidate!]) {
      put(`${ids.endpoint}/deployments/${deployment}`, `${ML}/onlineEndpoints/deployments`, {
        kind: "Managed",
        properties: { endpointComputeType: "Managed", instanceType: "Standard_D2as_v4" },
      });
    }
    const report = await rollback(USE_CASE, { config, env: "preprod", reason: "a drill", by: "bench", atOnce: true });
    return report.reasons.map(({ text }) => text).find((text) => text.startsWith("all requests moved"))!;
  } finally {
    await sandbox.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

async function main(): Promise<void> {
  for (let time = 1; time <= TIMES; time++) process.stdout.write(`${await once()}\n`);
}

void main();

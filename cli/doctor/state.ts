import { sharedNamesOf, modelRegistryIdOf } from "../../schema/names";
import { createDefaultHttpClient, createHttpHeaders, createPipelineRequest } from "@azure/core-rest-pipeline";
import type { Organization } from "../../schema/configuration";
import { resourceId } from "../../domain/azure/ids";
import type { Ask } from "./ask";
import { fail, pass, unknown, type Finding } from "./line";

const bootstrap = "npx cdktf deploy bootstrap, see docs/guides/deploy-to-azure.md";

/** Whether Terraform's state can be read from here, with this identity. */
export async function checkState(ask: Ask, organization: Organization, signal: AbortSignal): Promise<Finding> {
  const { platform } = organization;
  const names = sharedNamesOf(organization);
  if (ask.azure.target === "sandbox") return pass("the sandbox keeps states in its own folder");
  const group = { subscriptionId: platform.subscription, resourceGroup: names.stateResourceGroup };
  const account = names.stateStorageAccount;
  const found = await ask.get(resourceId(group, "Microsoft.Storage/storageAccounts", account), "2024-01-01");
  if (found === undefined) {
    return platform.state.migrated
      ? fail(`${account} is not there, but its state was moved into it`, "docs/guides/deploy-to-azure.md")
      : pass(`${account} is not there yet`, `make it first: ${bootstrap}`);
  }
  const token = await ask.azure.credential.getToken("https://storage.azure.com/.default", { abortSignal: signal });
  const request = createPipelineRequest({
    url: `https://${account}.blob.core.windows.net/${names.stateContainer}?restype=container&comp=list&maxresults=1`,
    abortSignal: signal,
    headers: createHttpHeaders({ authorization: `Bearer ${token?.token ?? ""}`, "x-ms-version": "2023-11-03" }),
  });
  try {
    const { status, headers } = await createDefaultHttpClient().sendRequest(request);
    return judgeState(account, status, headers.get("x-ms-error-code"));
  } catch (error) {
    const why = signal.aborted ? "no answer in time" : (error as Error).message.split("\n")[0]!;
    return fail(
      `${account} cannot be reached from here: ${why}`,
      "use a machine in the network of platform.state.inbound in config/organization.yaml",
    );
  }
}

/** What the storage's answer to a list of one blob means. Source: Azure Storage, "Common REST API error codes". */
export function judgeState(account: string, status: number, code: string | undefined): Finding {
  if (status === 200) return pass(`${account} is reachable and readable`);
  if (code === "ContainerNotFound") return fail(`${account} holds no state container`, bootstrap);
  if (code === "AuthorizationFailure" || code === "PublicAccessNotPermitted") {
    return fail(
      `${account} refuses this address`,
      "use a machine in the network of platform.state.inbound in config/organization.yaml, or add its address there",
    );
  }
  if (status === 403) {
    return fail(
      `${account} is reachable, but this identity may not read states`,
      "ask for Storage Blob Data Contributor (to deploy) or Reader (to plan) on it; the pipeline's identities have it",
    );
  }
  return unknown(`${account} answered HTTP ${status}${code === undefined ? "" : ` ${code}`}`, "run the command again");
}

/** Whether the model registry is there, which environments are deployed after. */
export async function checkRegistry(ask: Ask, organization: Organization, anyDeployed: boolean): Promise<Finding> {
  const names = sharedNamesOf(organization);
  const found = await ask.get(modelRegistryIdOf(organization), "2025-06-01");
  if (found !== undefined) return pass(`${names.registry} is there`);
  const deploy = "npx cdktf deploy registry";
  return anyDeployed
    ? fail(`${names.registry} is gone, and models come from it`, deploy)
    : pass(`${names.registry} is not there yet`, `make it before the environments: ${deploy}`);
}

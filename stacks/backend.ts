import { sharedNamesOf } from "../schema/names";
import { AzurermBackend, LocalBackend, TerraformOutput, type TerraformStack } from "cdktf";
import { join } from "node:path";
import type { Organization } from "../schema/configuration";
import { STACK_OUTPUT } from "../domain/terraform/state-owner";

/** Where Terraform state goes: files in a folder (the sandbox), or the blob container that `bootstrap` made. */
export type StateLocation = { readonly kind: "folder"; readonly path: string } | { readonly kind: "azure" };

/** Gives a stack its own state: one file or one blob per stack, named after it, and with its name in it. */
export function placeState(
  stack: TerraformStack,
  id: string,
  location: StateLocation,
  organization: Organization,
): void {
  new TerraformOutput(stack, "Stack", { value: id, description: "Whose state this is." }).overrideLogicalId(
    STACK_OUTPUT,
  );
  if (location.kind === "folder") {
    new LocalBackend(stack, { path: join(location.path, `${id}.tfstate`) });
    return;
  }
  if (id === "bootstrap" && !organization.platform.state.migrated) {
    // The container does not exist before bootstrap has made it: its own state starts in a file beside the code.
    new LocalBackend(stack, { path: "bootstrap.tfstate" });
    return;
  }
  const { subscription } = organization.platform;
  const names = sharedNamesOf(organization);
  new AzurermBackend(stack, {
    subscriptionId: subscription,
    tenantId: organization.tenant,
    resourceGroupName: names.stateResourceGroup,
    storageAccountName: names.stateStorageAccount,
    containerName: names.stateContainer,
    key: `${id}.tfstate`,
    useAzureadAuth: true,
  });
}

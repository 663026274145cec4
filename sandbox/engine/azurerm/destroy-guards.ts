import { ArmError } from "../arm/arm-error";
import type { Cloud } from "../arm/cloud";
import type { AzurermSettings } from "./provider-settings";

/** What azurerm looks at before it deletes. */
export const destroyGuards: Readonly<Record<string, (cloud: Cloud, id: string, settings: AzurermSettings) => void>> = {
  azurerm_resource_group: (cloud, id, { features }) => {
    if (!features.preventGroupDeletion) return;
    const held = cloud
      .within(id)
      .filter(({ id: inner }) =>
        /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/[^/]+\/[^/]+\/[^/]+$/i.test(inner),
      );
    const resources = held.filter(({ type }) => !/^Microsoft\.(Authorization|Consumption)\//i.test(type));
    if (resources.length === 0) return;
    throw new ArmError(
      409,
      "ResourceGroupNotEmpty",
      `deleting Resource Group "${id.split("/").at(-1)!}": the Resource Group still contains Resources. Terraform is configured to check for Resources within the Resource Group when deleting it, and these exist: ${resources.map((resource) => resource.id).join(", ")}. To have Terraform delete them, set prevent_deletion_if_contains_resources to false in the features block.`,
    );
  },
};

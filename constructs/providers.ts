import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import type { TerraformStack } from "cdktf";
import { AzapiProvider } from "./azapi";

/** What the providers of one stack are told. */
export interface ProviderProps {
  /** GUID of the subscription the stack deploys into. */
  readonly subscription: string;
  /** GUID of the Entra tenant. */
  readonly tenant: string;
  /**
   * Whether destroying a log workspace or an Azure ML workspace frees its name at once. Otherwise Azure keeps it for
   * 14 days and the name stays taken.
   * @default false
   */
  readonly purgeOnDestroy?: boolean;
  /**
   * Whether a resource group may be destroyed with things in it that Terraform did not make. Azure puts an alert rule
   * of its own beside every Application Insights, so an environment that is to be rebuilt at will needs this.
   * @default false
   */
  readonly deleteNonEmptyResourceGroup?: boolean;
}

/** Defines the azurerm and azapi providers of a stack. Credentials come from the environment (`ARM_…`) or `az login`. */
export function configureProviders(stack: TerraformStack, props: ProviderProps): void {
  const purgeOnDestroy = props.purgeOnDestroy ?? false;

  new AzurermProvider(stack, "azurerm", {
    subscriptionId: props.subscription,
    tenantId: props.tenant,
    // The bootstrap registers what is needed; identities that deploy have no right to register more.
    resourceProviderRegistrations: "none",
    // Storage keys are off.
    storageUseAzuread: true,
    features: [
      {
        // Otherwise every refresh calls the blob and queue endpoints, which a private account refuses.
        storage: [{ dataPlaneAvailable: false }],
        resourceGroup: [{ preventDeletionIfContainsResources: !(props.deleteNonEmptyResourceGroup ?? false) }],
        keyVault: [{ purgeSoftDeleteOnDestroy: false, recoverSoftDeletedKeyVaults: true }],
        logAnalyticsWorkspace: [{ permanentlyDeleteOnDestroy: purgeOnDestroy }],
        machineLearning: [{ purgeSoftDeletedWorkspaceOnDestroy: purgeOnDestroy }],
      },
    ],
  });

  new AzapiProvider(stack, "azapi", {
    subscriptionId: props.subscription,
    tenantId: props.tenant,
    skipProviderRegistration: true,
    disableDefaultOutput: true,
  });
}

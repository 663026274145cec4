import { Construct } from "constructs";
import { checkRegistryInbound } from "../../domain/azure/registry-rules";
import { publisherAccess, registryDeployerAccess } from "../../domain/access/access";
import { RoleGrant, group, type EntraGroup, type IdentityPrincipal } from "../access";
import type { Placement } from "../arm-resource";
import { AzapiResource, ML_API_VERSION } from "../azapi";
import type { Inbound } from "../network/inbound";
import { named, requireValid, type Rule } from "../rules";

/** A registry as Azure ML takes it. Storage and container registry of each region are made by Azure ML itself. */
export interface RegistryBody {
  readonly kind: "registry";
  readonly properties: {
    readonly publicNetworkAccess: "Enabled" | "Disabled";
    /** The registry's own region first. */
    readonly regionDetails: readonly {
      readonly location: string;
      readonly storageAccountDetails: readonly {
        readonly systemCreatedStorageAccount: {
          readonly storageAccountType: "Standard_LRS";
          readonly storageAccountHnsEnabled: false;
          readonly allowBlobPublicAccess: false;
        };
      }[];
      readonly acrDetails: readonly { readonly systemCreatedAcrAccount: { readonly acrAccountSku: "Premium" } }[];
    }[];
  };
}

export interface ModelRegistryProps extends Placement {
  /** Name of the registry, unique in the Entra tenant; cannot change. */
  readonly name: string;
  /** Its ARM id, computed from the configuration. */
  readonly key: string;
  /** Further regions. A workspace can use the registry only from a region that has a replica. @default - none */
  readonly replicas?: readonly string[];
  /** Who may reach it. A registry has no list of addresses: public is open to every address, with a token. */
  readonly inbound: Inbound;
  /** Whether Terraform refuses to destroy the registry, and every shared model with it. */
  readonly preventDestroy: boolean;
}

const registryRules: readonly Rule<ModelRegistryProps>[] = [
  named("MLOPS-REGISTRY-001", "registry"),
  {
    code: "MLOPS-REGISTRY-002",
    check: ({ inbound }) => {
      const mistake = checkRegistryInbound(inbound);
      if (mistake === undefined) return undefined;
      const { says, ...rest } = mistake;
      return { ...rest, message: `allowedAddresses ${says}` };
    },
  },
];

/**
 * The registry that models, components and environments are shared through. Azure ML makes its storage and container
 * registry in a resource group of its own, one pair per region.
 *
 * Limitations: the region it is made in cannot change. Making it takes Azure up to an hour.
 */
export class ModelRegistry extends Construct {
  readonly resource: AzapiResource;
  private readonly key: string;

  constructor(scope: Construct, id: string, props: ModelRegistryProps) {
    super(scope, id);
    requireValid(this, registryRules, props);
    this.key = props.key;
    const locations = [...new Set([props.location, ...(props.replicas ?? [])])];
    const body: RegistryBody = {
      kind: "registry",
      properties: {
        publicNetworkAccess: props.inbound.mode === "public" ? "Enabled" : "Disabled",
        regionDetails: locations.map((location) => ({
          location,
          storageAccountDetails: [
            {
              systemCreatedStorageAccount: {
                storageAccountType: "Standard_LRS",
                storageAccountHnsEnabled: false,
                allowBlobPublicAccess: false,
              },
            },
          ],
          acrDetails: [{ systemCreatedAcrAccount: { acrAccountSku: "Premium" } }],
        })),
      },
    };
    this.resource = new AzapiResource(this, "Resource", {
      type: `Microsoft.MachineLearningServices/registries@${ML_API_VERSION}`,
      name: props.name,
      parentId: props.resourceGroup.id,
      location: props.location,
      identity: { type: "SystemAssigned" },
      body,
      ignoreCasing: true,
      timeouts: { create: "60m", update: "60m", delete: "60m" },
      lifecycle: { preventDestroy: props.preventDestroy },
    });
  }

  /** Lets a group publish and change models, components and environments. */
  grantPromoter(promoters: EntraGroup): RoleGrant {
    return new RoleGrant(this, `Promoter-${promoters.group.toLowerCase()}`, {
      scope: this.resource.id,
      scopeKey: this.key,
      role: "amlRegistryUser",
      principal: group(promoters.group),
    });
  }

  /** Lets the identity of pipelines that publish do so. */
  grantPublisher(principal: IdentityPrincipal): readonly RoleGrant[] {
    return publisherAccess.map(
      ({ role }) =>
        new RoleGrant(this, `Publisher-${role}`, {
          scope: this.resource.id,
          scopeKey: this.key,
          role,
          principal,
        }),
    );
  }

  /** Lets the identity that deploys an environment make private endpoints to the registry. */
  grantDeployer(environment: string, principal: IdentityPrincipal): readonly RoleGrant[] {
    return registryDeployerAccess.map(
      ({ role }) =>
        new RoleGrant(this, `Deployer-${environment}-${role}`, {
          scope: this.resource.id,
          scopeKey: this.key,
          role,
          principal,
        }),
    );
  }
}

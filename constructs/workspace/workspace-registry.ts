import { ContainerRegistry } from "@cdktf/provider-azurerm/lib/container-registry";
import { Construct } from "constructs";
import type { Logs, Placement } from "../arm-resource";
import { Diagnostics } from "../governance/diagnostics";
import { allowedBlocks, type Inbound } from "../network/inbound";
import type { IEncryptionKey } from "./encryption-key";
import { named, range, requireValid, type Rule } from "../rules";

export interface WorkspaceRegistryProps extends Placement {
  /** Name of the registry, unique in Azure. */
  readonly name: string;
  readonly inbound: Inbound;
  /** Whether images are kept in several zones of the region and of each replica's. A change replaces the registry. */
  readonly zoneRedundant: boolean;
  /** Other regions that hold a copy of every image. @default - none */
  readonly replicas?: readonly string[];
  /** Whole days that an image without a tag is kept. 1–365. @default 30 */
  readonly untaggedRetentionDays?: number;
  /** Whether Terraform refuses to destroy the registry. */
  readonly preventDestroy: boolean;
  /** The Log Analytics workspace that logs go to. */
  readonly logs: Logs;
  /** A key of the company's that encrypts the images. Azure takes one at creation only. @default - Microsoft's keys */
  readonly encryptionKey?: IEncryptionKey | undefined;
}

const registryRules: readonly Rule<WorkspaceRegistryProps>[] = [
  named("MLOPS-CONTAINER-REGISTRY-001", "containerRegistry"),
  range("MLOPS-CONTAINER-REGISTRY-002", "untaggedRetentionDays", (props) => props.untaggedRetentionDays, {
    min: 1,
    max: 365,
  }),
  {
    code: "MLOPS-CONTAINER-REGISTRY-003",
    check: ({ location, replicas = [] }) => {
      const repeated = replicas.filter((replica, index) => replica === location || replicas.indexOf(replica) !== index);
      if (repeated.length === 0) return undefined;
      return {
        message: "a replica is in a region that has the images already",
        given: repeated.join(", "),
        allowed: `regions other than ${location}, each once`,
      };
    },
  },
];

/**
 * The registry that environments and models are packed into. Premium, because only that has private endpoints, network
 * rules, replicas and retention. Neither an admin user nor anonymous pulls.
 *
 * Made together with the workspace: adding one later replaces the workspace.
 *
 * Limitations: no content trust (Docker has ended it and Azure retires it) and no quarantine, which would keep every
 * image from Azure ML until a scanner releases it. While public access is off, ACR Tasks cannot reach the registry:
 * the workspace builds images on one of its own clusters.
 */
export class WorkspaceRegistry extends Construct {
  readonly resource: ContainerRegistry;

  constructor(scope: Construct, id: string, props: WorkspaceRegistryProps) {
    super(scope, id);
    requireValid(this, registryRules, props);
    const isPublic = props.inbound.mode === "public";
    const replicas = [...(props.replicas ?? [])].sort();

    this.resource = new ContainerRegistry(this, "Resource", {
      name: props.name,
      location: props.location,
      resourceGroupName: props.resourceGroup.name,
      sku: "Premium",
      adminEnabled: false,
      anonymousPullEnabled: false,
      dataEndpointEnabled: true,
      // Azure allows this to be off only where public access is off, too.
      exportPolicyEnabled: isPublic,
      publicNetworkAccessEnabled: isPublic,
      networkRuleBypassOption: "AzureServices",
      networkRuleSet: [
        {
          defaultAction: "Deny",
          ipRule: allowedBlocks(props.inbound).map((ipRange) => ({ action: "Allow", ipRange })),
        },
      ],
      retentionPolicyInDays: props.untaggedRetentionDays ?? 30,
      zoneRedundancyEnabled: props.zoneRedundant,
      georeplications: replicas.map((location) => ({ location, zoneRedundancyEnabled: props.zoneRedundant })),
      ...encryptedWith(props.encryptionKey),
      lifecycle: { preventDestroy: props.preventDestroy },
    });
    new Diagnostics(this, "Diagnostics", { target: this.resource, kind: "containerRegistry", logs: props.logs });
  }

  /** ARM id. */
  get id(): string {
    return this.resource.id;
  }
}

/** A registry that is encrypted with a key of the company's. */
const encryptedWith = (key: IEncryptionKey | undefined) =>
  key && {
    identity: { type: "UserAssigned", identityIds: [key.identity.id] },
    encryption: [{ keyVaultKeyId: key.uri, identityClientId: key.identity.clientId }],
    dependsOn: [...key.ready],
  };

import { Construct } from "constructs";
import type { Logs, Placement } from "../arm-resource";
import { AzapiResource } from "../azapi";
import { Diagnostics } from "../governance/diagnostics";
import { allowedBlocks, type Inbound } from "../network/inbound";
import { softDeleteLimits } from "../../domain/azure/retention";
import { daysOf, named, range, requireValid, type Rule } from "../rules";

export interface WorkspaceVaultProps extends Placement {
  /** Name of the vault, unique in Azure, also among deleted vaults. */
  readonly name: string;
  /** GUID of the Entra tenant that the vault trusts. */
  readonly tenant: string;
  readonly inbound: Inbound;
  /**
   * Whole days that a deleted vault or secret is kept; nothing can shorten them, and the name stays taken. 7–90. Cannot
   * be changed later.
   * @default 90
   */
  readonly softDeleteDays?: number;
  /** Whether Terraform refuses to destroy the vault. */
  readonly preventDestroy: boolean;
  /** The Log Analytics workspace that logs go to. */
  readonly logs: Logs;
}

const vaultRules: readonly Rule<WorkspaceVaultProps>[] = [
  named("MLOPS-VAULT-001", "keyVault"),
  range("MLOPS-VAULT-002", "softDeleteDays", (props) => props.softDeleteDays, daysOf(softDeleteLimits)),
];

/**
 * The vault that Azure ML keeps connection secrets in. Access by roles only, purge protection on, closed by default.
 *
 * Made through azapi: azurerm 4.55 speaks control-plane versions that Azure retires on 2027-02-27, and waits about two
 * minutes for a vault to become consistent.
 *
 * Limitations: a destroyed vault keeps its name for `softDeleteDays`; a rebuilt environment takes a new one by counting
 * up its `generation`.
 */
export class WorkspaceVault extends Construct {
  readonly resource: AzapiResource;

  constructor(scope: Construct, id: string, props: WorkspaceVaultProps) {
    super(scope, id);
    requireValid(this, vaultRules, props);

    this.resource = new AzapiResource(this, "Resource", {
      type: "Microsoft.KeyVault/vaults@2026-02-01",
      name: props.name,
      parentId: props.resourceGroup.id,
      location: props.location,
      body: {
        properties: {
          tenantId: props.tenant,
          sku: { family: "A", name: "standard" },
          enableRbacAuthorization: true,
          enableSoftDelete: true,
          softDeleteRetentionInDays: props.softDeleteDays ?? 90,
          enablePurgeProtection: true,
          enabledForDeployment: false,
          enabledForDiskEncryption: false,
          enabledForTemplateDeployment: false,
          publicNetworkAccess: props.inbound.mode === "public" ? "Enabled" : "Disabled",
          networkAcls: {
            bypass: "AzureServices",
            defaultAction: "Deny",
            ipRules: allowedBlocks(props.inbound).map((value) => ({ value })),
            virtualNetworkRules: [],
          },
        },
      },
      ignoreCasing: true,
      lifecycle: { preventDestroy: props.preventDestroy },
    });
    new Diagnostics(this, "Diagnostics", { target: this.resource, kind: "vault", logs: props.logs });
  }

  /** ARM id. */
  get id(): string {
    return this.resource.id;
  }
}

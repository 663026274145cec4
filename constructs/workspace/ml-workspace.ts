import { fixedPathsOf } from "../../domain/azure/fixed-properties";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { ArmResource, Logs, Placement } from "../arm-resource";
import { AzapiResource, AzapiResourceAction, retryRefused } from "../azapi";
import { Diagnostics } from "../governance/diagnostics";
import type { Inbound } from "../network/inbound";
import type { IEncryptionKey } from "./encryption-key";
import { checkRuleType, outboundRuleName } from "../../domain/network/managed-network";
import { named, requireValid, told, type Rule } from "../rules";
import {
  isolationModes,
  type Outbound,
  type OutboundRuleProps,
  type PrivateEndpointRuleProps,
  renderOutboundRule,
} from "./outbound";

export interface MlWorkspaceProps extends Placement {
  /** Name of the workspace; stays taken for 14 days after a destroy that does not purge. */
  readonly name: string;
  /** What people see in the studio. @default - the name */
  readonly friendlyName?: string;
  /** User-assigned identity that the workspace acts as. */
  readonly identity: ArmResource;
  /** The roles that identity has been given on the four resources below: Azure checks them while it makes the workspace. */
  readonly grants: readonly ITerraformDependable[];
  readonly storage: ArmResource;
  readonly vault: ArmResource;
  readonly containerRegistry: ArmResource;
  readonly applicationInsights: ArmResource;
  /** The Log Analytics workspace that logs go to. */
  readonly logs: Logs;
  readonly inbound: Inbound;
  readonly outbound: Outbound;
  /**
   * Endpoints of the managed network to what jobs need and Azure ML makes none to by itself, by the name of their rule.
   * @default - none
   */
  readonly ownEndpoints?: Readonly<Record<string, PrivateEndpointRuleProps>>;
  /**
   * Name of a cluster of this workspace that builds images. Needed wherever the container registry does not let everybody
   * in, because Azure's own builders are turned away then. The cluster need not exist yet.
   * @default - Azure's builders
   */
  readonly imageBuildCluster?: string;
  /**
   * A key of the company's that encrypts what Azure ML keeps of the workspace on its own side. Taken at creation only; the
   * temporary disks of computes are encrypted along with it, by Microsoft's keys.
   * @default - Microsoft's keys
   */
  readonly encryptionKey?: IEncryptionKey | undefined;
  /** Whether destroying the workspace frees its name at once, without a way back. @default false */
  readonly purgeOnDestroy?: boolean;
  /** Whether Terraform refuses to destroy the workspace. */
  readonly preventDestroy: boolean;
}

const workspaceRules: readonly Rule<MlWorkspaceProps>[] = [
  named("MLOPS-WORKSPACE-001", "workspace"),
  {
    code: "MLOPS-WORKSPACE-002",
    check: ({ outbound }) => {
      const bad = Object.keys(outbound.rules ?? {}).filter((key) => !outboundRuleName.pattern.test(key));
      if (bad.length === 0) return undefined;
      return {
        message: "the name of an outbound rule is not one that Azure accepts",
        given: bad.join(", "),
        allowed: outboundRuleName.allowed,
      };
    },
  },
  {
    code: "MLOPS-WORKSPACE-003",
    check: ({ outbound }) => {
      for (const [name, { type }] of Object.entries(outbound.rules ?? {})) {
        const mistake = checkRuleType(outbound.mode, type);
        if (mistake !== undefined) return told(`outbound.rules.${name}`, { ...mistake, given: type });
      }
      return undefined;
    },
  },
];

/**
 * Encryption on the service's side: what Azure ML keeps of a workspace stays in its own subscription. The identity is named, or
 * the service looks for the permission of another one.
 * Source: azurerm 4.55.0, machine_learning_workspace, `encryption.user_assigned_identity_id`.
 */
const encryptedWith = (key: IEncryptionKey) => ({
  enableServiceSideCMKEncryption: true,
  encryption: {
    status: "Enabled" as const,
    identity: { userAssignedIdentity: key.identity.id },
    keyVaultProperties: { keyVaultArmId: key.vault.id, keyIdentifier: key.versionUri },
  },
});

/** What Azure says while a role that was just granted has not reached every region. */
const PROPAGATION = retryRefused(
  "AuthorizationFailed",
  "FailedIdentityOperation",
  "does not have (the )?(authorization|permissions?)",
);

/**
 * An Azure Machine Learning workspace that acts as a user-assigned identity and reaches its data by identity, in a
 * managed network that is provisioned at once, for serverless Spark as well where monitors may run.
 *
 * Made through azapi: azurerm cannot set `systemDatastoresAuthMode`.
 *
 * Limitations: at this API version a public workspace cannot be narrowed to address ranges; its storage, vault and
 * registry are. A workspace cannot be moved to another storage account, vault, registry or Application Insights:
 * such a change replaces it, and the plan says so.
 */
export class MlWorkspace extends Construct {
  readonly resource: AzapiResource;

  constructor(scope: Construct, id: string, props: MlWorkspaceProps) {
    super(scope, id);
    requireValid(this, workspaceRules, props);
    const key = props.encryptionKey;
    const dependencies = {
      storageAccount: props.storage.id,
      keyVault: props.vault.id,
      applicationInsights: props.applicationInsights.id,
      containerRegistry: props.containerRegistry.id,
    };

    this.resource = new AzapiResource(this, "Resource", {
      type: "Microsoft.MachineLearningServices/workspaces@2025-06-01",
      name: props.name,
      parentId: props.resourceGroup.id,
      location: props.location,
      identity: {
        type: "UserAssigned",
        identityIds: [props.identity.id, ...(key === undefined ? [] : [key.identity.id])],
      },
      body: {
        kind: "Default",
        sku: { name: "Basic", tier: "Basic" },
        properties: {
          friendlyName: props.friendlyName ?? props.name,
          ...dependencies,
          primaryUserAssignedIdentity: props.identity.id,
          systemDatastoresAuthMode: "Identity",
          publicNetworkAccess: props.inbound.mode === "public" ? "Enabled" : "Disabled",
          allowPublicAccessWhenBehindVnet: false,
          hbiWorkspace: key !== undefined,
          v1LegacyMode: false,
          managedNetwork: { isolationMode: isolationModes[props.outbound.mode] },
          // Otherwise the first job waits for the network, ten minutes and more.
          provisionNetworkNow: true,
          ...(key !== undefined && encryptedWith(key)),
          ...(props.imageBuildCluster === undefined ? {} : { imageBuildCompute: props.imageBuildCluster }),
        },
      },
      replaceTriggersExternalValues:
        key === undefined
          ? dependencies
          : { ...dependencies, encryptionKey: key.uri, encryptionIdentity: key.identity.id },
      ignoreCasing: true,
      retry: PROPAGATION,
      timeouts: { create: "45m", update: "45m", delete: "45m" },
      deleteQueryParameters: (props.purgeOnDestroy ?? false) ? { forceToPurge: ["true"] } : undefined,
      dependsOn: [...props.grants, ...(key?.ready ?? [])],
      lifecycle: { preventDestroy: props.preventDestroy },
    });
    new Diagnostics(this, "Diagnostics", { target: this.resource, kind: "workspace", logs: props.logs });
    const own = this.addOutboundRules("OwnEndpoints", props.ownEndpoints ?? {});
    const others = this.addOutboundRules("OutboundRules", props.outbound.rules ?? {});
    // Monitors run where the internet is open; where it is not, Azure ML runs none.
    if (props.outbound.mode === "internet") this.provisionForSpark([...own, ...others]);
  }

  /** ARM id. */
  get id(): string {
    return this.resource.id;
  }

  private addOutboundRules(id: string, rules: Readonly<Record<string, OutboundRuleProps>>): AzapiResource[] {
    const parts = new Construct(this, id);
    return Object.entries(rules).map(
      ([name, rule]) =>
        new AzapiResource(parts, name, {
          type: "Microsoft.MachineLearningServices/workspaces/outboundRules@2025-06-01",
          name,
          parentId: this.id,
          body: { properties: renderOutboundRule(rule) },
          replaceTriggersRefs: fixedPathsOf("Microsoft.MachineLearningServices/workspaces/outboundRules"),
          // Azure changes the managed network one rule at a time and refuses a second change meanwhile.
          locks: [this.id],
          ignoreCasing: true,
          retry: PROPAGATION,
        }),
    );
  }

  /**
   * Makes the managed network ready for serverless Spark, on which monitors run. `provisionNetworkNow` makes it without.
   * Source: Azure ML, how-to-managed-network, "Configure for serverless Spark jobs".
   */
  private provisionForSpark(after: readonly AzapiResource[]): void {
    new AzapiResourceAction(this, "SparkNetwork", {
      type: "Microsoft.MachineLearningServices/workspaces@2025-06-01",
      resourceId: this.id,
      action: "provisionManagedNetwork",
      body: { includeSpark: true },
      locks: [this.id],
      timeouts: { create: "60m", update: "60m" },
      dependsOn: [...after],
    });
  }
}

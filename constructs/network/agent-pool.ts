import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { fixedPathsOf } from "../../domain/azure/fixed-properties";
import { agentCount, type AgentImage } from "../../domain/network/runners";
import type { ArmResource, Placement } from "../arm-resource";
import { AzapiResource } from "../azapi";
import { checkNamed, named, range, requireValid, type Rule } from "../rules";

export interface AgentPoolProps extends Placement {
  /** Name of the pool, in Azure and in Azure DevOps. 3–44 letters, digits, `.` and `-`. */
  readonly name: string;
  /** Name of the dev center that Azure wants the pool to belong to. 3–26 letters, digits and `-`. */
  readonly devCenterName: string;
  /** Name of the dev center's project. 3–63 letters, digits, `.`, `_` and `-`. */
  readonly devCenterProjectName: string;
  /** The subnet, delegated to `Microsoft.DevOpsInfrastructure/pools`; nothing else may stand in it. */
  readonly subnet: ArmResource;
  /** URL of the organization of Azure DevOps, `https://dev.azure.com/<name>`. */
  readonly organizationUrl: string;
  /** Name of the one project whose pipelines may use the pool. */
  readonly project: string;
  /** Size of each agent's machine, e.g. `Standard_D2ads_v5`. */
  readonly size: string;
  /** What is installed on it. */
  readonly image: AgentImage;
  /** Agents at once, each of which needs an address of the subnet. 1–10000. */
  readonly maxAgents: number;
  /** What has to be there before the pool: roles of the service on the network. @default - nothing */
  readonly dependsOn?: ITerraformDependable[];
}

const agentPoolRules: readonly Rule<AgentPoolProps>[] = [
  named("MLOPS-NETWORK-013", "agentPool"),
  { code: "MLOPS-NETWORK-014", check: ({ devCenterName }) => checkNamed("devCenter", devCenterName) },
  {
    code: "MLOPS-NETWORK-014",
    check: ({ devCenterProjectName }) => checkNamed("devCenterProject", devCenterProjectName),
  },
  range("MLOPS-NETWORK-015", "maxAgents", ({ maxAgents }) => maxAgents, agentCount),
];

/**
 * A Managed DevOps Pool: Azure DevOps puts an agent into the subnet when a job of one project waits for it, and throws its machine
 * away after the job. Nobody keeps machines, images or tokens, and an idle pool costs nothing. The dev center and its project
 * hold nothing; Azure wants a pool to belong to them.
 *
 * Azure makes an agent pool of the same name in the organization, with the rights in Azure DevOps of whoever deploys it first:
 * administrator of agent pools there. Its administrators are those of the organization's pools (`Inherit`), whoever made it.
 * It is open to no pipeline until one is let at it.
 *
 * Limitations: cores are a quota of Managed DevOps Pools' own, five of each family where nothing was asked for. A region must
 * offer the service. As long as the pool is there, Azure keeps the subnet from being deleted.
 */
export class AgentPool extends Construct {
  /** The pool. */
  readonly resource: AzapiResource;

  constructor(scope: Construct, id: string, props: AgentPoolProps) {
    super(scope, id);
    requireValid(this, agentPoolRules, props);
    const { resourceGroup, location, dependsOn } = props;
    const common = { parentId: resourceGroup.id, location, ignoreCasing: true } as const;
    const devCenter = new AzapiResource(this, "DevCenter", {
      ...common,
      type: "Microsoft.DevCenter/devcenters@2025-02-01",
      name: props.devCenterName,
      body: {},
    });
    const project = new AzapiResource(this, "Project", {
      ...common,
      type: "Microsoft.DevCenter/projects@2025-02-01",
      name: props.devCenterProjectName,
      body: { properties: { devCenterId: devCenter.id } },
      replaceTriggersRefs: fixedPathsOf("Microsoft.DevCenter/projects"),
    });
    this.resource = new AzapiResource(this, "Resource", {
      ...common,
      type: "Microsoft.DevOpsInfrastructure/pools@2025-09-20",
      name: props.name,
      body: { properties: renderPool(props, project.id) },
      replaceTriggersRefs: fixedPathsOf("Microsoft.DevOpsInfrastructure/pools"),
      ...(dependsOn !== undefined && { dependsOn }),
    });
  }
}

const renderPool = (props: AgentPoolProps, devCenterProjectResourceId: string) => ({
  devCenterProjectResourceId,
  maximumConcurrency: props.maxAgents,
  agentProfile: { kind: "Stateless" as const },
  organizationProfile: {
    kind: "AzureDevOps" as const,
    organizations: [
      {
        url: props.organizationUrl,
        projects: [props.project],
        // Of several organizations the sum has to be maximumConcurrency; left out, Azure takes it for 0.
        parallelism: props.maxAgents,
        openAccess: false,
      },
    ],
    permissionProfile: { kind: "Inherit" as const },
  },
  fabricProfile: {
    kind: "Vmss" as const,
    sku: { name: props.size },
    images: [{ wellKnownImageName: `${props.image}/latest` as const, buffer: "*" as const }],
    networkProfile: { subnetId: props.subnet.id },
  },
});

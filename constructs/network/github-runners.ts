import { Token } from "cdktf";
import { Construct } from "constructs";
import { fixedPathsOf } from "../../domain/azure/fixed-properties";
import { businessIdPattern } from "../../domain/network/runners";
import type { ArmResource, Placement } from "../arm-resource";
import { AzapiResource } from "../azapi";
import { named, requireValid, type Rule } from "../rules";

export interface GitHubRunnersProps extends Placement {
  /** Name of the network settings. 1–80 letters, digits, `_`, `.` and `-`. */
  readonly name: string;
  /** The subnet, delegated to `GitHub.Network/networkSettings`; nothing else may stand in it. */
  readonly subnet: ArmResource;
  /**
   * `databaseId` of the GitHub organization, or of its enterprise where that keeps the runners, as GitHub's GraphQL API
   * tells it. 1–19 digits. A change replaces the settings, and GitHub's network configuration has to be given the new id.
   */
  readonly businessId: string;
}

const runnersRules: readonly Rule<GitHubRunnersProps>[] = [
  named("MLOPS-NETWORK-005", "gitHubNetworkSettings"),
  {
    code: "MLOPS-NETWORK-006",
    check: ({ businessId }) =>
      Token.isUnresolved(businessId) || businessIdPattern.test(businessId)
        ? undefined
        : {
            message: "businessId is not the databaseId of an organization or enterprise",
            given: businessId,
            allowed: "1 to 19 digits",
          },
  },
];

/**
 * Lets GitHub put its own runners into a subnet: they reach what is private there, and nobody keeps machines for them.
 * Azure tells by the tag `GitHubId` what the settings are called in GitHub's network configuration, which is made there.
 *
 * Limitations: the region must be one that GitHub offers, and the organization's plan Team or Enterprise Cloud
 * (docs.github.com, "About Azure private networking for GitHub-hosted runners"). As long as the settings are there, Azure
 * keeps the subnet from being deleted.
 */
export class GitHubRunners extends Construct {
  readonly resource: AzapiResource;

  constructor(scope: Construct, id: string, props: GitHubRunnersProps) {
    super(scope, id);
    requireValid(this, runnersRules, props);
    this.resource = new AzapiResource(this, "Resource", {
      type: "GitHub.Network/networkSettings@2024-04-02",
      name: props.name,
      parentId: props.resourceGroup.id,
      location: props.location,
      body: { properties: { subnetId: props.subnet.id, businessId: props.businessId } },
      ignoreCasing: true,
      replaceTriggersRefs: fixedPathsOf("GitHub.Network/networkSettings"),
      // Azure's own: without this each plan would take it away.
      lifecycle: { ignoreChanges: ['tags["GitHubId"]'] },
    });
  }
}

import { Construct } from "constructs";
import type { ResourceGroupRef } from "../../domain/azure/ids";
import { GitHubTrust, type GitHubRepository } from "./github-trust";
import { Identity } from "./identity";

export interface PublisherProps {
  /** Name of the identity. */
  readonly name: string;
  /** Where it is made. */
  readonly location: string;
  /** Name of its resource group; a reference to it. */
  readonly resourceGroupName: string;
  /** The same from the configuration. */
  readonly resourceGroup: ResourceGroupRef;
  /** The environment on GitHub whose jobs are trusted. */
  readonly environment: string;
  /**
   * The repository on GitHub whose tokens are trusted.
   * @default - none: service connections of Azure DevOps are trusted where their tokens are known
   */
  readonly repository?: GitHubRepository;
}

/**
 * What pipelines publish with. It holds nothing here: its one role is on the registry, by whoever makes that
 * (`ModelRegistry.grantPublisher`).
 */
export class Publisher extends Construct {
  readonly identity: Identity;

  constructor(scope: Construct, id: string, props: PublisherProps) {
    super(scope, id);
    const { repository, environment, resourceGroupName } = props;
    this.identity = new Identity(this, "Identity", {
      name: props.name,
      location: props.location,
      resourceGroupName,
      resourceGroup: props.resourceGroup,
    });
    if (repository === undefined) return;
    new GitHubTrust(this, "Trust", {
      identity: this.identity,
      resourceGroupName,
      repository,
      triggers: [{ on: "environment", environment }],
    });
  }
}

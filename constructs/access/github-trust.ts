import { FederatedIdentityCredential } from "@cdktf/provider-azurerm/lib/federated-identity-credential";
import { Construct } from "constructs";
import { requireNone } from "../../domain/problem/problem";
import type { Identity } from "./identity";

const ISSUER = "https://token.actions.githubusercontent.com";
const AUDIENCE = "api://AzureADTokenExchange";
/** Azure's limit per identity. */
const MAX_CREDENTIALS = 20;

/** A GitHub repository. */
export interface GitHubRepository {
  readonly owner: string;
  readonly name: string;
  /**
   * Numeric ids of owner and repository. Repositories made since 2026-07-15 carry them in their tokens; both forms are
   * trusted where the ids are known.
   */
  readonly ownerId?: number;
  readonly repositoryId?: number;
}

/** When a workflow's token is trusted. */
export type GitHubTrigger =
  | { readonly on: "environment"; readonly environment: string }
  | { readonly on: "branch"; readonly branch: string }
  | { readonly on: "pull-request" };

export interface GitHubTrustProps {
  /** What the workflow signs in as. */
  readonly identity: Identity;
  /** Name of the identity's resource group; a reference to it. */
  readonly resourceGroupName: string;
  readonly repository: GitHubRepository;
  /** At least one. A pull request must never be trusted with an identity that may change anything. */
  readonly triggers: readonly GitHubTrigger[];
}

/**
 * Lets workflows of one repository sign in as an identity, without a secret: Azure trusts the tokens that GitHub signs
 * for these triggers. Subjects are compared exactly, without wildcards.
 */
export class GitHubTrust extends Construct {
  /** The credentials, in the order they are made. */
  readonly resources: readonly FederatedIdentityCredential[];

  constructor(scope: Construct, id: string, props: GitHubTrustProps) {
    super(scope, id);
    const subjects = props.triggers.flatMap((trigger) => subjectsOf(props.repository, trigger));
    if (subjects.length < 1 || subjects.length > MAX_CREDENTIALS) {
      requireNone([
        {
          code: "MLOPS-ACCESS-004",
          where: this.node.path,
          message: "an identity cannot trust this many tokens",
          given: `${subjects.length}`,
          allowed: `1 to ${MAX_CREDENTIALS}`,
        },
      ]);
    }
    const resources: FederatedIdentityCredential[] = [];
    for (const { name, subject } of subjects) {
      resources.push(
        new FederatedIdentityCredential(this, name, {
          name: `github-${name}`,
          resourceGroupName: props.resourceGroupName,
          parentId: props.identity.resource.id,
          issuer: ISSUER,
          audience: [AUDIENCE],
          subject,
          // Azure refuses two changes to the credentials of one identity at the same time.
          dependsOn: resources.length === 0 ? undefined : resources.slice(-1),
        }),
      );
    }
    this.resources = resources;
  }
}

/** The subjects of the tokens that a trigger gets: one by names, and one by ids if they are known. */
function subjectsOf(repository: GitHubRepository, trigger: GitHubTrigger): { name: string; subject: string }[] {
  const { owner, name, ownerId, repositoryId } = repository;
  const claim = claimOf(trigger);
  const byName = { name: trigger.on, subject: `repo:${owner}/${name}:${claim}` };
  if (ownerId === undefined || repositoryId === undefined) return [byName];
  const subject = `repo:${owner}@${ownerId}/${name}@${repositoryId}:${claim}`;
  return [byName, { name: `${trigger.on}-by-id`, subject }];
}

function claimOf(trigger: GitHubTrigger): string {
  switch (trigger.on) {
    case "environment":
      return `environment:${trigger.environment}`;
    case "branch":
      return `ref:refs/heads/${trigger.branch}`;
    case "pull-request":
      return "pull_request";
  }
}

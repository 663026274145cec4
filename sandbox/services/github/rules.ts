import type { Values } from "../../engine/azurerm/type-entry";
import { ProviderError } from "../../engine/terraform/provider";
import type { Directory } from "./directory";
import { requiredReviewersOf } from "./required-reviewers";
import { reviewersOf } from "./types";

/** GitHub's limit of reviewers of an environment. */
const MAX_REVIEWERS = 6;
/** GitHub's limit of teams that a ruleset asks. */
const MAX_REQUIRED_REVIEWERS = 15;
const MAX_VARIABLE_BYTES = 48 * 1024;

export interface WriteRequest {
  readonly directory: Directory;
  readonly owner: string;
  readonly type: string;
  readonly values: Values;
  /** Key of the object; the object before it at an update. */
  readonly key: string;
  readonly creating: boolean;
}

/** Where an object of the simulated GitHub is kept. */
export const keyOf = (owner: string, type: string, id: string): string => `${type} ${owner}/${id}`.toLowerCase();

/** An answer of GitHub's that is an error, as the provider shows it. */
export function refused(owner: string, path: string, status: string, why: string, verb = "PUT"): ProviderError {
  return new ProviderError(`${verb} https://api.github.com/repos/${owner}/${path}: ${status} ${why} []`, "");
}

/** Refuses what GitHub refuses to write. */
export function requireAccepted(request: WriteRequest): void {
  const { directory, owner, values, type } = request;
  const repository = String(values["repository"]);
  if (directory.idOf("repositories", `${owner}/${repository}`) === undefined) {
    throw refused(owner, repository, "404", "Not Found", "GET");
  }
  rules[type]?.(request, repository);
}

type Rule = (request: WriteRequest, repository: string) => void;

const rules: Readonly<Record<string, Rule>> = {
  github_repository_environment: ({ directory, owner, values }, repository) => {
    const path = `${repository}/environments/${String(values["environment"])}`;
    if (!/^[^'"`,;\\]{1,255}$/.test(String(values["environment"]))) {
      throw refused(owner, path, "422", "The name of the environment is not valid.");
    }
    const reviewers = reviewersOf(values);
    if (reviewers.length > MAX_REVIEWERS) {
      throw new ProviderError("a maximum of 6 reviewers (users and teams combined) can be set for an environment", "");
    }
    for (const { kind, id } of reviewers) {
      if (!directory.hasId(kind, id)) {
        throw refused(owner, path, "422", `Failed to add reviewer: no ${kind.slice(0, -1)} has the id ${id}.`);
      }
    }
    const policy = branchPolicyOf(values);
    if (policy !== undefined && policy.protected === policy.custom) {
      throw refused(owner, path, "422", "protected_branches and custom_branch_policies cannot have the same value.");
    }
  },

  github_repository_environment_deployment_policy: ({ directory, owner, values, key, creating }, repository) => {
    const path = `${repository}/environments/${String(values["environment"])}/deployment-branch-policies`;
    if (branchPolicyOf(environmentOf(directory, owner, values, path) ?? {})?.custom !== true) {
      throw refused(owner, path, "404", "Not Found: custom_branch_policies of the environment is not set.", "POST");
    }
    if (creating && directory.get(key) !== undefined) {
      throw refused(owner, path, "303", "the same branch name pattern exists already", "POST");
    }
  },

  github_actions_environment_variable: (request, repository) => {
    const { directory, owner, values } = request;
    const path = `${repository}/environments/${String(values["environment"])}/variables`;
    environmentOf(directory, owner, values, path);
    requireNewVariable(request, path);
  },

  github_actions_variable: (request, repository) => requireNewVariable(request, `${repository}/actions/variables`),

  github_repository_ruleset: ({ directory, owner, values, key, creating }, repository) => {
    const path = `${repository}/rulesets`;
    const wrong = (why: string) => refused(owner, path, "422", `Validation Failed: ${why}`, creating ? "POST" : "PUT");
    const reviewers = requiredReviewersOf(values);
    if (reviewers.length > MAX_REQUIRED_REVIEWERS) throw wrong("at most 15 required reviewers can be set");
    for (const { approvals, id } of reviewers) {
      if (!(approvals >= 0 && approvals <= 10)) throw wrong("minimum_approvals must be between 0 and 10");
      if (!directory.hasId("teams", id)) throw wrong(`no team has the id ${id}`);
    }
    if (creating && directory.get(key) !== undefined) {
      throw wrong("Name must be unique");
    }
  },
};

function requireNewVariable({ directory, owner, values, key, creating }: WriteRequest, path: string): void {
  if (creating && directory.get(key) !== undefined) {
    throw refused(owner, path, "409", "Already exists - Variable already exists", "POST");
  }
  if (Buffer.byteLength(String(values["value"])) > MAX_VARIABLE_BYTES) {
    throw refused(owner, path, "422", "Value must be 48 KB or smaller", creating ? "POST" : "PATCH");
  }
}

/** The environment that something belongs to. */
function environmentOf(directory: Directory, owner: string, values: Values, path: string): Values | undefined {
  const id = `${String(values["repository"])}:${String(values["environment"])}`;
  const found = directory.get(keyOf(owner, "github_repository_environment", id));
  if (found === undefined) throw refused(owner, path, "404", "Not Found", "POST");
  return found as Values;
}

function branchPolicyOf(values: Values): { readonly protected: boolean; readonly custom: boolean } | undefined {
  const [policy] = (values["deployment_branch_policy"] ?? []) as readonly Values[];
  if (policy === undefined) return undefined;
  return { protected: policy["protected_branches"] === true, custom: policy["custom_branch_policies"] === true };
}

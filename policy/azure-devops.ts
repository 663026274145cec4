import type { PolicyResource } from "./resource";
import type { World } from "./world";

/** Kinds of what sets a project of Azure DevOps up. */
export const CONNECTION = "azuredevops_serviceendpoint_azurerm";
export const AZURE_ENVIRONMENT = "azuredevops_environment";
export const APPROVAL = "azuredevops_check_approval";
export const BRANCH_CONTROL = "azuredevops_check_branch_control";
export const LOCK = "azuredevops_check_exclusive_lock";
export const AUTHORIZATION = "azuredevops_pipeline_authorization";
export const VARIABLES = "azuredevops_variable_group";
export const MIN_REVIEWERS = "azuredevops_branch_policy_min_reviewers";
export const AUTO_REVIEWERS = "azuredevops_branch_policy_auto_reviewers";
export const BUILD_VALIDATION = "azuredevops_branch_policy_build_validation";
export const COMMENTS = "azuredevops_branch_policy_comment_resolution";

/** Whether a check of a kind protects a resource; `unknown` if it cannot be told. */
export function isChecked(resource: PolicyResource, kind: string, world: World): boolean | "unknown" {
  const answers = world.in(resource.stack, kind).map((check) => world.pointsAt(check, "target_resource_id", resource));
  return answers.includes(true) ? true : answers.includes("unknown") ? "unknown" : false;
}

/** The connection that jobs change Azure through, by its name; undefined where the name is not known. */
export const isForPlanning = (connection: PolicyResource): boolean | undefined => {
  const name = connection.text("service_endpoint_name");
  return name === undefined ? undefined : name.endsWith("-plan");
};

/** Name of the environment that a check is on. */
export function checkedEnvironment(check: PolicyResource, world: World): string | undefined {
  const targets = world.targets(check, "target_resource_id");
  if (targets === "unknown") return undefined;
  return targets.find(({ resource }) => resource?.kind === AZURE_ENVIRONMENT)?.resource?.text("name");
}

/** Whether issuer and subject of a credential, known after apply only, are those that one service connection will tell. */
export function isOfConnection(credential: PolicyResource): boolean {
  const [issuer, subject] = ["issuer", "subject"].map((path) =>
    credential.isUnknown(path) ? credential.references(path).filter((one) => one.startsWith(`${CONNECTION}.`)) : [],
  );
  return issuer!.length === 1 && issuer![0] === subject![0];
}

/** Whether issuer and subject of a credential are those that a service connection of these stacks tells. */
export const isToldByConnection = (credential: PolicyResource, world: World): boolean =>
  isOfConnection(credential) ||
  world
    .all(CONNECTION)
    .some((connection) =>
      ["issuer", "subject"].every(
        (what) => connection.text(`workload_identity_federation_${what}`) === (credential.text(what) ?? ""),
      ),
    );

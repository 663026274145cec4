import type { Values } from "../../engine/azurerm/type-entry";
import { ProviderError } from "../../engine/terraform/provider";
import { requireProject } from "./data-sources";
import type { Memory } from "./memory";
import { azureDevopsTypes } from "./types";

export interface WriteRequest {
  readonly memory: Memory;
  readonly type: string;
  readonly values: Values;
  /** Id of the object that is changed; undefined at a creation. */
  readonly id: string | undefined;
}

/** Refuses what Azure DevOps refuses to write. */
export function requireAccepted(request: WriteRequest): void {
  const { memory, type, values, id } = request;
  requireProject(memory, String(values["project_id"]));
  const { unique } = azureDevopsTypes[type]!;
  if (unique !== undefined) {
    const twin = memory.all(type).find((other) => String(other["id"]) !== id && unique(other) === unique(values));
    if (twin !== undefined) throw refused(`${type} ${nameOf(values)} already exists in this project`);
  }
  rules[type]?.(request);
}

const refused = (why: string): ProviderError => new ProviderError(`Azure DevOps refuses it: ${why}`, "");

const nameOf = (values: Values): string =>
  JSON.stringify(values["name"] ?? values["service_endpoint_name"] ?? values["target_resource_id"]);

/** Types of what checks and authorizations are about, by what these call them. */
const targets: Readonly<Record<string, string>> = {
  endpoint: "azuredevops_serviceendpoint_azurerm",
  environment: "azuredevops_environment",
  variablegroup: "azuredevops_variable_group",
};

function requireTarget({ memory }: WriteRequest, kind: string, id: string): void {
  const type = targets[kind];
  if (kind === "queue" || kind === "repository" ? memory.hasId(kind, id.split(".").at(-1)!) : type === undefined)
    return;
  if (type === undefined || memory.get(type, id) === undefined) throw refused(`no ${kind} has the id ${id}`);
}

function requirePipeline({ memory }: WriteRequest, id: string): void {
  if (memory.get("azuredevops_build_definition", id) === undefined) {
    throw refused(`no definition of a build has the id ${id}`);
  }
}

type Rule = (request: WriteRequest) => void;

const onTarget: Rule = (request) =>
  requireTarget(request, String(request.values["target_resource_type"]), String(request.values["target_resource_id"]));

/** What a policy of a branch is about must be there. */
const onBranch: Rule = ({ memory, values }) => {
  const { scope = [] } = settingsOf(values);
  for (const { repository_id: id } of scope as unknown as readonly Values[]) {
    if (typeof id === "string" && !memory.hasId("repository", id)) throw refused(`no repository has the id ${id}`);
  }
};

const settingsOf = (values: Values): Values => ((values["settings"] ?? []) as unknown as readonly Values[])[0] ?? {};

/** Where a connection signs in; only what it has no credentials for it makes by itself. */
const connection: Rule = ({ values }) => {
  const text = (name: string): string =>
    values[name] === null || values[name] === undefined ? "" : String(values[name]);
  const subscription = text("azurerm_subscription_id") + text("azurerm_subscription_name");
  const group = [text("azurerm_management_group_id"), text("azurerm_management_group_name")];
  if (subscription === "" && group.join("") === "") {
    throw new ProviderError(
      "One of either subscription scoped (azurerm_subscription_id, azurerm_subscription_name) or managementGroup scoped (azurerm_management_group_id, azurerm_management_group_name) details must be provided",
      "",
    );
  }
  if (group.filter((one) => one === "").length === 1) {
    throw new ProviderError("azurerm_management_group_id and azurerm_management_group_name must be provided", "");
  }
  const [credentials] = (values["credentials"] ?? []) as unknown as readonly Values[];
  if (values["service_endpoint_authentication_scheme"] !== "WorkloadIdentityFederation" || credentials === undefined)
    return;
  if (credentials["serviceprincipalid"] === "") {
    throw new ProviderError("serviceprincipalid is required for WorkloadIdentityFederation", "");
  }
};

const rules: Readonly<Record<string, Rule>> = {
  azuredevops_check_approval: (request) => {
    onTarget(request);
    const { memory, values } = request;
    const approvers = values["approvers"] as readonly string[];
    for (const id of approvers) {
      if (!memory.hasId("group", id)) throw refused(`no identity has the id ${id}`);
    }
    // A group counts as one approver.
    const minimum = Number(values["minimum_required_approvers"] ?? 0);
    if (minimum > approvers.length) {
      throw refused(`${minimum} approvals are asked of ${approvers.length} approvers`);
    }
  },
  azuredevops_check_branch_control: onTarget,
  azuredevops_check_exclusive_lock: onTarget,
  azuredevops_serviceendpoint_azurerm: connection,
  azuredevops_build_definition: ({ memory, values }) => {
    const [repository] = values["repository"] as unknown as readonly Values[];
    const { repo_type: type, repo_id: id, service_connection_id: endpoint } = repository!;
    if (type === "TfsGit") {
      if (!memory.hasId("repository", String(id))) throw refused(`no repository has the id ${String(id)}`);
    } else if (endpoint === "" || endpoint === null) {
      throw new ProviderError(
        `bitbucket, github and githubenterprise repositories need a referenced service connection ID`,
        "",
      );
    }
    for (const group of (values["variable_groups"] ?? []) as readonly number[]) {
      if (memory.get("azuredevops_variable_group", String(group)) === undefined) {
        throw refused(`no variable group has the id ${group}`);
      }
    }
  },
  azuredevops_pipeline_authorization: (request) => {
    const { values } = request;
    requireTarget(request, String(values["type"]), String(values["resource_id"]));
    if (typeof values["pipeline_id"] === "number") requirePipeline(request, String(values["pipeline_id"]));
  },
  azuredevops_branch_policy_min_reviewers: onBranch,
  azuredevops_branch_policy_comment_resolution: onBranch,
  azuredevops_branch_policy_build_validation: (request) => {
    onBranch(request);
    requirePipeline(request, String(settingsOf(request.values)["build_definition_id"]));
  },
  azuredevops_branch_policy_auto_reviewers: (request) => {
    onBranch(request);
    const settings = settingsOf(request.values);
    const ids = settings["auto_reviewer_ids"] as readonly string[];
    for (const id of ids) {
      if (!request.memory.hasId("group", id)) throw refused(`no identity has the id ${id}`);
    }
    if (Number(settings["minimum_number_of_reviewers"]) > 1 && ids.length !== 1) {
      throw refused("a minimum number of reviewers above 1 takes exactly one group");
    }
  },
};

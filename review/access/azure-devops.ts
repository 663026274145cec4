import { at, booleanAt, difference, listAt, listed, numberAt, textAt, textsAt, type Json } from "../words/json";
import type { Planned } from "../words/planned";
import type { ApprovalChange, ApprovalChangesOf } from "./approval-change";
import { approverInWords, identityInWords } from "./approvers";
import type { Settings } from "./opening";
import type { Stacks } from "./stacks";

/** What something in Azure DevOps asks and allows, in clauses after its name. */
interface Facts {
  readonly subject: string;
  /** What holds somebody back: one that goes opens. */
  readonly guards?: readonly string[];
  /** What lets somebody in: one that comes opens. */
  readonly openings?: readonly string[];
  /** What is another way in when it comes, and one fewer who has a look when it goes. */
  readonly either?: readonly string[];
  /** What it means that it goes, in place of its guards. */
  readonly gone?: string;
  readonly settings: Settings & { readonly environment?: string };
}

type Read = (values: Json, resource: Planned, stacks: Stacks) => Facts;

const LATER = "known after apply";
/** Most clauses that are told one by one. */
const NAMED = 3;
const PROTECTION: Settings = { organizationSetting: "repository.protection" };

/**
 * Changes of what protects deployments in Azure DevOps: checks of environments and connections, policies of branches, and
 * what pipelines may use. The same is said of GitHub's environments and rulesets.
 */
export const azureDevopsChanges: ApprovalChangesOf = (resource, stacks) => {
  const read = readers[resource.type];
  if (read === undefined) return [];
  const { before, after } = resource;
  const [was, is] = [before && read(before, resource, stacks), after && read(after, resource, stacks)];
  const { subject, settings } = (is ?? was)!;
  const tell = (effect: ApprovalChange["effect"], text: string): ApprovalChange => ({
    effect,
    text: `${subject} ${text}`,
    ...settings,
  });
  if (is === undefined) {
    if (was!.gone !== undefined) return [tell("opens", was!.gone)];
    const lost = was!.guards ?? [];
    const closed = was!.openings ?? [];
    return [
      ...(lost.length === 0 ? [] : [tell("opens", `no longer ${summed(lost)}`)]),
      ...(lost.length > 0 || closed.length === 0 ? [] : [tell("closes", `no longer ${summed(closed)}`)]),
    ];
  }
  const of = (what: "guards" | "openings" | "either") => difference(was?.[what] ?? [], is[what] ?? []);
  const [guards, openings, either] = [of("guards"), of("openings"), of("either")];
  const all: readonly (readonly [ApprovalChange["effect"], string, readonly string[]])[] = [
    ["opens", "no longer", guards.removed],
    ["opens", was === undefined ? "newly" : "now", [...openings.added, ...(was === undefined ? [] : either.added)]],
    ["opens", "no longer", either.removed],
    ["closes", "now", was === undefined ? [] : guards.added],
    ["closes", "no longer", openings.removed],
  ];
  return all.flatMap(([effect, when, clauses]) =>
    clauses.length === 0 ? [] : [tell(effect, `${when} ${summed(clauses)}`)],
  );
};

const summed = (clauses: readonly string[]): string =>
  clauses.length <= NAMED
    ? listed(clauses)
    : `${clauses.slice(0, NAMED).join(", ")} and ${clauses.length - NAMED} more of the kind`;

const given = (clauses: readonly (readonly [boolean, string])[]): readonly string[] =>
  clauses.flatMap(([holds, clause]) => (holds ? [clause] : []));

/** What a check or an authorization is about, in words, with the environment's name if it is one. */
function targetOf(values: Json, resource: Planned, stacks: Stacks, key: string) {
  const kind = textAt(values, "target_resource_type") ?? textAt(values, "type");
  const id = textAt(values, key);
  const found =
    stacks.referred(resource, key) ??
    stacks.resources.find(
      (one) =>
        one.type.startsWith("azuredevops_") &&
        id !== undefined &&
        [one.before, one.after].some((side) => textAt(side, "id") === id),
    );
  const side = found?.after ?? found?.before;
  const name = textAt(side, "name") ?? textAt(side, "service_endpoint_name") ?? id ?? LATER;
  const words = { environment: "environment", endpoint: "service connection", variablegroup: "variable group" };
  return {
    subject: `${words[kind as keyof typeof words] ?? kind ?? "something"} ${name} of the project`,
    settings:
      kind === "environment"
        ? { environment: name, setting: "deployment" }
        : ({ organizationSetting: "repository" } as Settings),
  };
}

const group = (id: string, stacks: Stacks): string => approverInWords(stacks.input, "group", id);

const approval: Read = (values, resource, stacks) => {
  const approvers = textsAt(values, "approvers");
  const minimum = numberAt(values, "minimum_required_approvers") ?? 0;
  const isOpen = at(resource.unknown, "approvers") !== undefined && approvers.length === 0;
  return {
    ...targetOf(values, resource, stacks, "target_resource_id"),
    guards: given([
      [approvers.length > 0 || isOpen, "asks somebody for approval before a deployment"],
      [minimum !== 1, minimum === 0 ? "asks every approver" : `asks ${minimum} approvers`],
      [booleanAt(values, "requester_can_approve") !== true, "keeps whoever started a run from approving it"],
    ]),
    either: [
      ...approvers.map((id) => `lets ${group(id, stacks)} approve`),
      ...given([[isOpen, `lets somebody ${LATER} approve`]]),
    ],
  };
};

const branchControl: Read = (values, resource, stacks) => {
  const branches = (textAt(values, "allowed_branches") ?? "*").split(",").map((one) => one.trim());
  const every = branches.some((one) => one === "*" || one === "refs/heads/*");
  const named = branches.map((one) => one.replace(/^refs\/heads\//, "branch "));
  return {
    ...targetOf(values, resource, stacks, "target_resource_id"),
    guards: given([
      [!every, "lets in runs of named branches only"],
      [booleanAt(values, "verify_branch_protection") === true, "asks whether the branch is protected"],
    ]),
    openings: every
      ? ["lets in runs of every branch, also of pull requests"]
      : named.map((one) => `lets in runs of ${one}`),
  };
};

const lock: Read = (values, resource, stacks) => ({
  ...targetOf(values, resource, stacks, "target_resource_id"),
  guards: ["lets in one run at a time"],
});

const authorization: Read = (values, resource, stacks) => {
  const pipeline = stacks.referred(resource, "pipeline_id");
  const id = numberAt(values, "pipeline_id");
  const open = id === undefined && at(resource.unknown, "pipeline_id") !== true;
  const name = textAt(pipeline?.after ?? pipeline?.before, "name") ?? (id === undefined ? LATER : `with the id ${id}`);
  return {
    ...targetOf(values, resource, stacks, "resource_id"),
    openings: [open ? "is open to every pipeline of the project" : `is open to pipeline ${name}`],
  };
};

const connection: Read = (values, _, stacks) => {
  const client = textAt(values, "credentials", 0, "serviceprincipalid");
  const scheme = textAt(values, "service_endpoint_authentication_scheme") ?? "ServicePrincipal";
  return {
    subject: `service connection ${textAt(values, "service_endpoint_name") ?? LATER} of the project`,
    openings: given([
      [true, `signs in as ${client === undefined ? `an identity ${LATER}` : identityInWords(stacks.input, client)}`],
      [scheme !== "WorkloadIdentityFederation", "signs in with a secret"],
      [true, `reaches subscription ${textAt(values, "azurerm_subscription_id") ?? LATER}`],
    ]),
    settings: { organizationSetting: "repository" },
  };
};

const variableGroup: Read = (values) => ({
  subject: `variable group ${textAt(values, "name") ?? LATER} of the project`,
  guards: listAt(values, "variable").flatMap((one) =>
    textAt(one, "name") === "MLOPS_FAIL_ON" && textAt(one, "value") === "security"
      ? ["fails a change that security has to approve"]
      : [],
  ),
  openings: given([[booleanAt(values, "allow_access") === true, "is open to every pipeline of the project"]]),
  settings: { organizationSetting: "repository.protection.security" },
});

const pipeline: Read = (values) => {
  const repository = at(values, "repository", 0);
  return {
    subject: `pipeline ${textAt(values, "name") ?? LATER} of the project`,
    guards: given([[textAt(values, "job_authorization_scope") === "project", "has a token for this project only"]]),
    openings: [
      `runs ${textAt(repository, "yml_path") ?? LATER} of branch ${textAt(repository, "branch_name") ?? LATER} of repository ${textAt(repository, "repo_id") ?? LATER}`,
    ],
    settings: { organizationSetting: "repository" },
  };
};

const environment: Read = (values) => {
  const name = textAt(values, "name") ?? LATER;
  return {
    subject: `environment ${name} of the project`,
    gone: "goes; for a run that names it Azure Pipelines makes it anew, without any check",
    settings: { environment: name, setting: "deployment" },
  };
};

/** What a policy asks, if it is in force. */
const policy =
  (clauses: (settings: unknown, resource: Planned, stacks: Stacks) => readonly string[]): Read =>
  (values, resource, stacks) => {
    const settings = at(values, "settings", 0);
    const isInForce = booleanAt(values, "enabled") !== false && booleanAt(values, "blocking") !== false;
    const refs = listAt(settings, "scope").map((scope) => textAt(scope, "repository_ref") ?? "every branch");
    const where = listed(refs.map((ref) => ref.replace(/^refs\/heads\//, "branch ")));
    return {
      subject: `policy of ${where} of the repository`,
      guards: isInForce ? clauses(settings, resource, stacks) : [],
      settings: PROTECTION,
    };
  };

/** `asks for at least 1 …`, `asks for at least 2 …`: a number that falls loses some. */
const upTo = (count: number, clause: (number: number) => string): readonly string[] =>
  Array.from({ length: count }, (_, index) => clause(index + 1));

const votes = (settings: unknown): readonly string[] =>
  given([[booleanAt(settings, "submitter_can_vote") !== true, "counts no vote of whoever made the change"]]);

const readers: Readonly<Record<string, Read>> = {
  azuredevops_environment: environment,
  azuredevops_check_approval: approval,
  azuredevops_check_branch_control: branchControl,
  azuredevops_check_exclusive_lock: lock,
  azuredevops_pipeline_authorization: authorization,
  azuredevops_serviceendpoint_azurerm: connection,
  azuredevops_variable_group: variableGroup,
  azuredevops_build_definition: pipeline,
  azuredevops_branch_policy_min_reviewers: policy((settings) => [
    ...upTo(
      numberAt(settings, "reviewer_count") ?? 0,
      (n) => `asks for at least ${n} ${n === 1 ? "review" : "reviews"}`,
    ),
    ...votes(settings),
    ...given([
      [booleanAt(settings, "on_push_reset_all_votes") === true, "drops votes when the change changes"],
      [booleanAt(settings, "last_pusher_cannot_approve") === true, "counts no vote of whoever pushed last"],
      [booleanAt(settings, "allow_completion_with_rejects_or_waits") !== true, "heeds a rejection"],
    ]),
  ]),
  azuredevops_branch_policy_auto_reviewers: policy((settings, _, stacks) => {
    const who = listed(textsAt(settings, "auto_reviewer_ids").map((id) => group(id, stacks))) || `a group ${LATER}`;
    const paths = textsAt(settings, "path_filters");
    return [
      ...(paths.length === 0 ? ["every file"] : paths).flatMap((path) =>
        upTo(
          numberAt(settings, "minimum_number_of_reviewers") ?? 1,
          (n) => `asks for at least ${n} of ${who} about ${path}`,
        ),
      ),
      ...votes(settings),
    ];
  }),
  azuredevops_branch_policy_build_validation: policy((settings) => [
    `asks for a run of ${textAt(settings, "display_name") ?? LATER} that passed`,
    ...given([
      [numberAt(settings, "valid_duration") === 0, "asks for a new run when the branch moves on"],
      [booleanAt(settings, "manual_queue_only") !== true, "starts that run by itself"],
      [listAt(settings, "filename_patterns").length === 0, "asks for it whatever the change touches"],
    ]),
  ]),
  azuredevops_branch_policy_comment_resolution: policy(() => ["asks for resolved comments"]),
};

import { conflicts, matches } from "../../engine/azurerm/checks";
import type { Values } from "../../engine/azurerm/type-entry";
import {
  computedNumber,
  computedText,
  list,
  optionalBool,
  optionalComputedText,
  optionalNumber,
  optionalText,
  optionalTexts,
  requiredBool,
  requiredNumber,
  requiredText,
  requiredTexts,
  set,
  setOf,
} from "./arguments";
import { words, among, within, part, numberOf, type, type AzureDevopsType } from "./type";

const branchFilter = set({ include: setOf("string"), exclude: setOf("string") }, 1);
const pathFilter = set({ include: setOf("string"), exclude: setOf("string") });
const scopes = among("project", "projectCollection");

const jobs = list({
  name: requiredText({ checks: [words] }),
  ref_name: requiredText({ checks: [words] }),
  condition: requiredText({ checks: [words] }),
  dependencies: list({ scope: requiredText({ checks: [words] }) }),
  target: list(
    {
      type: requiredText({ checks: [among("AgentJob", "AgentlessJob")] }),
      execution_options: list(
        {
          type: requiredText({ checks: [among("None", "Multi-Configuration", "Multi-Agent")] }),
          max_concurrency: { type: "number", is: "optional computed", checks: [within(1, 99)] },
          multipliers: optionalText({ checks: [words] }),
          continue_on_error: optionalBool(),
        },
        1,
        1,
      ),
      demands: optionalTexts(),
    },
    1,
    1,
  ),
  job_timeout_in_minutes: optionalNumber({ fallback: 0, checks: [within(0, 1_000_000_000)] }),
  job_cancel_timeout_in_minutes: optionalNumber({ fallback: 0, checks: [within(0, 60)] }),
  job_authorization_scope: optionalText({ fallback: "projectCollection", checks: [scopes] }),
  allow_scripts_auth_access_option: optionalBool(false),
});

const schedules = list({
  branch_filter: branchFilter,
  days_to_build: requiredTexts({ checks: [among("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")] }),
  schedule_only_with_changes: optionalBool(true),
  start_hours: optionalNumber({ fallback: 0, checks: [within(0, 23)] }),
  start_minutes: optionalNumber({ fallback: 0, checks: [within(0, 59)] }),
  time_zone: optionalText({ fallback: "(UTC) Coordinated Universal Time" }),
  schedule_job_id: computedText(),
});

/** Pipelines. */
export const pipelineTypes: Readonly<Record<string, AzureDevopsType>> = {
  azuredevops_build_definition: type(
    "build-definitions",
    {
      name: requiredText({ checks: [words] }),
      project_id: requiredText({ replaces: true }),
      revision: computedNumber(),
      path: optionalText({ fallback: "\\", checks: [(path) => matches(path, /^\\/, "must start with backslash")] }),
      variable_groups: setOf("number"),
      variable: set({
        name: requiredText({ checks: [words] }),
        value: optionalText({ fallback: "" }),
        secret_value: optionalText({ fallback: "", sensitive: true }),
        is_secret: optionalBool(false),
        allow_override: optionalBool(true),
      }),
      agent_pool_name: optionalText({ fallback: "Azure Pipelines" }),
      repository: list(
        {
          repo_id: requiredText(),
          repo_type: requiredText({ checks: [among("GitHub", "TfsGit", "Bitbucket", "GitHubEnterprise", "Git")] }),
          yml_path: optionalText(),
          branch_name: optionalText({ fallback: "master" }),
          service_connection_id: optionalText({ fallback: "" }),
          github_enterprise_url: optionalText({ fallback: "" }),
          url: optionalComputedText(),
          report_build_status: optionalBool(true),
        },
        1,
        1,
      ),
      ci_trigger: list(
        {
          use_yaml: optionalBool(false),
          override: list(
            {
              batch: optionalBool(true),
              branch_filter: branchFilter,
              max_concurrent_builds_per_branch: optionalNumber({ fallback: 1 }),
              path_filter: pathFilter,
              polling_interval: optionalNumber(),
              polling_job_id: computedText(),
            },
            undefined,
            1,
          ),
        },
        undefined,
        1,
      ),
      pull_request_trigger: list(
        {
          use_yaml: optionalBool(false),
          initial_branch: optionalText({ fallback: "Managed by Terraform" }),
          override: list(
            { auto_cancel: optionalBool(true), branch_filter: branchFilter, path_filter: pathFilter },
            undefined,
            1,
          ),
          forks: list({ enabled: requiredBool(), share_secrets: requiredBool() }, 1, 1),
          comment_required: optionalText({ checks: [among("All", "NonTeamMembers")] }),
        },
        undefined,
        1,
      ),
      build_completion_trigger: list({ build_definition_id: requiredNumber(), branch_filter: branchFilter }),
      agent_specification: optionalText({ checks: [words] }),
      job_authorization_scope: optionalText({ fallback: "projectCollection", checks: [scopes] }),
      jobs,
      schedules,
      features: list({ skip_first_run: optionalBool(true) }),
      queue_status: optionalText({ fallback: "enabled", checks: [among("enabled", "paused", "disabled")] }),
    },
    {
      checks: [
        conflicts("ci_trigger.use_yaml", "ci_trigger.override"),
        conflicts("pull_request_trigger.use_yaml", "pull_request_trigger.override"),
      ],
      id: (values) =>
        numberOf("pipeline", `${part(values, "project_id")}/${part(values, "path")}/${part(values, "name")}`),
      unique: (values) => `${part(values, "project_id")}/${part(values, "path")}/${part(values, "name")}`.toLowerCase(),
      computed: () => ({ revision: 1 }),
      returned: (values) => ({
        ...values,
        repository: ((values["repository"] ?? []) as unknown as readonly Values[]).map((one) => ({
          ...one,
          branch_name: part(one, "branch_name").replace(/^refs\/heads\//, ""),
        })),
      }),
    },
  ),
};

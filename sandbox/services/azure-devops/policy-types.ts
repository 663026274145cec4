import { conflicts, matches, rule, valuesAt, type Check } from "../../engine/azurerm/checks";
import type { Values } from "../../engine/azurerm/type-entry";
import {
  list,
  optionalBool,
  optionalNumber,
  optionalText,
  optionalTexts,
  requiredNumber,
  requiredText,
  requiredTexts,
  type ArgumentTable,
} from "./arguments";
import { words, atLeast, numberOf, type, type Unique, type AzureDevopsType } from "./type";

/** A policy of a branch. */
function policy(
  kind: string,
  settings: ArgumentTable,
  known: (settings: Values) => string,
  checks: readonly Check[] = [],
) {
  const ofDefault: Check = (values) =>
    valuesAt(values, "settings.scope")
      .flat()
      .flatMap((scope) => {
        const { match_type: match, repository_id: id, repository_ref: ref } = (scope ?? {}) as unknown as Values;
        if (String(match ?? "").toLowerCase() !== "defaultbranch" || (id ?? ref ?? null) === null) return [];
        const message = "neither 'repository_id' nor 'repository_ref' can be set when 'match_type=DefaultBranch'";
        return [{ path: "settings.scope", message }];
      });
  const unique: Unique = (values) => {
    const [one] = values["settings"] as unknown as readonly Values[];
    return `${kind} ${JSON.stringify(one!["scope"])} ${known(one!)}`;
  };
  return type(
    "policies",
    {
      project_id: requiredText({ replaces: true, checks: [words] }),
      enabled: optionalBool(true),
      blocking: optionalBool(true),
      settings: list(
        {
          ...settings,
          scope: list(
            {
              repository_id: optionalText({ checks: [words] }),
              repository_ref: optionalText({ checks: [words] }),
              match_type: optionalText({
                fallback: "Exact",
                checks: [(path) => matches(path, /^(Exact|Prefix|DefaultBranch)$/i, "Exact, Prefix or DefaultBranch")],
              }),
            },
            1,
          ),
        },
        1,
        1,
      ),
    },
    { id: (values) => numberOf("policy", unique(values)), unique, checks: [ofDefault, ...checks] },
  );
}

/** What a branch asks of a change. */
export const policyTypes: Readonly<Record<string, AzureDevopsType>> = {
  azuredevops_branch_policy_min_reviewers: policy(
    "min-reviewers",
    {
      reviewer_count: optionalNumber({ checks: [atLeast(1)] }),
      submitter_can_vote: optionalBool(false),
      allow_completion_with_rejects_or_waits: optionalBool(false),
      on_last_iteration_require_vote: optionalBool(false),
      on_each_iteration_require_vote: optionalBool(false),
      on_push_reset_approved_votes: optionalBool(false),
      on_push_reset_all_votes: optionalBool(false),
      last_pusher_cannot_approve: optionalBool(false),
    },
    () => "",
    [
      conflicts(
        "settings.on_last_iteration_require_vote",
        "settings.on_push_reset_approved_votes",
        "settings.on_push_reset_all_votes",
      ),
    ],
  ),
  azuredevops_branch_policy_auto_reviewers: policy(
    "auto-reviewers",
    {
      auto_reviewer_ids: requiredTexts({ checks: [words] }),
      path_filters: optionalTexts({ checks: [words] }),
      message: optionalText({ fallback: "" }),
      submitter_can_vote: optionalBool(false),
      minimum_number_of_reviewers: optionalNumber({ fallback: 1, checks: [atLeast(1)] }),
    },
    (settings) =>
      `${JSON.stringify(settings["auto_reviewer_ids"])} ${String(settings["minimum_number_of_reviewers"])} ${JSON.stringify(settings["path_filters"])}`,
    [
      rule(["settings.auto_reviewer_ids", "settings.minimum_number_of_reviewers"], (values) => {
        const [settings] = (values["settings"] ?? []) as unknown as readonly Values[];
        const ids = (settings?.["auto_reviewer_ids"] ?? []) as readonly string[];
        return ids.length > 0 ? undefined : "auto_reviewer_ids: at least one is required";
      }),
    ],
  ),
  azuredevops_branch_policy_build_validation: policy(
    "build-validation",
    {
      build_definition_id: requiredNumber(),
      display_name: requiredText({ checks: [words] }),
      manual_queue_only: optionalBool(false),
      queue_on_source_update_only: optionalBool(true),
      valid_duration: optionalNumber({ fallback: 720, checks: [atLeast(0)] }),
      filename_patterns: optionalTexts({ checks: [words] }),
    },
    (settings) => `${String(settings["build_definition_id"])} ${String(settings["display_name"])}`,
  ),
  azuredevops_branch_policy_comment_resolution: policy("comment-resolution", {}, () => ""),
};

import type { JsonObject } from "../../engine/store/store";
import { between, type Check, conflicts, exactlyOne, matches, oneOf } from "../../engine/azurerm/checks";
import type { TypeEntry, Values } from "../../engine/azurerm/type-entry";
import { numericId } from "./directory";

/**
 * One type of the GitHub provider: what its bindings do not tell. Source: integrations/terraform-provider-github 6.13.0.
 */
export interface GithubType extends Pick<TypeEntry, "defaults" | "replaces" | "items" | "checks" | "optionalComputed"> {
  /** What faults are injected by. */
  readonly api: string;
  /** Its Terraform id. */
  readonly id: (values: Values) => string;
  /** Exported values; what it leaves out gets a neutral value of its type. */
  readonly computed?: (values: Values, id: string, now: Date) => Values;
  /** What GitHub returns in another form than it was written in. */
  readonly returned?: (values: Values) => Values;
}

const part = (values: Values, name: string): string => String(values[name]);

/** The provider's own check of the names of variables, which it shares with secrets. */
const variableName: readonly Check[] = [
  matches("variable_name", /^[a-z_][a-z0-9_]*$/i, "only alphanumeric characters or underscores, no number first"),
  matches("variable_name", /^(?!GITHUB_)/i, "must not start with the GITHUB_ prefix"),
];

const stamps = (before: Values, now: Date): Values => ({
  created_at: typeof before["created_at"] === "string" ? before["created_at"] : now.toISOString(),
  updated_at: now.toISOString(),
});

export const githubTypes: Readonly<Record<string, GithubType>> = {
  github_repository_environment: {
    api: "GitHub/environments",
    id: (values) => `${part(values, "repository")}:${part(values, "environment")}`,
    replaces: ["repository", "environment"],
    defaults: { can_admins_bypass: true, prevent_self_review: false },
    items: {
      reviewers: [0, 1],
      "reviewers.teams": [0, 6],
      "reviewers.users": [0, 6],
      deployment_branch_policy: [0, 1],
    },
    checks: [between("wait_timer", 0, 43_200)],
    // It is part of the rule that names the reviewers, and gone with it.
    returned: (values) =>
      reviewersOf(values).length === 0 ? { ...values, prevent_self_review: false, reviewers: [] } : values,
  },
  github_repository_environment_deployment_policy: {
    api: "GitHub/deployment-branch-policies",
    id: (values) => {
      const name = `${part(values, "repository")}:${part(values, "environment")}`;
      return `${name}:${numericId(`${name}:${String(values["branch_pattern"] ?? values["tag_pattern"])}`)}`;
    },
    replaces: ["repository", "environment"],
    checks: [exactlyOne("branch_pattern", "tag_pattern"), conflicts("branch_pattern", "tag_pattern")],
  },
  github_actions_environment_variable: {
    api: "GitHub/environment-variables",
    id: (values) => ["repository", "environment", "variable_name"].map((name) => part(values, name)).join(":"),
    replaces: ["repository", "environment", "variable_name"],
    checks: variableName,
    computed: (values, _, now) => stamps(values, now),
  },
  github_actions_variable: {
    api: "GitHub/variables",
    id: (values) => `${part(values, "repository")}:${part(values, "variable_name")}`,
    replaces: ["repository", "variable_name"],
    checks: variableName,
    computed: (values, _, now) => stamps(values, now),
  },
  github_repository_ruleset: {
    api: "GitHub/rulesets",
    id: (values) => String(numericId(`${part(values, "repository")}:ruleset:${part(values, "name")}`)),
    replaces: ["repository"],
    defaults: {
      "rules.update_allows_fetch_and_merge": false,
      "rules.pull_request.dismiss_stale_reviews_on_push": false,
      "rules.pull_request.require_code_owner_review": false,
      "rules.pull_request.require_last_push_approval": false,
      "rules.pull_request.required_approving_review_count": 0,
      "rules.pull_request.required_review_thread_resolution": false,
      "rules.required_status_checks.do_not_enforce_on_create": false,
      "rules.required_status_checks.strict_required_status_checks_policy": false,
      "rules.required_status_checks.required_check.integration_id": 0,
    },
    items: {
      conditions: [0, 1],
      "conditions.ref_name": [1, 1],
      rules: [1, 1],
      "rules.pull_request": [0, 1],
      "rules.pull_request.required_reviewers.file_patterns": [1],
      "rules.pull_request.required_reviewers.reviewer": [1, 1],
      "rules.required_status_checks": [0, 1],
      "rules.required_status_checks.required_check": [1],
    },
    checks: [
      matches("name", /^.{1,100}$/s, "1 to 100 characters"),
      oneOf("target", "branch", "tag", "push"),
      oneOf("enforcement", "disabled", "active", "evaluate"),
      between("rules.pull_request.required_approving_review_count", 0, 10),
      oneOf("rules.pull_request.required_reviewers.reviewer.type", "Team"),
    ],
    computed: (values, id) => ({
      ruleset_id: Number(id),
      node_id: Buffer.from(`RepositoryRuleset${id}`).toString("base64"),
      etag: `W/"${numericId(JSON.stringify(values))}"`,
    }),
  },
};

/** Ids of an environment's reviewers with the kind they are of. */
export function reviewersOf(values: Values): readonly { readonly kind: "teams" | "users"; readonly id: number }[] {
  const [block] = (values["reviewers"] ?? []) as readonly JsonObject[];
  return (["teams", "users"] as const).flatMap((kind) =>
    ((block?.[kind] ?? []) as readonly number[]).map((id) => ({ kind, id })),
  );
}

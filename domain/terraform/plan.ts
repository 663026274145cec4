/**
 * What `terraform show -json <plan>` prints, as far as it is read here. Source: the JSON output format, version 1.2
 * (developer.hashicorp.com/terraform/internals/json-format).
 */
export interface TerraformPlan {
  /** `1.2`; a reader must refuse another major version. */
  readonly format_version: string;
  readonly terraform_version?: string;
  readonly timestamp?: string;
  readonly applyable?: boolean;
  readonly complete?: boolean;
  readonly errored?: boolean;
  readonly variables?: Readonly<Record<string, { readonly value?: unknown }>>;
  readonly resource_changes?: readonly ResourceChange[];
  /** What changed in Azure since Terraform last looked. */
  readonly resource_drift?: readonly ResourceChange[];
  readonly output_changes?: Readonly<Record<string, Change>>;
  /** Attributes that the plan's result depends on. */
  readonly relevant_attributes?: readonly {
    readonly resource: string;
    readonly attribute: readonly (string | number)[];
  }[];
  readonly checks?: readonly PlanCheck[];
  /** What is done besides changes of resources, since Terraform 1.14. */
  readonly action_invocations?: unknown;
  readonly configuration?: PlanConfiguration;
  readonly prior_state?: unknown;
  readonly planned_values?: unknown;
}

/** What Terraform does to a resource; replacing is `["delete", "create"]` or `["create", "delete"]`. */
export type PlanAction = "no-op" | "create" | "read" | "update" | "delete" | "forget";

export interface ResourceChange {
  readonly address: string;
  /** Where it was before a `moved` block. */
  readonly previous_address?: string;
  readonly mode: "managed" | "data";
  readonly type: string;
  readonly name: string;
  readonly index?: string | number;
  /** Key of an object that a former create-before-destroy left behind. */
  readonly deposed?: string;
  readonly provider_name: string;
  readonly change: Change;
  /** Why, e.g. `replace_because_cannot_update`, `delete_because_no_resource_config`. */
  readonly action_reason?: string;
}

export interface Change {
  readonly actions: readonly PlanAction[];
  readonly before: unknown;
  readonly after: unknown;
  /** `true`, or the shape of `after` with `true` where a value is known after apply only. */
  readonly after_unknown?: unknown;
  readonly before_sensitive?: unknown;
  readonly after_sensitive?: unknown;
  /** The attributes that force a replacement. */
  readonly replace_paths?: readonly (readonly (string | number)[])[];
  readonly importing?: { readonly id?: string };
  /** Not Terraform's: where a masked value changes, once the plan is redacted. */
  readonly sensitive_changes?: readonly (readonly (string | number)[])[];
}

/** The result of a `check` block or condition. */
export interface PlanCheck {
  readonly address: { readonly to_display: string; readonly kind: string };
  readonly status: "pass" | "fail" | "error" | "unknown";
  readonly instances?: readonly { readonly problems?: readonly { readonly message: string }[] }[];
}

export interface PlanConfiguration {
  readonly provider_config?: Readonly<Record<string, unknown>>;
  readonly root_module?: ConfiguredModule;
}

/** A module as written. */
export interface ConfiguredModule {
  readonly resources?: readonly ConfiguredResource[];
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly module_calls?: Readonly<Record<string, ConfiguredCall>>;
  /** Not Terraform's, which tells nothing of them: ephemeral blocks as written, by type and name. */
  readonly ephemerals?: Readonly<Record<string, unknown>>;
}

/** Where a module is called. */
export interface ConfiguredCall {
  readonly source?: string;
  readonly version_constraint?: string;
  readonly expressions?: Readonly<Record<string, unknown>>;
  readonly count_expression?: unknown;
  readonly for_each_expression?: unknown;
  readonly depends_on?: readonly string[];
  readonly module?: ConfiguredModule;
}

/** A resource as written: what an unknown value will come from is in its expressions. */
export interface ConfiguredResource {
  readonly address: string;
  readonly mode: "managed" | "data";
  readonly type: string;
  readonly name: string;
  /** By argument: `{constant_value}` or `{references}`; blocks nest. */
  readonly expressions?: Readonly<Record<string, unknown>>;
  readonly count_expression?: unknown;
  readonly for_each_expression?: unknown;
  readonly depends_on?: readonly string[];
  /** Commands that run when it is made or destroyed. */
  readonly provisioners?: readonly unknown[];
  /** `azurerm`, or `azurerm.<alias>`. */
  readonly provider_config_key?: string;
}

import { customRoles, type CustomRoleName } from "../../domain/access/roles";
import { booleanAt, difference, listAt, listed, textAt, textsAt, type Json } from "../words/json";
import { propertiesOf, type Planned } from "../words/planned";
import { doing, type Opening, type OpeningsOf, type Settings } from "./opening";
import { isPrivilegedAction } from "./role";
import type { Stacks } from "./stacks";

const CREDENTIAL = "microsoft.managedidentity/userassignedidentities/federatedidentitycredentials";
const VAULT = "microsoft.keyvault/vaults";

/** Whom identities and vaults trust beyond roles. */
export const trustOpenings: OpeningsOf = (values, resource, stacks) => [
  ...credentialOpenings(values, resource, stacks),
  ...vaultOpenings(values, resource, stacks),
];

/** A token from outside that signs in as an identity, without a secret. */
function credentialOpenings(values: Json, resource: Planned, stacks: Stacks): readonly Opening[] {
  if (resource.armType !== CREDENTIAL) return [];
  const azapi = resource.type.startsWith("azapi_");
  const from = azapi ? propertiesOf(values) : values;
  const identity = stacks.referred(resource, "parent_id") ?? stacks.referred(resource, "user_assigned_identity_id");
  const parent = textAt(values, "parent_id") ?? textAt(values, "user_assigned_identity_id");
  const name = parent?.split("/").at(-1) ?? identity?.name ?? "known after apply";
  const who = subjectInWords(textAt(from, "issuer") ?? "an issuer known after apply", textAt(from, "subject"));
  const audiences = azapi ? textsAt(from, "audiences") : textsAt(from, "audience");
  const odd = audiences.filter((audience) => audience !== "api://AzureADTokenExchange");
  return [
    {
      key: `${textAt(from, "issuer")} ${textAt(from, "subject")} ${audiences.join(" ")}`,
      kind: "federated-credential",
      subject: `identity ${name}`,
      ...doing("trusts", "trust", odd.length === 0 ? who : `${who}, for ${listed(odd)}`),
      organizationSetting: "repository",
      outlives: true,
    },
  ];
}

/** Who signs in, in words where the issuer is GitHub's. */
function subjectInWords(issuer: string, subject: string | undefined): string {
  if (subject === undefined) return `${issuer}, subject known after apply`;
  const match = /^repo:([^:]+):(.+)$/.exec(subject);
  if (issuer !== "https://token.actions.githubusercontent.com" || match === null) return `${subject} of ${issuer}`;
  const [, repository, claim] = match as unknown as [string, string, string];
  const [kind, ...rest] = claim.split(":");
  const value = rest.join(":");
  if (claim === "pull_request") return `pull requests of GitHub repository ${repository}`;
  if (kind === "environment") return `jobs of GitHub repository ${repository} in its environment ${value}`;
  if (kind === "ref" && value.startsWith("refs/heads/")) {
    return `jobs of GitHub repository ${repository} on branch ${value.slice("refs/heads/".length)}`;
  }
  return `${claim} of GitHub repository ${repository}`;
}

function vaultOpenings(values: Json, resource: Planned, stacks: Stacks): readonly Opening[] {
  const single = resource.type === "azurerm_key_vault_access_policy";
  if (!single && resource.armType !== VAULT) return [];
  const azapi = resource.type.startsWith("azapi_");
  const from = azapi ? propertiesOf(values) : values;
  const vault = single ? (textAt(values, "key_vault_id")?.split("/").at(-1) ?? "known after apply") : resource.name;
  const common = { kind: "vault-policy", subject: `key vault ${vault}`, outlives: single } as const;
  const roles = azapi
    ? booleanAt(from, "enableRbacAuthorization")
    : (booleanAt(from, "rbac_authorization_enabled") ?? booleanAt(from, "enable_rbac_authorization"));
  const policies = single ? [values] : azapi ? listAt(from, "accessPolicies") : listAt(from, "access_policy");
  const goesByPolicies =
    single || roles === true || (roles === undefined && resource.type === "azapi_update_resource")
      ? []
      : [{ ...common, key: "policies", ...doing("goes by", "go by", "access policies of its own instead of roles") }];
  return [
    ...goesByPolicies,
    ...policies.map((policy): Opening => {
      const id = textAt(policy, "object_id") ?? textAt(policy, "objectId");
      const who = id === undefined ? "an identity known after apply" : nameOf(id, stacks);
      const what = permissionsOf(policy);
      return { ...common, key: `policy ${id} ${what}`, ...doing("gives", "give", `${who} ${what}`) };
    }),
  ];
}

function permissionsOf(policy: unknown): string {
  const kinds = ["key", "secret", "certificate", "storage"];
  const parts = kinds.flatMap((kind) => {
    const permissions = [
      ...textsAt(policy, `${kind}_permissions`),
      ...textsAt(policy, "permissions", kind === "storage" ? kind : `${kind}s`),
    ];
    return permissions.length === 0
      ? []
      : [
          `${permissions
            .map((one) => one.toLowerCase())
            .sort()
            .join(", ")} on ${kind}s`,
        ];
  });
  return parts.length === 0 ? "nothing" : parts.join(" and ");
}

const nameOf = (objectId: string, stacks: Stacks): string =>
  stacks.groupOf(objectId)?.name ?? stacks.holderOf(objectId)?.name ?? objectId;

/** What a custom role allows: actions, less what it excludes, and where it can be granted. */
interface Allowed {
  readonly actions: readonly string[];
  readonly excluded: readonly string[];
  readonly scopes: readonly string[];
}

/** Changes of a custom role, as texts by effect. A role that is made or goes counts as gaining or losing everything. */
export function roleDefinitionChanges(resource: Planned): readonly (readonly ["opens" | "closes", string])[] {
  if (resource.armType !== "microsoft.authorization/roledefinitions") return [];
  const before = allowedBy(resource.before, resource);
  const after = allowedBy(resource.after, resource);
  const actions = difference(before.actions, after.actions);
  const excluded = difference(before.excluded, after.excluded);
  // Scopes that are known after apply, as when the resource group is replaced, are not scopes that go.
  const known = !JSON.stringify(resource.unknown ?? {}).includes("true");
  const scopes = known ? difference(before.scopes, after.scopes) : { added: [], removed: [] };
  const name = textAt(resource.after, "name") ?? resource.name;
  const role = `custom role ${name}`;
  if (resource.after === undefined) return [["closes", `${role} goes`]];
  if (resource.before === undefined) return [["opens", `new ${role} allows ${actionsInWords(after)}`]];
  const texts: (readonly ["opens" | "closes", readonly string[], string])[] = [
    ["opens", actions.added, "now allows"],
    ["opens", excluded.removed, "no longer excludes"],
    ["opens", scopes.added, "can now be granted on"],
    ["closes", actions.removed, "no longer allows"],
    ["closes", excluded.added, "now excludes"],
    ["closes", scopes.removed, "can no longer be granted on"],
  ];
  return texts
    .filter(([, items]) => items.length > 0)
    .map(([effect, items, verb]) => [effect, `${role} ${verb} ${listed(items.map(marked))}`]);
}

const roleCauses: Readonly<Record<CustomRoleName, Settings>> = {
  restrictedDataScientist: { setting: "access.level" },
  endpointCaller: { useCaseSetting: "serving.callers" },
  jobSubmitter: { useCaseSetting: "retraining.onDrift" },
  agentNetworkJoiner: { setting: "network.runners" },
  jumpHostUser: { setting: "network.jumpHost" },
  modelPublisher: { setting: "compute.publishesModels" },
  trafficOperator: { useCaseSetting: "promotion.rollback" },
  rollbackCaller: { useCaseSetting: "promotion.rollback.callers" },
};

/** What in the configuration makes a custom role of ours; nothing for one that is not. */
export function roleSettings({ name, before, after }: Planned): Settings {
  const title = textAt(after, "name") ?? textAt(before, "name") ?? name;
  const roles = Object.keys(customRoles) as CustomRoleName[];
  const role = roles.find((one) => title.startsWith(`${customRoles[one].title} (`));
  return role === undefined ? {} : roleCauses[role];
}

function allowedBy(values: Json | undefined, { type }: Planned): Allowed {
  const azapi = type.startsWith("azapi_");
  const from = azapi ? propertiesOf(values) : values;
  const read = (...names: readonly string[]) =>
    listAt(from, "permissions").flatMap((permission) => names.flatMap((name) => textsAt(permission, name)));
  return {
    actions: read("actions", "data_actions", "dataActions"),
    excluded: read("not_actions", "notActions", "not_data_actions", "notDataActions"),
    scopes: textsAt(from, azapi ? "assignableScopes" : "assignable_scopes"),
  };
}

const actionsInWords = ({ actions, excluded }: Allowed): string =>
  (actions.length === 0 ? "nothing" : listed(actions.map(marked))) +
  (excluded.length === 0 ? "" : ` except ${listed(excluded)}`);

const marked = (action: string): string => (isPrivilegedAction(action) ? `${action} (privileged)` : action);

import { at, entriesAt, textAt, type Json } from "../words/json";
import { type ApprovalChange, type ApprovalChangesOf, environmentInWords } from "./approval-change";
import { identityInWords } from "./approvers";
import type { Stacks } from "./stacks";

/** Variables that say as whom jobs sign in: by client id, or several by name in a JSON object. */
const IDENTITIES = /(^|_)CLIENT_IDS?$/i;
const TENANT = /(^|_)TENANT_ID$/i;
const LATER = "known after apply";

/**
 * Variables of the repository and its environments that name an identity or a tenant: as whom, and where, its jobs sign
 * in. They are no secrets; what they name must trust the job.
 */
export const variableChanges: ApprovalChangesOf = ({ type, before, after }, stacks) => {
  if (type !== "github_actions_environment_variable" && type !== "github_actions_variable") return [];
  const name = textAt(after ?? before, "variable_name") ?? "";
  const read = IDENTITIES.test(name) ? identitiesIn : TENANT.test(name) ? tenantIn : undefined;
  if (read === undefined) return [];
  const environment = textAt(after ?? before, "environment");
  const whose =
    type === "github_actions_variable"
      ? "jobs of the repository"
      : `jobs in ${environmentInWords(environment ?? LATER)}`;
  const goes =
    after === undefined &&
    stacks.resources.some(
      (one) =>
        one.type === "github_repository_environment" &&
        one.action === "delete" &&
        textAt(one.before, "environment") === environment,
    );
  if (goes) return [];
  const [was, is] = [read(before, stacks), read(after, stacks)];
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((key): readonly ApprovalChange[] => {
    const [old, now] = [was.get(key), is.get(key)];
    if (old === now) return [];
    const purpose = key === "" ? "" : ` for ${key}`;
    const [effect, text] =
      now === undefined
        ? (["closes", `no longer sign in ${old}${purpose}`] as const)
        : (["opens", `sign in ${now}${purpose}${old === undefined ? "" : `, no longer ${old}`}`] as const);
    const where =
      environment === undefined ? { organizationSetting: "repository" } : { environment, setting: "deployment" };
    return [{ effect, text: `${whose} ${text}`, ...where }];
  });
};

/** As whom, by what for; the key is empty where there is one for everything. */
type Read = (values: Json | undefined, stacks: Stacks) => ReadonlyMap<string, string>;

const identitiesIn: Read = (values, { input }) => {
  if (values === undefined) return new Map();
  const value = textAt(values, "value");
  if (value === undefined) return new Map([["", `as an identity ${LATER}`]]);
  const named = entriesAt(parsed(value));
  if (named.length === 0) return new Map([["", `as ${identityInWords(input, value)}`]]);
  return new Map(named.map(([key, id]) => [key, `as ${identityInWords(input, String(id))}`]));
};

const tenantIn: Read = (values) => {
  if (values === undefined) return new Map();
  return new Map([["", `to tenant ${String(at(values, "value") ?? LATER)}`]]);
};

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

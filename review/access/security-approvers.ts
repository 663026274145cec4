import { listed, textAt, type Json } from "../words/json";
import type { ApprovalChange, ApprovalChangesOf } from "./approval-change";

/** Variable of the repository with the logins of those whose approval counts for security, as a JSON list. */
const VARIABLE = "MLOPS_SECURITY_APPROVERS";
const SETTING = "repository.protection.security";

/** Whose approval counts for security. Who comes, opens; who goes, closes: without anybody nothing is approved. */
export const securityApproverChanges: ApprovalChangesOf = ({ type, before, after }) => {
  if (type !== "github_actions_variable" || textAt(after ?? before, "variable_name") !== VARIABLE) return [];
  const [was, is] = [before && loginsIn(before), after && loginsIn(after)];
  const told = (effect: ApprovalChange["effect"], text: string): ApprovalChange => ({
    effect,
    text,
    organizationSetting: SETTING,
  });
  if (after !== undefined && is === undefined) {
    return [told("opens", "whose approval counts for security is known after apply only")];
  }
  const come = (is ?? []).filter((login) => was?.includes(login) !== true);
  const gone = (was ?? []).filter((login) => is?.includes(login) !== true);
  return [
    ...(come.length === 0 ? [] : [told("opens", `the approval of ${listed(come)} counts for security`)]),
    ...(gone.length === 0 ? [] : [told("closes", `the approval of ${listed(gone)} counts for security no longer`)]),
  ];
};

/** Undefined: cannot be told. */
function loginsIn(values: Json): readonly string[] | undefined {
  try {
    const logins = JSON.parse(textAt(values, "value") ?? "") as unknown;
    return Array.isArray(logins) ? logins.map(String) : undefined;
  } catch {
    return undefined;
  }
}

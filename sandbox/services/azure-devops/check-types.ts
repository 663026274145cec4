import { guid } from "../../engine/azurerm/checks";
import {
  computedNumber,
  optionalBool,
  optionalNumber,
  optionalText,
  requiredText,
  requiredTexts,
  type ArgumentTable,
} from "./arguments";
import { words, among, within, projectId, part, numberOf, type, type Unique, type AzureDevopsType } from "./type";

/** A check on something that pipelines use. */
function check(kind: string, table: ArgumentTable, one: boolean): AzureDevopsType {
  const target: Unique = (values) =>
    `${part(values, "project_id")}/${part(values, "target_resource_type")}/${part(values, "target_resource_id")}`;
  const unique: Unique = one ? target : (values) => `${target(values)}/${part(values, "display_name")}`;
  return type(
    "checks",
    {
      project_id: projectId,
      target_resource_id: requiredText({ replaces: true, checks: [words] }),
      target_resource_type: requiredText({
        replaces: true,
        checks: [among("endpoint", "environment", "queue", "repository", "securefile", "variablegroup")],
      }),
      version: computedNumber(),
      ...table,
    },
    { id: (values) => numberOf(kind, unique(values)), unique, computed: () => ({ version: 1 }) },
  );
}

/** What must hold before a stage uses something. */
export const checkTypes: Readonly<Record<string, AzureDevopsType>> = {
  azuredevops_check_approval: check(
    "approval",
    {
      approvers: requiredTexts({ checks: [guid] }),
      instructions: optionalText(),
      requester_can_approve: optionalBool(false),
      minimum_required_approvers: optionalNumber(),
      timeout: optionalNumber({ fallback: 43_200, checks: [within(1, 43_200)] }),
    },
    true,
  ),
  azuredevops_check_exclusive_lock: check(
    "exclusive-lock",
    { timeout: optionalNumber({ fallback: 43_200, checks: [within(1, 43_200)] }) },
    true,
  ),
  azuredevops_check_branch_control: check(
    "branch-control",
    {
      allowed_branches: optionalText({ fallback: "*" }),
      verify_branch_protection: optionalBool(false),
      ignore_unknown_protection_status: optionalBool(false),
      display_name: optionalText({ fallback: "Managed by Terraform", checks: [words] }),
      timeout: optionalNumber({ fallback: 1_440, checks: [within(1, 2_147_483_647)] }),
    },
    false,
  ),
};

import { fixedPathsOf } from "../../domain/azure/fixed-properties";
import { immutable } from "../engine/arm/rules/helpers";
import type { ResourceRules, RuleTable } from "../engine/arm/model";
import { storageRules } from "./storage/rules";
import { containerRegistryRules } from "./container-registry/rules";
import { bastionRules } from "./network/bastion";
import { computeRules } from "./compute/rules";
import { accessRules } from "./access/rules";
import { endpointRules } from "./machine-learning/endpoints";
import { eventRules } from "./event-grid/rules";
import { lockRules } from "./governance/locks";
import { modelRules } from "./machine-learning/models";
import { monitorRules } from "./monitor/rules";
import { networkRules } from "./network/rules";
import { runnerRules } from "./network/runner-subnets";
import { scheduleRules } from "./machine-learning/schedules";
import { vaultRules } from "./key-vault/rules";
import { workflowRules } from "./logic/rules";
import { workspaceRules } from "./machine-learning/workspaces";

const table: RuleTable = {
  ...accessRules,
  ...lockRules,
  ...networkRules,
  ...runnerRules,
  ...bastionRules,
  ...computeRules,
  ...vaultRules,
  ...storageRules,
  ...containerRegistryRules,
  ...monitorRules,
  ...eventRules,
  ...workspaceRules,
  ...endpointRules,
  ...modelRules,
  ...scheduleRules,
  ...workflowRules,
};

/** What Azure refuses for a type of resource, of all services. */
export function rulesFor(type: string): ResourceRules {
  const rules = table[type.toLowerCase()] ?? {};
  const fixed = fixedPathsOf(type);
  return fixed.length === 0 ? rules : { ...rules, write: [immutable(...fixed), ...(rules.write ?? [])] };
}

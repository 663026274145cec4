import type { DeleteContext, WriteContext } from "../engine/arm/cloud";
import { accessRules } from "./access/rules";
import { endpointRules } from "./machine-learning/endpoints";
import { eventRules } from "./event-grid/rules";
import { lockRules } from "./governance/locks";
import { modelRules } from "./machine-learning/models";
import { monitorRules } from "./monitor/rules";
import { networkRules } from "./network/rules";
import { scheduleRules } from "./machine-learning/schedules";
import { vaultRules } from "./key-vault/rules";
import { workflowRules } from "./logic/rules";
import { workspaceRules } from "./machine-learning/workspaces";

/** What Azure refuses for one resource type, beyond what it refuses for all. */
export interface ResourceRules {
  readonly write?: readonly ((context: WriteContext) => void)[];
  readonly remove?: readonly ((context: DeleteContext) => void)[];
}

/** Rules by lower-case resource type. */
export type RuleTable = Readonly<Record<string, ResourceRules>>;

const table: RuleTable = {
  ...accessRules,
  ...lockRules,
  ...networkRules,
  ...vaultRules,
  ...monitorRules,
  ...eventRules,
  ...workspaceRules,
  ...endpointRules,
  ...modelRules,
  ...scheduleRules,
  ...workflowRules,
};

export function rulesFor(type: string): ResourceRules {
  return table[type.toLowerCase()] ?? {};
}

import type { DeleteContext, WriteContext } from "../cloud";
import { accessRules } from "./access";
import { endpointRules } from "./endpoints";
import { eventRules } from "./events";
import { lockRules } from "./locks";
import { modelRules } from "./models";
import { monitorRules } from "./monitor";
import { networkRules } from "./network";
import { scheduleRules } from "./schedules";
import { vaultRules } from "./vaults";
import { workflowRules } from "./workflows";
import { workspaceRules } from "./workspaces";

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

import type { PolicyResource } from "../../resource";
import { every, fail, pass, type Rule, unknownAt, type Verdict } from "../../rule";
import { attributes, equals, expect } from "../../attributes";
import { isTree, Unknown } from "../../value";
import type { World } from "../../world";

const ACTIONS = "properties.definition.actions";
const state = { path: "properties.state", is: equals("Enabled"), absent: "pass" } as const;

export const workflowEnabled: Rule = {
  title: "Workflows are switched on, and do something",
  severity: "high",
  severityIn: { development: "low" },
  upstream: [],
  why: "A workflow that is off or empty answers no alert: a bad candidate keeps its traffic, and drift is noted by nobody.",
  fix: "set state = Enabled, and take the actions from constructs/promotion and constructs/retraining",
  ...attributes({ "Microsoft.Logic/workflows": state }),
  check: (workflow, world) => every([expect(workflow, state), acts(workflow, world)]),
};

/** What a run does at all; where an alert starts it, it must write something in Azure, or nothing is rolled back. */
function acts(workflow: PolicyResource, world: World): Verdict | undefined {
  if (workflow.partial) return undefined;
  const actions = workflow.at(ACTIONS);
  if (actions.state === "unknown") return unknownAt(ACTIONS);
  const tree = actions.state === "known" && isTree(actions.value) ? actions.value : {};
  if (Object.keys(tree).length === 0) return fail("does nothing");
  const started = [
    ["azurerm_monitor_action_group", "logic_app_receiver.resource_id"] as const,
    ["Microsoft.Insights/actionGroups", "properties.logicAppReceivers.resourceId"] as const,
  ].flatMap(([kind, path]) => world.in(workflow.stack, kind).map((group) => world.pointsAt(group, path, workflow)));
  const writing = writes(tree);
  if (writing === true || started.every((one) => one === false)) return pass;
  if (writing === "unknown" || !started.includes(true)) return unknownAt(ACTIONS);
  return fail("is started by an alert and changes nothing in Azure");
}

/** Whether any action, however deep, is a call that writes. */
function writes(value: unknown): boolean | "unknown" {
  if (value instanceof Unknown) return value.references.length > 0 ? false : "unknown";
  if (!Array.isArray(value) && !isTree(value)) return false;
  const { type, inputs } = (Array.isArray(value) ? {} : value) as Readonly<Record<string, unknown>>;
  if (type === "Http" && isTree(inputs) && ["PUT", "PATCH"].includes(String(inputs["method"]))) return true;
  const inner = Object.values(value).map(writes);
  return inner.includes(true) || (inner.includes("unknown") && "unknown");
}

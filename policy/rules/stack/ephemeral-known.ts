import { sameId } from "../../../domain/azure/ids";
import { shown } from "../../attributes";
import type { PolicyResource } from "../../resource";
import { fail, pass, type Rule, unknownAt } from "../../rule";
import type { World } from "../../world";

const TYPE = "Microsoft.Logic/workflows";
/** Asked for by whoever applies; whoever plans reads the workflow and has no right to its address. */
const WRITTEN = {
  action: '${terraform.applying ? "triggers/Request/listCallbackUrl" : ""}',
  method: '${terraform.applying ? "POST" : "GET"}',
} as const;
const WORKFLOW = /^\$\{azapi_resource\.[\w-]+\.id\}$/;
const ARGUMENTS = ["of", "type", "resource_id", "response_export_values", ...Object.keys(WRITTEN)];

export const ephemeralKnown: Rule = {
  title: "What is asked for on every run is the address of a workflow in the stack, while applying only",
  severity: "high",
  upstream: [],
  why: "An ephemeral resource runs in every plan and leaves no trace: keys and secrets of anything could be read, and be sent on.",
  fix: "use AzapiEphemeralAction as LogicApp does, or add what it asks for to this rule",
  kinds: ["stack.ephemeral"],
  check: (asked, world) => {
    if (asked.text("of") !== "azapi_resource_action") return fail(`asks for ${shown(asked.text("of"))}`);
    const other = Object.keys(asked.values as object).find((name) => !ARGUMENTS.includes(name));
    if (other !== undefined) return fail(`sets ${shown(other)}, on which nothing is decided`);
    const type = asked.text("type")?.split("@")[0];
    if (type === undefined) return unknownAt("type");
    if (!sameId(type, TYPE)) return fail(`asks ${shown(type)}`);
    for (const [name, written] of Object.entries(WRITTEN)) {
      const found = asked.at(name);
      const now = found.state === "unknown" ? found.template : found.state === "known" ? found.value : undefined;
      if (now !== written) return fail(`${name} is not ${written}`);
    }
    return isOwnWorkflow(asked, world) ? pass : fail("asks about no workflow of the stack");
  },
};

/** Whether it asks about a workflow that the stack makes. */
function isOwnWorkflow(asked: PolicyResource, world: World): boolean {
  const target = asked.at("resource_id");
  if (target.state !== "unknown" || !WORKFLOW.test(target.template ?? "")) return false;
  return target.references.every((address) => sameId(world.at(asked.stack, address)?.armType ?? "", TYPE));
}

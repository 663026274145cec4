import { sameId } from "../../../domain/azure/ids";
import { addressRequests, destinationKey, functionPlace } from "../../../domain/alerts/channels";
import { shown } from "../../attributes";
import type { PolicyResource } from "../../resource";
import { fail, pass, type Rule, unknownAt } from "../../rule";
import type { World } from "../../world";

const TYPE = "Microsoft.Logic/workflows";
/** Asked for by whoever applies; whoever plans reads what is called and has no right to its address. */
const applying = (action: string) => `\${terraform.applying ? "${action}" : ""}`;
const OWN = applying("triggers/Request/listCallbackUrl");
const METHOD = '${terraform.applying ? "POST" : "GET"}';
const WORKFLOW = /^\$\{azapi_resource\.[\w-]+\.id\}$/;
const ARGUMENTS = ["of", "type", "resource_id", "response_export_values", "action", "method"];

export const ephemeralKnown: Rule = {
  title:
    "What is asked for on every run is the address of a workflow in the stack or of a channel that the configuration names, while applying only",
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
    const kind = KINDS.find((one) => sameId(addressRequests[one].type.split("@")[0]!, type));
    if (kind === undefined) return fail(`asks ${shown(type)}`);
    if (written(asked, "method") !== METHOD) return fail(`method is not ${METHOD}`);
    const target = asked.at("resource_id");
    const action = written(asked, "action");
    if (target.state === "known") {
      // The trigger's name is the configuration's; nothing that ends a text may stand in it.
      const [, trigger = "manual"] = /"triggers\/([\w-]+)\//.exec(action ?? "") ?? [];
      if (action !== applying(addressRequests[kind].action.replace("{}", trigger)))
        return fail(`action is not one that tells the address of a ${kind}`);
      return isChannel(kind, String(target.value), asked, world) ? pass : fail("asks about what is no channel");
    }
    if (action !== OWN) return fail(`action is not ${OWN}`);
    return isOwnWorkflow(asked, world) ? pass : fail("asks about no workflow of the stack");
  },
};

const KINDS = ["logicApp", "function"] as const;

/** An argument as it is written, be it a template. */
function written(asked: PolicyResource, name: string): string | undefined {
  const found = asked.at(name);
  if (found.state === "unknown") return found.template;
  return found.state === "known" && typeof found.value === "string" ? found.value : undefined;
}

/** Whether the configuration names it. Where nothing is known of the configuration, nobody can tell. */
function isChannel(kind: (typeof KINDS)[number], id: string, asked: PolicyResource, world: World): boolean {
  const values = kind === "function" ? functionPlace(id) : [id];
  return (world.expected.channels?.[asked.stack] ?? []).includes(destinationKey(kind, values));
}

/** Whether it asks about a workflow that the stack makes. */
function isOwnWorkflow(asked: PolicyResource, world: World): boolean {
  const target = asked.at("resource_id");
  if (target.state !== "unknown" || !WORKFLOW.test(target.template ?? "")) return false;
  return target.references.every((address) => sameId(world.at(asked.stack, address)?.armType ?? "", TYPE));
}

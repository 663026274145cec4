import { checkDefinition } from "../../workflow";
import type { RuleTable, WriteContext } from "../../engine/arm/model";
import { definitionOf, parametersOf } from "./triggers";
import { badRequest } from "../../engine/arm/rules/helpers";

/** Logic Apps: a definition that could not run is refused when it is saved, as Azure does. */
export const workflowRules: RuleTable = {
  "microsoft.logic/workflows": { write: [definitionFits] },
};

function definitionFits(context: WriteContext): void {
  // azurerm makes a workflow empty and adds trigger and actions one by one.
  if (context.resource.properties["definition"] === undefined) return;
  const definition = definitionOf(context.resource);
  const problems = [...checkDefinition(definition)];
  const declared = definition.parameters ?? {};
  for (const name of Object.keys(parametersOf(context.resource))) {
    if (!Object.hasOwn(declared, name)) problems.push(`the parameter ${name} has a value but is not declared`);
  }
  for (const [name, { defaultValue }] of Object.entries(declared)) {
    const given = Object.hasOwn(parametersOf(context.resource), name);
    if (!given && defaultValue === undefined) problems.push(`the parameter ${name} has no value`);
  }
  if (problems.length > 0) throw badRequest(context, "InvalidTemplate", problems.join("; "));
}

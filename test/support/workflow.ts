import type { Value, ValueObject, WorkflowDefinition } from "../../sandbox/workflow";
import type { Attributes } from "./synth";

/** What Terraform makes of a synthesized text that holds no reference: its escapes undone. */
export const asTerraformReads = <T>(value: T): T =>
  JSON.parse(JSON.stringify(value).replaceAll("$${", "${").replaceAll("%%{", "%{")) as T;

/** The definition and the parameters' values of a synthesized workflow, as Azure would get them. */
export function workflowOf(attributes: Attributes): { definition: WorkflowDefinition; parameters: ValueObject } {
  const { definition, parameters } = asTerraformReads(attributes["body"].properties);
  const values = Object.entries(parameters as Record<string, { value: Value }>).map(([name, { value }]) => [
    name,
    value,
  ]);
  return { definition, parameters: Object.fromEntries(values) as ValueObject };
}

import { isTree } from "../domain/json/tree";
import type { TerraformPlan } from "../domain/terraform/plan";
import type { PlanFile } from "./plan-file";

/**
 * A plan as `terraform show -json` tells it, and what that leaves out: ephemeral blocks, which decide what is asked for
 * while it is applied.
 * @param shown - what it printed
 * @param file - the plan file, with the configuration that it was made of
 */
export function shownPlan(shown: string, { configuration }: Pick<PlanFile, "configuration">): TerraformPlan {
  const plan = JSON.parse(shown) as TerraformPlan;
  const written = JSON.parse(configuration.get("cdk.tf.json")?.toString("utf8") ?? "{}") as unknown;
  const ephemerals = isTree(written) ? written["ephemeral"] : undefined;
  if (!isTree(ephemerals) || plan.configuration === undefined) return plan;
  const root_module = { ...plan.configuration.root_module, ephemerals };
  return { ...plan, configuration: { ...plan.configuration, root_module } };
}

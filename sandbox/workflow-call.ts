import type { Cloud } from "./arm/cloud";
import { definitionOf, parametersOf, workflowAt } from "./arm/workflow-triggers";
import { runWorkflow, sendTo, type RunResult, type Trigger, type Value } from "./workflow";

/** A sandbox, as far as running a workflow in it needs one. */
interface Host {
  readonly cloud: Cloud;
  /** Base URL of the ARM face. */
  readonly armUrl: string;
}

/**
 * Does what a POST to a workflow's address would do in Azure: runs the deployed definition, with its deployed
 * parameters, against the sandbox's own ARM face over HTTP.
 * @param url - an address that `listCallbackUrl` gave
 */
export async function callWorkflow({ cloud, armUrl }: Host, url: string, trigger: Trigger): Promise<RunResult> {
  const workflow = workflowAt(cloud, url);
  if (workflow === undefined) throw new Error("no workflow in this sandbox has that address");
  const parameters = parametersOf(workflow) as unknown as Readonly<Record<string, Value>>;
  return runWorkflow(definitionOf(workflow), trigger, { http: sendTo(armUrl), parameters, now: () => cloud.now() });
}

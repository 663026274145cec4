import { runDeployed, workflowAt, type WorkflowHost } from "./triggers";
import type { RunResult, Trigger } from "../../workflow";

/**
 * Does what a POST to a workflow's address would do in Azure: runs the deployed definition, with its deployed
 * parameters, against the sandbox's own ARM face over HTTP.
 * @param url - an address that `listCallbackUrl` gave
 */
export async function callWorkflow(host: WorkflowHost, url: string, trigger: Trigger): Promise<RunResult> {
  const workflow = workflowAt(host.cloud, url);
  if (workflow === undefined) throw new Error("no workflow in this sandbox has that address");
  return runDeployed(host, workflow.id, trigger);
}

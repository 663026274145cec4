import { Construct } from "constructs";
import { type AzurePipeline, AzurePipelineAuthorization, type AzurePipelineAuthorizationConfig } from "../azure-devops";

/** Lets pipelines use something, each by a name of the address, and no other. */
export function allowPipelines(
  scope: Construct,
  id: string,
  pipelines: Readonly<Record<string, AzurePipeline>>,
  target: Pick<AzurePipelineAuthorizationConfig, "projectId" | "resourceId" | "type">,
): void {
  const allowed = new Construct(scope, id);
  for (const [name, { number }] of Object.entries(pipelines)) {
    new AzurePipelineAuthorization(allowed, name, { ...target, pipelineId: number });
  }
}

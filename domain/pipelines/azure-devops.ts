/**
 * How things are called in Azure DevOps: the stack `pipelines` makes them under these names, and the YAML in
 * `azure-pipelines/` uses them. `test/pipelines/azure-pipelines.test.ts` compares the two.
 */

/** What a job does with Azure: look, or change. */
export type ConnectionUse = "plan" | "apply";

/** The service connection that jobs of an environment sign in through. */
export const serviceConnectionName = (environment: string, use: ConnectionUse): string => `mlops-${environment}-${use}`;

/** Variables that the pipelines share. */
export const VARIABLE_GROUP = "mlops";

/** What a review must find for the build validation to fail: a variable of {@link VARIABLE_GROUP}. */
export const FAIL_ON_VARIABLE = "MLOPS_FAIL_ON";

/** Folder of the pipelines in Azure DevOps. */
export const PIPELINE_FOLDER = "\\mlops";

/** One pipeline, by the name of its file in `azure-pipelines/`. */
export interface AzurePipelineSource {
  /** Name of the file without its ending; the pipeline is called `mlops-<name>`. */
  readonly name: "pull-request" | "deploy" | "drift" | "promote";
  /** Service connections of every environment that it uses. */
  readonly connections: readonly ConnectionUse[];
  /** Whether its jobs run in environments. */
  readonly deploys: boolean;
  /** Whether jobs of an environment run on its agents, where it has some: of what was merged only. */
  readonly agents: boolean;
  /** Whether it reads {@link VARIABLE_GROUP}. */
  readonly variables: boolean;
}

export const azurePipelineSources: readonly AzurePipelineSource[] = [
  { name: "pull-request", connections: ["plan"], deploys: false, agents: false, variables: true },
  { name: "deploy", connections: ["plan", "apply"], deploys: true, agents: true, variables: false },
  { name: "drift", connections: ["plan"], deploys: false, agents: true, variables: false },
  { name: "promote", connections: ["plan"], deploys: false, agents: false, variables: false },
];

/** Name of a pipeline in Azure DevOps. */
export const azurePipelineName = (name: AzurePipelineSource["name"]): string => `mlops-${name}`;

/** Path of a pipeline's YAML in the repository. */
export const azurePipelineFile = (name: AzurePipelineSource["name"]): string => `azure-pipelines/${name}.yml`;

/** URL of an organization. */
export const azureOrganizationUrl = (organization: string): string => `https://dev.azure.com/${organization}`;

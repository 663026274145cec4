import { sameId } from "../../../domain/azure/ids";
import type { Values } from "../../engine/azurerm/type-entry";
import { ProviderError } from "../../engine/terraform/provider";
import type { ArmResource, CloudView } from "../../engine/arm/model";
import { at, objects, strings } from "../../engine/arm/rules/helpers";
import type { Memory } from "./memory";
import { numberOf } from "./type";

export interface DataContext {
  readonly memory: Memory;
  readonly organization: string;
  /** What is in Azure: a Managed DevOps Pool is a pool of agents in Azure DevOps, too. */
  readonly cloud: CloudView;
}

/** Looks up what Terraform does not manage in this stack. */
export type DataSource = (config: Values, context: DataContext) => Values;

/** Every data source of Azure DevOps' that the sandbox answers. */
export const dataSources: Readonly<Record<string, DataSource>> = {
  azuredevops_project: (config, { memory, organization }) => {
    const given = config["project_id"] ?? null;
    if (given !== null && (config["name"] ?? null) !== null) {
      throw new ProviderError("Conflicting configuration arguments", '"name": conflicts with project_id');
    }
    if (given !== null) {
      if (!memory.hasId("project", String(given))) throw absent(`Project with name  or ID ${String(given)}`);
      return project(String(given));
    }
    if (typeof config["name"] !== "string") {
      throw new ProviderError("Missing required argument", '"name": one of `name,project_id` must be specified');
    }
    const { name } = config;
    const id = memory.idOf("project", `${organization}/${name}`);
    if (id === undefined) throw absent(`Project with name ${name} or ID `);
    return { ...project(id), name };
  },
  azuredevops_git_repository: (config, { memory, organization }) => {
    const [projectId, name] = [String(config["project_id"]), String(config["name"])];
    requireProject(memory, projectId);
    const id = memory.idOf("repository", `${projectId}/${name}`);
    if (id === undefined) throw absent(`Repository with name ${name}`, ` in project ${projectId}`);
    const url = `https://dev.azure.com/${organization}/${projectId}/_git/${encodeURIComponent(name)}`;
    return {
      id,
      default_branch: "refs/heads/main",
      remote_url: url,
      web_url: url,
      url,
      is_fork: false,
      disabled: false,
    };
  },
  azuredevops_group: (config, { memory, organization }) => {
    const name = String(config["name"]);
    const projectId = config["project_id"] ?? null;
    if (projectId !== null) requireProject(memory, String(projectId));
    const id = memory.idOf("group", `${projectId === null ? organization : String(projectId)}/${name}`);
    if (id === undefined) {
      const where = projectId === null ? "" : ` in project with ID: ${String(projectId)}`;
      throw new ProviderError(`Could not find Group with Name: ${name}${where}`, "");
    }
    const descriptor = `vssgp.${Buffer.from(id).toString("base64url")}`;
    return { id: descriptor, descriptor, origin: "vsts", origin_id: id, group_id: id };
  },
  azuredevops_agent_queue: (config, { memory, organization, cloud }) => {
    const [projectId, name] = [String(config["project_id"]), String(config["name"])];
    requireProject(memory, projectId);
    const key = `${projectId}/${name}`;
    const known = memory.known("queue", key);
    const isManaged = cloud
      .ofType("Microsoft.DevOpsInfrastructure/pools")
      .some((pool) => sameId(pool.name, name) && isPoolOf(pool, memory, { organization, projectId }));
    if (!isManaged && known === undefined) {
      throw new ProviderError(`getting agent queue by name: Unable to find agent queues with name: ${name}`, "");
    }
    const id = known ?? numberOf("queue", key);
    memory.learn("queue", key, id);
    return { id, agent_pool_id: Number(numberOf("pool", `${organization}/${name}`)) };
  },
};

/** Whether an agent pool is there for a project: it is named, or every project of the organization is meant. */
const isPoolOf = (
  { properties }: ArmResource,
  memory: Memory,
  { organization, projectId }: { readonly organization: string; readonly projectId: string },
): boolean =>
  objects(at(properties, "organizationProfile.organizations")).some(({ url, projects }) => {
    if (!sameId(String(url), `https://dev.azure.com/${organization}`)) return false;
    const names = strings(projects);
    return names.length === 0 || names.some((name) => memory.known("project", `${organization}/${name}`) === projectId);
  });

const project = (id: string): Values => ({
  id,
  project_id: id,
  description: "",
  visibility: "private",
  version_control: "Git",
  work_item_template: "Agile",
  features: { boards: "enabled", pipelines: "enabled", repositories: "enabled" },
});

const absent = (what: string, where = ""): ProviderError => new ProviderError(`${what} does not exist${where}`, "");

/** @throws ProviderError if Azure DevOps knows no project of this GUID */
export function requireProject(memory: Memory, id: string): void {
  if (memory.hasId("project", id)) return;
  throw new ProviderError(`TF200016: The following project does not exist: ${id}.`, "");
}

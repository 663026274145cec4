import type { Construct } from "constructs";
import { AzureDevopsData } from "./element";

/** A project, by name. */
export class DataAzureDevopsProject extends AzureDevopsData {
  static readonly tfResourceType = "azuredevops_project";

  constructor(scope: Construct, id: string, config: { readonly name: string }) {
    super(scope, id, DataAzureDevopsProject.tfResourceType, { name: config.name });
  }
}

/** A repository of Azure Repos, by name. */
export class DataAzureDevopsRepository extends AzureDevopsData {
  static readonly tfResourceType = "azuredevops_git_repository";

  constructor(scope: Construct, id: string, config: { readonly projectId: string; readonly name: string }) {
    super(scope, id, DataAzureDevopsRepository.tfResourceType, { project_id: config.projectId, name: config.name });
  }
}

/** A group, by name. */
export class DataAzureDevopsGroup extends AzureDevopsData {
  static readonly tfResourceType = "azuredevops_group";

  /** @param config - `projectId` of the project whose group it is; none for a group of the organization */
  constructor(scope: Construct, id: string, config: { readonly projectId?: string; readonly name: string }) {
    super(scope, id, DataAzureDevopsGroup.tfResourceType, { project_id: config.projectId, name: config.name });
  }

  /** GUID by which approvals and branch policies know the group; of an Entra group it is not the object id. */
  get groupId(): string {
    return this.getStringAttribute("group_id");
  }
}

/** A pool of agents as a project knows it, by the pool's name. */
export class DataAzureDevopsAgentQueue extends AzureDevopsData {
  static readonly tfResourceType = "azuredevops_agent_queue";

  constructor(scope: Construct, id: string, config: { readonly projectId: string; readonly name: string }) {
    super(scope, id, DataAzureDevopsAgentQueue.tfResourceType, { project_id: config.projectId, name: config.name });
  }
}

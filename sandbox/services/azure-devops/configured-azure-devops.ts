import type { AzureClient } from "../../engine/azure-client";
import { planValues, replacedPaths } from "../../engine/azurerm/azurerm-plan";
import { settleData, settleValues, withMembers, written } from "../../engine/azurerm/azurerm-values";
import type { Values } from "../../engine/azurerm/type-entry";
import type { JsonObject } from "../../engine/store/store";
import {
  type Applied,
  type ApplyRequest,
  type ConfiguredProvider,
  type Plan,
  type PlanRequest,
  ProviderError,
} from "../../engine/terraform/provider";
import type { ProviderSchema } from "../../engine/terraform/schema";
import type { ObjectValue } from "../../engine/terraform/wire";
import { dataSources } from "./data-sources";
import type { CloudView } from "../../engine/arm/model";
import type { Memory } from "./memory";
import { requireAccepted } from "./rules";
import { azureDevopsTypes } from "./types";

/** The provider for one organization of Azure DevOps. */
export class ConfiguredAzureDevops implements ConfiguredProvider {
  constructor(
    private readonly schema: ProviderSchema,
    private readonly memory: Memory,
    private readonly client: AzureClient,
    private readonly organization: string,
    private readonly cloud: CloudView,
  ) {}

  async plan({ type, prior, proposed }: PlanRequest): Promise<Plan> {
    const entry = azureDevopsTypes[type]!;
    const planned = planValues(this.schema.resources[type]!, entry, proposed, prior);
    return { planned, replaces: prior === null ? [] : replacedPaths(entry, planned, prior) };
  }

  async apply({ type, prior, planned }: ApplyRequest): Promise<Applied> {
    const entry = azureDevopsTypes[type]!;
    const values = planned as Values;
    const known = prior === null ? undefined : String(prior["id"]);
    requireAccepted({ memory: this.memory, type, values, id: known });
    const id = known ?? entry.id(values, this.organization);
    const computed = entry.computed?.(values, id, this.organization) ?? {};
    const settled: Values = { ...settleValues(this.schema.resources[type]!, planned, computed), id };
    const state = (entry.returned?.(settled) ?? settled) as ObjectValue;
    await this.client.write(entry.api, [], () => this.memory.put(type, id, state as JsonObject));
    return { state };
  }

  async read(type: string, state: ObjectValue): Promise<ObjectValue | null> {
    const found = await this.find(type, String(state["id"]));
    return found === undefined ? null : withMembers(this.schema.resources[type]!, found);
  }

  async destroy(type: string, state: ObjectValue): Promise<void> {
    const id = String(state["id"]);
    await this.client.write(azureDevopsTypes[type]!.api, [], () => this.memory.remove(type, id));
  }

  async import(type: string, id: string): Promise<ObjectValue> {
    // `<project>/<id>`; of an authorization the whole is the id.
    const own = type === "azuredevops_pipeline_authorization" ? id : id.split("/").at(-1)!;
    const found = await this.find(type, own);
    if (found === undefined) throw new ProviderError("Cannot import non-existent remote object", `There is no ${id}.`);
    return withMembers(this.schema.resources[type]!, found);
  }

  async readData(type: string, config: ObjectValue): Promise<ObjectValue> {
    const context = { memory: this.memory, organization: this.organization, cloud: this.cloud };
    const values = await this.client.read(type, [], () => dataSources[type]!(written(config) as Values, context));
    return settleData(this.schema.dataSources[type]!, config, values);
  }

  private find(type: string, id: string): Promise<JsonObject | undefined> {
    return this.client.read(azureDevopsTypes[type]!.api, [], () => this.memory.get(type, id));
  }
}

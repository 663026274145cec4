import { planValues, replacedPaths } from "../../engine/azurerm/azurerm-plan";
import { settleData, settleValues, withMembers, written } from "../../engine/azurerm/azurerm-values";
import type { Values } from "../../engine/azurerm/type-entry";
import type { AzureClient } from "../../engine/azure-client";
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
import type { Directory } from "./directory";
import { keyOf, refused, requireAccepted } from "./rules";
import { githubTypes } from "./types";

/** The GitHub provider for one owner's repositories. */
export class ConfiguredGithub implements ConfiguredProvider {
  constructor(
    private readonly schema: ProviderSchema,
    private readonly directory: Directory,
    private readonly client: AzureClient,
    private readonly owner: string,
    private readonly now: () => Date,
  ) {}

  async plan({ type, prior, proposed }: PlanRequest): Promise<Plan> {
    const entry = githubTypes[type]!;
    const planned = planValues(this.schema.resources[type]!, entry, proposed, prior);
    return { planned, replaces: prior === null ? [] : replacedPaths(entry, planned, prior) };
  }

  async apply({ type, prior, planned }: ApplyRequest): Promise<Applied> {
    const entry = githubTypes[type]!;
    const values = planned as Values;
    const id = prior === null ? entry.id(values) : String(prior["id"]);
    const key = keyOf(this.owner, type, id);
    requireAccepted({ directory: this.directory, owner: this.owner, type, values, key, creating: prior === null });
    const computed = entry.computed?.({ ...(prior as Values | null), ...values }, id, this.now()) ?? {};
    const settled: Values = { ...settleValues(this.schema.resources[type]!, planned, computed), id };
    const state = (entry.returned?.(settled) ?? settled) as ObjectValue;
    await this.client.write(entry.api, [], () => this.directory.put(key, state as JsonObject));
    return { state };
  }

  async read(type: string, state: ObjectValue): Promise<ObjectValue | null> {
    const found = await this.find(type, String(state["id"]));
    return found === undefined ? null : withMembers(this.schema.resources[type]!, found);
  }

  async destroy(type: string, state: ObjectValue): Promise<void> {
    const id = String(state["id"]);
    const key = keyOf(this.owner, type, id);
    await this.client.write(githubTypes[type]!.api, [], () => {
      if (this.directory.get(key) === undefined) throw refused(this.owner, id, "404", "Not Found", "DELETE");
      // With an environment go its variables and branch policies.
      const own = type === "github_repository_environment" ? this.keysBelow(id) : [];
      this.directory.remove([key, ...own]);
    });
  }

  async import(type: string, id: string): Promise<ObjectValue> {
    const found = await this.find(type, type === "github_repository_ruleset" ? id.split(":").at(-1)! : id);
    if (found === undefined) throw new ProviderError("Cannot import non-existent remote object", `There is no ${id}.`);
    return withMembers(this.schema.resources[type]!, found);
  }

  async readData(type: string, config: ObjectValue): Promise<ObjectValue> {
    const context = { directory: this.directory, owner: this.owner };
    const values = await this.client.read(type, [], () => dataSources[type]!(written(config) as Values, context));
    return settleData(this.schema.dataSources[type]!, config, values);
  }

  private find(type: string, id: string): Promise<JsonObject | undefined> {
    return this.client.read(githubTypes[type]!.api, [], () => this.directory.get(keyOf(this.owner, type, id)));
  }

  private keysBelow(environment: string): readonly string[] {
    return ["github_actions_environment_variable", "github_repository_environment_deployment_policy"].flatMap((type) =>
      this.directory.startingWith(`${keyOf(this.owner, type, environment)}:`).map(([key]) => key),
    );
  }
}

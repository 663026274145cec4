import { randomUUID } from "node:crypto";
import { sameId } from "../../../domain/azure/ids";
import { principalIdOf } from "../arm/identities";
import type { Cloud } from "../arm/cloud";
import type { AzureClient } from "../azure-client";
import type { CloudResource, JsonObject } from "../store/store";
import {
  type Applied,
  type ApplyRequest,
  type ConfiguredProvider,
  type Plan,
  type PlanRequest,
  ProviderError,
} from "../terraform/provider";
import type { Block, ProviderSchema } from "../terraform/schema";
import { type ObjectValue, UNKNOWN } from "../terraform/wire";
import { planValues, replacedPaths } from "./azurerm-plan";
import { settleData, settleValues } from "./azurerm-values";
import { createGuards } from "./create-guards";
import { dataSources } from "./data-sources";
import { destroyGuards } from "./destroy-guards";
import {
  applyRequests,
  creationRequests,
  dataRequests,
  destroyRequests,
  emptied,
  existingRequests,
  readRequests,
} from "./operations";
import type { AzurermSettings } from "./provider-settings";
import { composeId } from "./resource-ids";
import type { TypeEntry, Values } from "./type-entry";
import { requireVaultOfKey } from "./vault-of-key";
import { azurermTypes } from "../../services/types";

/** The azurerm provider with one provider block's settings. */
export class ConfiguredAzurerm implements ConfiguredProvider {
  constructor(
    private readonly schema: ProviderSchema,
    private readonly cloud: Cloud,
    private readonly client: AzureClient,
    private readonly settings: AzurermSettings,
  ) {}

  async plan({ type, prior, proposed }: PlanRequest): Promise<Plan> {
    const entry = azurermTypes[type]!;
    const planned = planValues(this.schema.resources[type]!, entry, proposed, prior);
    return { planned, replaces: prior === null ? [] : replacedPaths(entry, planned, prior) };
  }

  async apply({ type, prior, planned }: ApplyRequest): Promise<Applied> {
    const entry = azurermTypes[type]!;
    const named = nameUnnamed(entry, planned);
    const id = prior === null ? composeId(entry.id, named as Values, this.settings.subscription) : String(prior["id"]);
    if (id === undefined)
      throw new ProviderError(`Creating ${type}`, `Its id needs arguments that are not set: ${entry.id}.`);
    const armId = entry.armId?.(id) ?? id;
    if (prior === null) {
      await this.refuseExisting(type, entry, id, armId);
      createGuards[type]?.(this.cloud, named, this.settings);
    }
    const { subscription, tenant } = this.settings;
    requireVaultOfKey(named, prior, {
      cloud: this.cloud,
      subscription,
      may: (operation) => this.client.may(operation),
    });
    const values = named as Values;
    const computed = {
      ...entry.computed?.({ id, values, cloud: this.cloud, subscription, tenant }),
      ...systemIdentity(armId, values, tenant),
    };
    const settled: Values = { ...settleValues(this.schema.resources[type]!, named, computed), id };
    const kept = { ...settled, ...entry.returned?.(settled, { subscription }) } as ObjectValue;
    // Creating and updating end with a read.
    const state = { ...kept, ...(entry.read?.(kept as Values) as ObjectValue | undefined) };
    const body = this.cloud.get(armId)?.body ?? {};
    const requests = applyRequests(this.cloud, type, entry, armId, known({ ...named, ...settled, ...asSent(named) }));
    await this.client.write(entry.arm, requests, () => {
      const resource = { id: armId, type: entry.arm, body, readOnly: {}, azurerm: { type, values: toStore(kept) } };
      this.cloud.write(resource);
    });
    return { state };
  }

  async read(type: string, state: ObjectValue): Promise<ObjectValue | null> {
    const entry = azurermTypes[type]!;
    const id = String(state["id"]);
    const armId = entry.armId?.(id) ?? id;
    const requests = readRequests(type, entry, armId, known(state));
    const resource = await this.client.read(entry.arm, requests, () => this.cloud.get(armId));
    if (resource === undefined) return null;
    const empty = emptied(type, armId, (operation) => this.client.may(operation));
    return {
      ...this.fromStore(type, resource, id),
      ...Object.fromEntries(empty.map((name) => [name, ""])),
      ...(state["timeouts"] != null && { timeouts: state["timeouts"] }),
    };
  }

  async destroy(type: string, state: ObjectValue): Promise<void> {
    const entry = azurermTypes[type]!;
    const id = String(state["id"]);
    const armId = entry.armId?.(id) ?? id;
    const requests = destroyRequests(this.cloud, type, entry, armId);
    await this.client.write(entry.arm, requests, () => {
      destroyGuards[type]?.(this.cloud, armId, this.settings);
      this.cloud.delete(armId, { purge: this.purges(type) });
    });
  }

  async import(type: string, id: string): Promise<ObjectValue> {
    const entry = azurermTypes[type]!;
    const armId = entry.armId?.(id) ?? id;
    const resource = await this.client.read(entry.arm, existingRequests(entry, armId), () => this.cloud.get(armId));
    if (resource === undefined) {
      throw new ProviderError("Cannot import non-existent remote object", `Nothing exists at ${id}.`);
    }
    return this.fromStore(type, resource, id);
  }

  async readData(type: string, config: ObjectValue): Promise<ObjectValue> {
    const { subscription, tenant } = this.settings;
    const context = { cloud: this.cloud, subscription, tenant, callerId: this.client.callerId };
    const found = dataSources[type]!(config as Values, context);
    const values = await this.client.read(type, dataRequests(found["id"]), () => found);
    return settleData(this.schema.dataSources[type]!, config, values);
  }

  private async refuseExisting(type: string, entry: TypeEntry, id: string, armId: string): Promise<void> {
    const requests = creationRequests(type, entry, armId, this.settings.subscription);
    const existing = await this.client.read(entry.arm, requests, () => this.cloud.get(armId));
    if (existing === undefined) return;
    throw new ProviderError(
      `a resource with the ID "${id}" already exists - to be managed via Terraform this resource needs to be imported into the State. Please see the resource documentation for "${type}" for more information.`,
      "",
    );
  }

  private purges(type: string): boolean {
    const { features } = this.settings;
    if (type === "azurerm_key_vault") return features.purgeVault;
    if (type === "azurerm_machine_learning_workspace") return features.purgeWorkspace;
    if (type === "azurerm_log_analytics_workspace") return features.purgeLogs;
    return false;
  }

  private fromStore(type: string, resource: CloudResource, id: string): ObjectValue {
    const made = resource.azurerm;
    if (made === undefined || !sameId(made.type, type)) {
      const maker = made === undefined ? "another client" : made.type;
      throw new ProviderError(
        `The resource at ${id} was made by ${maker}, and the sandbox cannot show it as ${type}`,
        "Import it as the type it was made with.",
      );
    }
    const { read, told } = azurermTypes[type]!;
    const values = { ...made.values, ...read?.(made.values), ...told?.({ id, cloud: this.cloud }) };
    return { ...fitted(this.schema.resources[type]!, values as ObjectValue), id };
  }
}

/** Values that are known: what conditions and links are judged by. */
const known = (values: ObjectValue): Values =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== UNKNOWN)) as Values;

/** What the provider does not send because nobody wrote it, though Azure answers with a value. */
const asSent = (planned: ObjectValue): ObjectValue =>
  "principal_type" in planned && planned["principal_type"] === UNKNOWN ? { principal_type: null } : {};

/** A role assignment or definition without a name of its own gets a random one, as azurerm gives it. */
function nameUnnamed(entry: TypeEntry, planned: ObjectValue): ObjectValue {
  const unnamed = ["name", "role_definition_id"].filter(
    (key) => planned[key] === UNKNOWN && entry.id.includes(`{${key}}`),
  );
  return { ...planned, ...Object.fromEntries(unnamed.map((key) => [key, randomUUID()])) };
}

/** Who a system-assigned identity is, for every type that can have one. */
function systemIdentity(id: string, values: Values, tenant: string): Values {
  const blocks = values["identity"];
  if (!Array.isArray(blocks)) return {};
  const identities = (blocks as readonly JsonObject[]).map(({ type }) => {
    const system = String(type).includes("SystemAssigned");
    return { principal_id: system ? principalIdOf(id) : "", tenant_id: system ? tenant : "" };
  });
  return { identity: identities };
}

/** Timeouts are Terraform's, not Azure's. */
function toStore(state: ObjectValue): JsonObject {
  return Object.fromEntries(Object.entries(state).filter(([name]) => name !== "timeouts")) as JsonObject;
}

/** The schema's members of a stored value; what a hand edit took away is null or empty. */
function fitted(block: Block, values: ObjectValue): ObjectValue {
  const result: ObjectValue = {};
  for (const name of Object.keys(block.attributes)) result[name] = values[name] ?? null;
  for (const [name, nested] of Object.entries(block.blocks)) {
    const value = values[name];
    if (nested.nesting === "single") result[name] = null;
    else result[name] = Array.isArray(value) ? value.map((item) => fitted(nested.block, item as ObjectValue)) : [];
  }
  return result;
}

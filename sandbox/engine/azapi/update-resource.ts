import { on, writeRequests } from "../../services/access/requests";
import { merge } from "../../../domain/json/merge";
import { readOnlyOf } from "../arm/read-only";
import { requireFitting } from "../arm/require-fitting";
import type { CloudResource, JsonObject } from "../store/store";
import { type Applied, type ApplyRequest, type Plan, type PlanRequest, ProviderError } from "../terraform/provider";
import { hasUnknown, type ObjectValue, sameValue, toJson, UNKNOWN, type Value } from "../terraform/wire";
import { bodyOf, itemIdsOf, mergeBody, overlay, overlayOptions, retype } from "./body";
import type { AzapiContext, AzapiKind } from "./context";
import { outputOf } from "./output";
import { childId, parseResourceType } from "./resource-type";
import { planRetry, retryPolicy } from "./retry";
import { isSecretDue, keptSum, withSecret } from "./secret-body";
import { isStateOnly } from "./state-only";
import { isTriggered } from "./triggers";

/** `azapi_update_resource`: some properties of a resource that something else made. Deleting it changes nothing. */
export class UpdateResource implements AzapiKind {
  constructor(private readonly context: AzapiContext) {}

  async plan({ config, prior, proposed, kept }: PlanRequest): Promise<Plan> {
    const keep = (name: string): Value => config[name] ?? prior?.[name] ?? UNKNOWN;
    const planned: ObjectValue = {
      ...proposed,
      sensitive_body: null,
      id: prior?.["id"] ?? UNKNOWN,
      name: keep("name"),
      parent_id: keep("parent_id"),
      resource_id: keep("resource_id"),
      ignore_casing: config["ignore_casing"] ?? false,
      ignore_missing_property: config["ignore_missing_property"] ?? true,
      retry: planRetry(config["retry"]),
      output: prior?.["output"] ?? UNKNOWN,
    };
    if (prior === null) return { planned, replaces: [] };
    const sameBody = sameValue(toJson(planned["body"] ?? null), toJson(prior["body"] ?? null));
    if (sameBody) planned["body"] = prior["body"] ?? null;
    const changed =
      !sameBody || ["type", "response_export_values"].some((name) => !sameValue(planned[name], prior[name]));
    if (changed || isSecretDue(config, prior, kept)) planned["output"] = UNKNOWN;
    const moved = ["name", "parent_id", "resource_id"].filter((name) => !sameValue(planned[name], prior[name]));
    const triggers = isTriggered(planned, prior) ? ["replace_triggers_external_values"] : [];
    return { planned, replaces: [...moved, ...triggers].map((name) => [name]) };
  }

  async apply({ planned, prior, config, kept }: ApplyRequest): Promise<Applied> {
    const { cloud, client, shapes } = this.context;
    if (isStateOnly("azapi_update_resource", planned, prior)) {
      return { state: planned, ...(kept !== undefined && { kept }) };
    }
    if (hasUnknown(config["sensitive_body"] ?? null)) {
      throw new ProviderError("Invalid body", "Parts of the sensitive body are still unknown.");
    }
    const { type } = parseResourceType(String(planned["type"]));
    const given = planned["resource_id"];
    const id = typeof given === "string" ? given : childId(String(planned["parent_id"]), type, String(planned["name"]));
    const patch = withSecret(bodyOf(planned["body"]), config, prior) as JsonObject;
    // It reads the resource and sends it back whole, so that what it runs as is named again.
    const whole = merge(cloud.show(id)?.identity === undefined ? {} : { identity: cloud.show(id)!.identity! }, patch);
    const read = { operation: on(id, "read") };
    await client.write(
      type,
      [read, ...writeRequests(cloud, id, whole as JsonObject)],
      () => {
        const existing = cloud.get(id);
        if (existing === undefined) {
          throw new ProviderError("Failed to retrieve resource", `update target does not exist: ${id}`);
        }
        const body = mergeBody(existing.body, patch, itemIdsOf(planned)) as JsonObject;
        if (existing.azurerm === undefined) requireFitting(shapes, id, type, body, "refuse");
        const readOnly = merge(existing.readOnly, readOnlyOf(id, existing.type, body)) as JsonObject;
        cloud.write({ ...existing, body, readOnly });
      },
      retryPolicy(planned, prior === null ? "create" : "update", { method: "PUT", target: id }),
    );
    return { state: this.shown(planned, cloud.get(id)!), kept: keptSum(config) };
  }

  async read(state: ObjectValue): Promise<ObjectValue | null> {
    const { cloud, client } = this.context;
    const { type } = parseResourceType(String(state["type"]));
    const resource = await client.read(type, [{ operation: on(String(state["id"]), "read") }], () =>
      cloud.get(String(state["id"])),
    );
    if (resource === undefined) return null;
    const view = cloud.view(resource) as unknown as JsonObject;
    const body = overlay(bodyOf(state["body"]), view, overlayOptions(state));
    const shown = state["body"] === null ? null : retype(state["body"] ?? null, body);
    return { ...this.shown(state, resource), body: shown };
  }

  async destroy(): Promise<void> {
    // Nothing to undo: azapi leaves the properties as they are.
  }

  async import(): Promise<ObjectValue> {
    throw new ProviderError("Import is not supported", "azapi_update_resource cannot be imported.");
  }

  private shown(values: ObjectValue, resource: CloudResource): ObjectValue {
    const { cloud, settings } = this.context;
    const view = cloud.view(resource) as unknown as JsonObject;
    const byDefault = settings.disableDefaultOutput ? {} : resource.readOnly;
    return {
      ...values,
      id: resource.id,
      resource_id: values["resource_id"] === UNKNOWN ? resource.id : values["resource_id"]!,
      name: view["name"] as string,
      parent_id: values["parent_id"] === UNKNOWN ? resource.id.split("/").slice(0, -2).join("/") : values["parent_id"]!,
      output: outputOf(view, values["response_export_values"], byDefault),
    };
  }
}

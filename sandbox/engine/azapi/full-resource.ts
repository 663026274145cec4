import { plainRegion } from "../../../domain/azure/regions";
import { deleteRequests, on, writeRequests } from "../../services/access/requests";
import { ArmError } from "../arm/arm-error";
import { parseArmId } from "../arm/arm-id";
import { merge } from "../../../domain/json/merge";
import { identityReadOnly } from "../arm/identity-read-only";
import { readOnlyOf } from "../arm/read-only";
import { requireFitting } from "../arm/require-fitting";
import type { BodyShapes } from "../arm/shapes";
import { isObject } from "../arm/json";
import type { CloudResource, Json, JsonObject } from "../store/store";
import { type Applied, type ApplyRequest, type Plan, type PlanRequest, ProviderError } from "../terraform/provider";
import { dynamicFromJson, hasUnknown, type ObjectValue, UNKNOWN, type Value } from "../terraform/wire";
import { bodyOf, importedBody, overlay, overlayOptions, retype } from "./body";
import type { AzapiContext, AzapiKind } from "./context";
import { emptyResource } from "./empty-resource";
import { identityFromBody } from "./identity";
import { outputOf } from "./output";
import { planFullResource } from "./plan-full-resource";
import { childId, isGroup, parseResourceType } from "./resource-type";
import { retryPolicy } from "./retry";
import { keptSum, withSecret } from "./secret-body";
import { isStateOnly } from "./state-only";
import { requestBody } from "./validate";

/** `azapi_resource`: one ARM resource, all of it. */
export class FullResource implements AzapiKind {
  constructor(private readonly context: AzapiContext) {}

  async plan(request: PlanRequest): Promise<Plan> {
    const remote = request.prior === null ? undefined : this.context.cloud.show(String(request.prior["id"]));
    return planFullResource(this.context, request, remote);
  }

  async apply({ prior, planned, config, kept }: ApplyRequest): Promise<Applied> {
    const { cloud, client, shapes } = this.context;
    if (isStateOnly("azapi_resource", planned, prior)) return { state: planned, ...(kept !== undefined && { kept }) };
    const { type } = parseResourceType(String(planned["type"]));
    const unchecked = planned["schema_validation_enabled"] === false;
    const id = childId(this.parentOf(planned), type, String(planned["name"]));
    if (prior === null) await this.refuseExisting(id, type);
    if (hasUnknown(planned["body"])) throw new ProviderError("Invalid body", "Parts of the body are still unknown.");
    const secret = config["sensitive_body"] ?? null;
    if (hasUnknown(secret)) throw new ProviderError("Invalid body", "Parts of the sensitive body are still unknown.");
    const body = withSecret(requestBody(planned) as JsonObject, config, prior) as JsonObject;
    const sent = removeNulls(withoutIdentity(body, prior), planned["ignore_null_property"] === true);
    try {
      await client.write(
        type,
        writeRequests(cloud, id, sent),
        () => {
          requireFitting(shapes, id, type, sent, unchecked ? "ignore" : "refuse");
          const readOnly = merge(readOnlyOf(id, type, sent), identityReadOnly(id, sent["identity"], cloud.tenant));
          cloud.write({ id, type, body: sent, readOnly: readOnly as JsonObject });
        },
        retryPolicy(planned, prior === null ? "create" : "update", { method: "PUT", target: id }),
      );
    } catch (error) {
      return this.failed(error, prior, planned, id);
    }
    return { state: this.settled(planned, cloud.get(id)!), kept: keptSum(config) };
  }

  async read(state: ObjectValue): Promise<ObjectValue | null> {
    const { cloud, client } = this.context;
    const { type } = parseResourceType(String(state["type"]));
    const resource = await client.read(
      type,
      [{ operation: on(String(state["id"]), "read") }],
      () => cloud.get(String(state["id"])),
      retryPolicy(state, "read", { method: "GET", target: String(state["id"]) }),
    );
    if (resource === undefined) return null;
    const view = cloud.view(resource) as unknown as JsonObject;
    const moved = state["body"] === null;
    const written = moved ? importedBody(resource.azurerm === undefined ? resource.body : view) : bodyOf(state["body"]);
    const body = overlay(written, view, overlayOptions(state));
    const tags = (view["tags"] ?? null) as ObjectValue | null;
    const showTags = [tags, state["tags"]].some((one) => Object.keys((one ?? {}) as ObjectValue).length > 0);
    return {
      ...state,
      body: retype(state["body"] ?? null, body),
      location: this.locationOf(view, state),
      tags: showTags ? tags : (state["tags"] ?? null),
      identity: "identity" in written ? state["identity"]! : identityFromBody(view["identity"], state["identity"]),
      output: this.output(resource, state["response_export_values"]),
    };
  }

  async destroy(state: ObjectValue): Promise<void> {
    const { cloud, client } = this.context;
    const { type } = parseResourceType(String(state["type"]));
    const parameters = (state["delete_query_parameters"] ?? {}) as Readonly<Record<string, readonly string[]>>;
    const purge = parameters["forceToPurge"]?.[0]?.toLowerCase() === "true";
    const id = String(state["id"]);
    const retry = retryPolicy(state, "delete", { method: "DELETE", target: id });
    await client.write(type, deleteRequests(cloud, id), () => cloud.delete(id, { purge }), retry);
  }

  async import(importId: string): Promise<ObjectValue> {
    const { cloud, client, shapes } = this.context;
    const [id, query] = importId.split("?") as [string, string | undefined];
    const resource = await client.read("import", [{ operation: on(id, "read") }], () => cloud.get(id));
    if (resource === undefined) {
      throw new ProviderError("Cannot import non-existent remote object", `Nothing exists at ${id}.`);
    }
    const version = new URLSearchParams(query).get("api-version") ?? shapes.versionOf(resource.type);
    if (version === undefined) {
      throw new ProviderError(
        "Invalid Resource ID",
        `Write ${id}?api-version=<version>: the id alone does not tell it.`,
      );
    }
    const view = cloud.view(resource) as unknown as JsonObject;
    return {
      ...emptyResource,
      id: resource.id,
      name: resource.id.split("/").at(-1)!,
      parent_id: parentFromId(resource.id, resource.type),
      type: `${resource.type}@${version}`,
      body: dynamicFromJson(importedBody(resource.azurerm === undefined ? resource.body : view)),
      location: typeof view["location"] === "string" ? plainRegion(view["location"]) : null,
      tags: (view["tags"] as ObjectValue | undefined) ?? null,
      identity: identityFromBody(view["identity"], null),
      output: this.output(resource, null),
    };
  }

  private parentOf(planned: ObjectValue): string {
    return String(planned["parent_id"] ?? `/subscriptions/${this.context.settings.subscription}`);
  }

  private async refuseExisting(id: string, type: string): Promise<void> {
    const existing = await this.context.client.read(type, [{ operation: on(id, "read") }], () =>
      this.context.cloud.get(id),
    );
    if (existing === undefined) return;
    throw new ProviderError(
      "Resource already exists",
      `A resource with the ID "${id}" already exists - to be managed via Terraform this resource needs to be imported into the State. Please see the resource documentation for "azapi_resource" for more information.`,
    );
  }

  /** A failed creation that reached Azure all the same leaves the resource in the state, tainted. */
  private failed(error: unknown, prior: ObjectValue | null, planned: ObjectValue, id: string): Applied {
    const message = error instanceof Error ? error.message : String(error);
    const detail = `creating/updating Resource: (ResourceId "${id}" / Api Version "${String(planned["type"]).split("@")[1]!}"): ${message}`;
    const failure = new ProviderError("Failed to create/update resource", detail);
    const arrived = error instanceof ArmError ? undefined : this.context.cloud.get(id);
    if (prior !== null || arrived === undefined) throw failure;
    return { state: this.settled(planned, arrived), error: failure };
  }

  private settled(planned: ObjectValue, resource: CloudResource): ObjectValue {
    const view = this.context.cloud.view(resource) as unknown as JsonObject;
    const known = Object.fromEntries(
      Object.entries(planned).map(([name, value]) => [name, value === UNKNOWN ? null : value]),
    ) as ObjectValue;
    const identity = (planned["identity"] ?? []) as readonly ObjectValue[];
    const returned = ((identityFromBody(view["identity"], planned["identity"]) ?? []) as readonly ObjectValue[])[0];
    return {
      ...known,
      id: resource.id,
      output: this.output(resource, planned["response_export_values"]),
      identity: identity.map((block) => ({
        ...block,
        principal_id: returned?.["principal_id"] ?? null,
        tenant_id: returned?.["tenant_id"] ?? null,
      })),
    };
  }

  private locationOf(view: JsonObject, state: ObjectValue): Value {
    const location = view["location"];
    if (typeof location !== "string" || plainRegion(location) === plainRegion(String(state["location"] ?? "")))
      return state["location"] ?? null;
    return location;
  }

  private output(resource: CloudResource, wanted: Value | undefined): Value {
    const view = this.context.cloud.view(resource) as unknown as JsonObject;
    const byDefault = this.context.settings.disableDefaultOutput ? {} : resource.readOnly;
    return outputOf(view, wanted, byDefault);
  }
}

/** A resource that had an identity and has none any more is told so. */
function withoutIdentity(body: JsonObject, prior: ObjectValue | null): JsonObject {
  const had = ((prior?.["identity"] ?? []) as readonly ObjectValue[]).some(({ type }) => type !== "None");
  return had && (body["identity"] ?? null) === null ? { ...body, identity: { type: "None" } } : body;
}

function removeNulls(body: JsonObject, all: boolean): JsonObject {
  const bare = (value: Json): Json => {
    if (Array.isArray(value)) return (value as readonly Json[]).filter((item) => item !== null).map(bare);
    if (!isObject(value)) return value;
    const given = Object.entries(value).filter(([, inner]) => inner !== null);
    return Object.fromEntries(given.map(([key, inner]) => [key, bare(inner)]));
  };
  return all ? (bare(body) as JsonObject) : body;
}

/** What the state holds of a resource that another provider made, before it is read. */
export function movedResource(id: string, shapes: BodyShapes): ObjectValue {
  const type = parseArmId(id)?.type ?? "";
  return {
    ...emptyResource,
    id,
    name: id.split("/").at(-1)!,
    parent_id: parentFromId(id, type),
    type: `${type}@${shapes.versionOf(type) ?? ""}`,
  };
}

/** The parent's id: for a nested type two segments up, else what stands before `/providers/`. */
function parentFromId(id: string, type: string): string {
  if (isGroup(type)) return id.slice(0, id.toLowerCase().lastIndexOf("/resourcegroups/"));
  const segments = type.split("/");
  if (segments.length > 2) return id.split("/").slice(0, -2).join("/");
  return id.slice(0, id.toLowerCase().lastIndexOf("/providers/"));
}

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { resourceId } from "../../domain/azure/ids";
import { resourcesIn } from "../../cli/explain/resources";
import { bodyOfAzurerm } from "../../sandbox/engine/azurerm/arm-body";
import { Cloud } from "../../sandbox/engine/arm/cloud";
import { parseArmId } from "../../sandbox/engine/arm/arm-id";
import { principalIdOf } from "../../sandbox/engine/arm/identities";
import { Store, type Json, type JsonObject } from "../../sandbox/engine/store/store";
import { Authorizer } from "../../sandbox/services/access/authorizer";
import { rulesFor } from "../../sandbox/services/rules";
import type { StackJson } from "./stacks";

/** What synthesized stacks make, in a simulated Azure without Terraform: ids and principals as they will be. */
export interface Deployed {
  readonly cloud: Cloud;
  readonly access: Authorizer;
  readonly loopbackUrl: string;
  /** Folder of its store. */
  readonly dir: string;
  close(): void;
}

/** Types that call somebody when they are there, which a test without servers cannot have. */
const LEFT_OUT = ["microsoft.eventgrid/systemtopics/eventsubscriptions"];

export function deployedInProcess(stacks: Readonly<Record<string, StackJson>>, now: () => Date): Deployed {
  const folder = mkdtempSync(join(tmpdir(), "mlops-deployed-"));
  const store = new Store(folder);
  for (const stack of Object.values(stacks)) {
    const resources = resourcesIn(stack);
    const idOf = new Map([...resources.map(({ address, id }) => [address, id] as const), ...lookedUp(stack)]);
    for (const { address, id, arguments: written } of resources) {
      const armType = id === undefined ? undefined : (parseArmId(id)?.type ?? "Microsoft.Resources/resourceGroups");
      if (id === undefined || armType === undefined || LEFT_OUT.includes(armType.toLowerCase())) continue;
      const values = withPrincipals(written as JsonObject, idOf) as JsonObject;
      const [terraform] = address.split(".") as [string];
      const identity = identityOf(values);
      store.put(
        terraform.startsWith("azapi_")
          ? {
              id,
              type: armType,
              body: {
                ...((values["body"] ?? {}) as JsonObject),
                ...(values["location"] !== undefined && { location: values["location"] }),
                ...(identity && { identity }),
              },
              readOnly: {},
            }
          : {
              id,
              type: armType,
              body: {},
              readOnly: armType.endsWith("userAssignedIdentities")
                ? { properties: { principalId: principalIdOf(id) } }
                : {},
              azurerm: { type: terraform, values: blocks(values) as JsonObject },
            },
      );
    }
  }
  const cloud = new Cloud(store, { rulesFor, tenant: "t", bodyOf: bodyOfAzurerm, now });
  const access = new Authorizer(cloud);
  return {
    cloud,
    access,
    loopbackUrl: "",
    dir: folder,
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Identities of other stacks, by the address of what looks them up. */
function lookedUp(stack: StackJson): readonly (readonly [string, string])[] {
  const type = "azurerm_user_assigned_identity";
  const [provider] = (stack["provider"] as { azurerm: readonly { subscription_id: string }[] }).azurerm;
  const data = stack["data"] as Readonly<Record<string, Record<string, JsonObject>>> | undefined;
  return Object.entries(data?.[type] ?? {}).map(([name, values]) => [
    `data.${type}.${name}`,
    resourceId(
      { subscriptionId: provider!.subscription_id, resourceGroup: String(values["resource_group_name"]) },
      "Microsoft.ManagedIdentity/userAssignedIdentities",
      String(values["name"]),
    ),
  ]);
}

/** Principals of identities that the stack itself makes, or looks up. */
function withPrincipals(value: Json, idOf: ReadonlyMap<string, string | undefined>): Json {
  if (typeof value === "string") {
    const [, address] = /^\$\{((?:data\.)?[a-z0-9_]+\.[\w-]+)\.(?:identity\[0\]\.)?principal_id\}$/.exec(value) ?? [];
    const id = address === undefined ? undefined : idOf.get(address);
    return id === undefined ? value : principalIdOf(id);
  }
  if (Array.isArray(value)) return (value as readonly Json[]).map((one) => withPrincipals(one, idOf));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value as JsonObject)
      .filter(([key]) => key !== "//")
      .map(([key, inner]) => [key, withPrincipals(inner, idOf)]),
  );
}

/** A state has blocks as lists; synthesized stacks write one alone. */
function blocks(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(blocks);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value as JsonObject).map(([key, inner]) => {
      const block = typeof inner === "object" && inner !== null && !Array.isArray(inner) && key !== "tags";
      return [key, block ? [blocks(inner)] : blocks(inner)];
    }),
  );
}

function identityOf(values: JsonObject): JsonObject | undefined {
  const [block] = [values["identity"] ?? []].flat() as readonly JsonObject[];
  if (block === undefined) return undefined;
  const ids = (block["identity_ids"] ?? []) as readonly string[];
  return {
    type: block["type"] ?? "SystemAssigned",
    ...(ids.length > 0 && { userAssignedIdentities: Object.fromEntries(ids.map((id) => [id, {}])) }),
  };
}

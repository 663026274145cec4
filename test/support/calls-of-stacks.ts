import { resourcesIn } from "../../cli/explain/resources";
import { resourceId, sameId } from "../../domain/azure/ids";
import type { Operation, Request } from "../../sandbox/engine/authorization";
import { applyRequests, creationRequests, readRequests } from "../../sandbox/engine/azurerm/operations";
import type { JsonObject } from "../../sandbox/engine/store/store";
import { actionRequests, on, writeRequests } from "../../sandbox/services/access/requests";
import { azurermTypes } from "../../sandbox/services/types";
import type { Deployed } from "./deployed";
import type { StackJson } from "./stacks";

/** What Terraform's providers ask of Azure for one resource of a stack. */
export interface Calls {
  /** Terraform's address. */
  readonly address: string;
  readonly requests: readonly Request[];
}

const alone = (operation: Operation): Request => ({ operation });

/** What a plan asks for: every resource is read, every data source is looked up. */
export function readsOf({ cloud }: Deployed, stack: StackJson): readonly Calls[] {
  const own = resourcesIn(stack).flatMap(({ address, id, arguments: values }): readonly Calls[] => {
    const [type] = address.split(".") as [string];
    if (type === "azapi_resource_action") return [];
    const target = id ?? text(values["resource_id"]);
    if (target === undefined) return [];
    const made = cloud.store.get(target)?.azurerm;
    const requests =
      made === undefined
        ? type.startsWith("azurerm_")
          ? readRequests(type, azurermTypes[type]!, target, values as JsonObject)
          : [alone(on(target, "read"))]
        : readRequests(type, azurermTypes[type]!, target, made.values);
    return [{ address, requests }];
  });
  return [...own, ...lookedUp(stack)];
}

/** What a deployment asks for that makes everything in a stack, with what is asked only before a first creation. */
export function writesOf({ cloud }: Deployed, stack: StackJson): readonly Calls[] {
  const subscription = subscriptionOf(stack);
  return resourcesIn(stack).flatMap(({ address, id, arguments: values }): readonly Calls[] => {
    const [type] = address.split(".") as [string];
    if (type === "azapi_resource_action") {
      if (values["when"] === "destroy") return [];
      const path = `${String(values["resource_id"])}/${text(values["action"]) ?? ""}`.replace(/\/$/, "");
      const slash = path.lastIndexOf("/");
      const call = { target: path.slice(0, slash), action: path.slice(slash + 1) };
      const method = text(values["method"]) ?? "POST";
      return [{ address, requests: actionRequests(cloud, { ...call, method, body: {} }) }];
    }
    const target = id ?? text(values["resource_id"]);
    if (target === undefined) return [];
    const made = cloud.store.get(target);
    if (type.startsWith("azurerm_")) {
      const entry = azurermTypes[type]!;
      const sent = made?.azurerm?.values ?? (values as JsonObject);
      const before = creationRequests(type, entry, target, subscription);
      return [{ address, requests: [...before, ...applyRequests(cloud, type, entry, target, sent)] }];
    }
    // azapi looks whether there is one, too.
    return [{ address, requests: [alone(on(target, "read")), ...writeRequests(cloud, target, made?.body ?? {})] }];
  });
}

/** The subscription that a stack's provider is configured for. */
const subscriptionOf = (stack: StackJson): string =>
  (stack["provider"] as { azurerm: readonly { subscription_id: string }[] }).azurerm[0]!.subscription_id;

const text = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);

/** Identities and other things of other stacks that a stack looks up by their names. */
function lookedUp(stack: StackJson): readonly Calls[] {
  const subscriptionId = subscriptionOf(stack);
  const data = (stack["data"] ?? {}) as Readonly<Record<string, Record<string, JsonObject>>>;
  return Object.entries(data["azurerm_user_assigned_identity"] ?? {}).map(([name, values]) => {
    const group = {
      subscriptionId,
      resourceGroup: String(values["resource_group_name"]),
    };
    const id = resourceId(group, "Microsoft.ManagedIdentity/userAssignedIdentities", String(values["name"]));
    return { address: `data.azurerm_user_assigned_identity.${name}`, requests: [alone(on(id, "read"))] };
  });
}

const BLOBS = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs";

/** What the backend asks of the state of a stack: it looks which states there are and reads it, and with a lock writes it. */
export function stateCalls(
  { cloud }: Pick<Deployed, "cloud">,
  stack: string,
  use: "plan" | "apply",
): readonly Request[] {
  const container = cloud.store
    .all()
    .find(
      ({ id, type }) =>
        sameId(type, "Microsoft.Storage/storageAccounts/blobServices/containers") && /\/containers\/tfstate$/i.test(id),
    )!.id;
  const attributes = { [`resource ${BLOBS}:path`.toLowerCase()]: `${stack}.tfstate` };
  const blob = (verb: string, more: Partial<Operation>): Request =>
    alone({ name: `${BLOBS}/${verb}`, plane: "data", scope: container, ...more });
  const reads = [blob("read", { suboperation: "Blob.List" }), blob("read", { attributes })];
  return use === "plan" ? reads : [...reads, blob("write", { attributes })];
}

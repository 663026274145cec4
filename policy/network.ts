import { merge } from "../domain/json/merge";
import { armTypeOfAzurerm } from "../domain/azure/types";
import { sameId } from "../domain/azure/ids";
import {
  type DescribedResource,
  type MappedWorkspace,
  NetworkMap,
  networkSettings,
  networkTypes,
  NOT_KNOWN,
} from "../domain/network/reach";
import type { Shared } from "../domain/network/reach";
import { homeOf } from "./home";
import type { PolicySubject } from "./model";
import type { PolicyResource } from "./resource";
import { resourcesOf } from "./subject";
import { addressOf, isTree, type Path, Unknown } from "./value";
import { World } from "./world";

const SETTINGS: readonly string[] = Object.values(networkSettings);
const ACTION = "azapi_resource_action";
const UPDATE = "azapi_update_resource";

/** Who reaches what, as the resources of all stacks that are looked at say. */
export const networkOf = (world: World): NetworkMap =>
  world.once("network", () => new NetworkMap(new Describer(world).all()));

/** The workspace that a resource is, on the map. */
export const onMap = (workspace: PolicyResource, world: World): MappedWorkspace | undefined =>
  networkOf(world).workspace(new Describer(world).idOf(workspace));

/** The id of a resource on the map. */
export const idOnMap = (resource: PolicyResource, world: World): string => new Describer(world).idOf(resource);

export type SynthesizedSubject = Extract<PolicySubject, { readonly synthesized: unknown }>;

/**
 * The network of an environment as synthesized, with what environments share.
 * @throws Error if the environment's stack is not among them
 */
export function environmentNetwork(subjects: readonly SynthesizedSubject[], environment: string) {
  const resources = subjects.flatMap((subject) => resourcesOf(subject).after);
  const world = new World(
    resources,
    () => "production",
    () => "production",
  );
  const [found] = world.in(environment, WORKSPACE);
  if (found === undefined) throw new Error(`the stack ${environment} has no workspace`);
  const map = networkOf(world);
  return { map, workspace: onMap(found, world)!, shared: sharedOf(world) };
}

const WORKSPACE = "Microsoft.MachineLearningServices/workspaces";

/** What environments share, where it is among what is looked at. */
export function sharedOf(world: World): Shared {
  const map = networkOf(world);
  const [modelRegistry] = map.modelRegistries;
  const [account] = world.in("bootstrap", "azurerm_storage_account");
  const state = account && map.target(new Describer(world).idOf(account));
  return { ...(modelRegistry && { modelRegistry }), ...(state && { state }) };
}

/**
 * Resources with ids in place of references, as far as the stacks at hand tell: those that Azure will give, else made-up ones of
 * the same form.
 */
class Describer {
  constructor(private readonly world: World) {}

  all(): readonly DescribedResource[] {
    const updates = this.world.resources.filter(({ type }) => type === UPDATE).flatMap((one) => this.update(one));
    return this.world.resources
      .flatMap((resource) => this.describe(resource))
      .map((one) =>
        updates
          .filter(({ id }) => sameId(id, one.id))
          .reduce((whole, { body }) => ({ ...whole, body: merge(whole.body, body) }), one),
      );
  }

  /** What is written into a resource that another one makes. */
  private update(resource: PolicyResource): readonly { readonly id: string; readonly body: unknown }[] {
    const values = this.resolved(resource, resource.values, "");
    if (!isTree(values) || typeof values["resource_id"] !== "string") return [];
    const properties = isTree(values["body"]) ? values["body"]["properties"] : undefined;
    if (!isTree(properties)) return [];
    // Which version answers decides nothing here, and may be known after apply only.
    const deciding = Object.entries(properties).filter(([key]) => !/^(mirrorT|t)raffic$/.test(key));
    return [{ id: values["resource_id"], body: { properties: Object.fromEntries(deciding) } }];
  }

  idOf(resource: PolicyResource): string {
    return this.world.once(`id of ${resource.stack} ${resource.address}`, () => resource.id ?? this.madeUp(resource));
  }

  private describe(resource: PolicyResource): readonly DescribedResource[] {
    if (resource.type === ACTION) return this.provisioning(resource);
    // Whatever it is, it may be a way in or out.
    if (resource.type === "azapi_resource" && resource.isUnknown("type")) return [unsettled(this.idOf(resource))];
    const type = resource.armType?.toLowerCase();
    const isSetting = SETTINGS.includes(resource.type);
    if (resource.partial || !(isSetting || (type !== undefined && networkTypes.includes(type)))) return [];
    const values = this.resolved(resource, resource.values, "");
    const body = isTree(values) ? values["body"] : undefined;
    return [
      {
        id: this.idOf(resource),
        type: type ?? resource.type,
        terraform: resource.type,
        arguments: values,
        ...(body !== undefined && { body }),
      },
    ];
  }

  /** A call that provisions the managed network of a workspace counts as something of the workspace. */
  private provisioning(resource: PolicyResource): readonly DescribedResource[] {
    if (resource.isUnknown("action")) return [unsettled(this.idOf(resource))];
    const called = resource.text("action");
    if (called?.toLowerCase() !== "provisionmanagednetwork") return [];
    const values = this.resolved(resource, resource.values, "");
    if (!isTree(values) || typeof values["resource_id"] !== "string") return [unsettled(this.idOf(resource))];
    const type = `${String(values["type"]).split("@")[0]!}/${called}`.toLowerCase();
    return [{ id: `${values["resource_id"]}/${called}/call`, type, body: values["body"] }];
  }

  private madeUp(resource: PolicyResource): string {
    if (resource.type === "azurerm_resource_group") return this.groupOf(resource, resource.text("name"));
    const name = resource.text("name") ?? resource.address;
    const type = resource.armType ?? armTypeOfAzurerm(resource.type) ?? resource.type;
    const last = type.split("/").at(-1)!;
    const below = (path: Path): string | undefined => {
      const parent = this.resolved(resource, valueAt(resource, path), path);
      return typeof parent === "string" ? parent : undefined;
    };
    if (resource.type.startsWith("azapi_")) {
      const parent = below("parent_id");
      if (parent !== undefined) {
        const direct = type.split("/").length > 2 ? `${parent}/${last}` : `${parent}/providers/${type}`;
        return `${direct}/${name}`;
      }
    }
    const group = this.groupOf(resource);
    const nested = { azurerm_subnet: "virtual_network_name", ...ZONE_LINK }[resource.type];
    if (nested !== undefined) {
      const [namespace, top] = type.split("/");
      const parent = below(nested) ?? "unknown";
      return `${group}/providers/${namespace!}/${top!}/${parent}/${last}/${name}`;
    }
    return `${group}/providers/${type}/${name}`;
  }

  private groupOf(resource: PolicyResource, own?: string): string {
    const { subscription, resourceGroup } = homeOf(resource.stack, this.world);
    const named = this.resolved(resource, valueAt(resource, "resource_group_name"), "resource_group_name");
    const group = own ?? (typeof named === "string" ? named : (resourceGroup ?? resource.stack));
    return `/subscriptions/${this.providers(resource.stack) ?? subscription ?? resource.stack}/resourceGroups/${group}`;
  }

  /** The subscription that azurerm is set up for. */
  private providers(stack: string): string | undefined {
    return this.world.at(stack, "provider.azurerm")?.text("subscription_id");
  }

  /** A value with ids and names in place of references. What the provider fills in is left out: it is Azure's default. */
  private resolved(resource: PolicyResource, value: unknown, path: Path): unknown {
    if (value instanceof Unknown) {
      if (path !== "" && resource.isFilledIn(path)) return undefined;
      return this.referred(resource, value, path);
    }
    if (Array.isArray(value)) return value.map((one) => this.resolved(resource, one, path));
    if (!isTree(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [
        key,
        this.resolved(resource, inner, path === "" ? key : `${path}.${key}`),
      ]),
    );
  }

  private referred({ stack }: PolicyResource, { references, template }: Unknown, path: Path): unknown {
    const asName = path.endsWith("_name");
    const textOf = (address: string, name: boolean): string | undefined => {
      const found = this.world.at(stack, address);
      return found === undefined ? undefined : name ? found.text("name") : this.idOf(found);
    };
    if (template !== undefined) {
      let whole = true;
      const text = template.replaceAll(/(?<!\$)\$\{([^}]*)\}/g, (_, expression: string) => {
        const address = addressOf(expression.trim());
        const found = address === undefined ? undefined : textOf(address, expression.trim().endsWith(".name"));
        if (found === undefined) whole = false;
        return found ?? "";
      });
      return whole ? text : NOT_KNOWN;
    }
    const found = references.flatMap((address) => textOf(address, asName) ?? []);
    if (found.length === 0) return NOT_KNOWN;
    return found.length === 1 ? found[0] : found;
  }
}

const unsettled = (id: string): DescribedResource => ({ id, type: "", unsettled: true });

const ZONE_LINK = { azurerm_private_dns_zone_virtual_network_link: "private_dns_zone_name" } as Readonly<
  Record<string, string>
>;

/** An argument as it is, with marks of what is not known. */
const valueAt = ({ values }: PolicyResource, path: string): unknown => (isTree(values) ? values[path] : undefined);

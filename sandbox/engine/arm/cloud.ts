import type { CloudResource, JsonObject, SoftDeleted, Store } from "../store/store";
import { ArmError } from "./arm-error";
import { sameId } from "../../../domain/azure/ids";
import { isWithin, parseArmId } from "./arm-id";
import { scopeExists } from "./existence";
import { merge } from "../../../domain/json/merge";
import { requireRegion } from "./lost-region";
import type { ArmResource, CloudView, DeleteContext, ResourceRules, WriteContext } from "./model";
import { generalDeleteRules, generalWriteRules } from "./rules/general";
import { softDeleteOf } from "./rules/soft-delete";
import { withSystemData } from "./system-data";

export interface CloudOptions {
  /** Entra tenant of all subscriptions. */
  readonly tenant: string;
  /** ARM body of a resource that azurerm made. */
  readonly bodyOf: (resource: CloudResource) => JsonObject;
  /** What Azure refuses for one type, beyond what it refuses for all. */
  readonly rulesFor: (type: string) => ResourceRules;
  /** What policies make of what is written and deleted. @default - there are none */
  readonly policies?: Policies;
  /** Regions that nothing answers from, by ARM's names. @default - none */
  readonly lostRegions?: ReadonlySet<string>;
  /** @default - the system's clock */
  readonly now?: () => Date;
}

const NONE: ReadonlySet<string> = new Set();

/** Azure Policy, as Resource Manager asks it. */
export interface Policies {
  /** The resource as policies change it. @throws ArmError if one denies it */
  governed(cloud: CloudView, resource: CloudResource): CloudResource;
  /** What policies deploy beside a resource that was written. */
  deployed(cloud: CloudView, resource: CloudResource): readonly CloudResource[];
  /** @throws ArmError if a policy forbids to delete it */
  requireDeletable(cloud: CloudView, resource: CloudResource): void;
}

/** A managed network stays provisioned whatever is written to its workspace. */
function withNetwork(resource: CloudResource, before: CloudResource | undefined): CloudResource {
  if (!sameId(resource.type, "Microsoft.MachineLearningServices/workspaces")) return resource;
  const network = (before?.readOnly["properties"] as JsonObject | undefined)?.["managedNetwork"];
  if (((network as JsonObject | undefined)?.["status"] as JsonObject | undefined)?.["status"] !== "Active")
    return resource;
  const readOnly = merge(resource.readOnly, { properties: { managedNetwork: network! } }) as JsonObject;
  return { ...resource, readOnly };
}

/** Azure Resource Manager over the store: what may be written and deleted, and what that does. */
export class Cloud implements CloudView {
  readonly tenant: string;
  /** Resources as they were shown: what is stored is never changed, only replaced. */
  private readonly views = new WeakMap<CloudResource, ArmResource>();

  constructor(
    readonly store: Store,
    private readonly options: CloudOptions,
  ) {
    this.tenant = options.tenant;
  }

  now(): Date {
    return this.options.now?.() ?? new Date();
  }

  get(id: string): CloudResource | undefined {
    return this.store.get(id);
  }

  /** @throws ArmError if what is at `id`, or is to be, lies in a region that is lost */
  requireRegion(id: string, location?: unknown): void {
    requireRegion(this, this.options.lostRegions ?? NONE, id, location);
  }

  /** Whether something lives at `id`: a stored resource, or one that Azure keeps by itself, such as a subscription. */
  exists(id: string): boolean {
    return scopeExists(this, id);
  }

  /** The resource at `id` as ARM shows it. */
  show(id: string): ArmResource | undefined {
    const resource = this.store.get(id);
    return resource === undefined ? undefined : this.view(resource);
  }

  view(resource: CloudResource): ArmResource {
    let view = this.views.get(resource);
    if (view === undefined) this.views.set(resource, (view = this.render(resource)));
    return view;
  }

  private render(resource: CloudResource): ArmResource {
    const own = resource.azurerm === undefined ? {} : this.options.bodyOf(resource);
    const body = merge(merge(own, resource.body), resource.readOnly) as JsonObject;
    const properties = (body["properties"] ?? {}) as JsonObject;
    const name = parseArmId(resource.id)!.name;
    return { ...body, id: resource.id, name, type: resource.type, properties };
  }

  /** All resources of a type, as ARM shows them. */
  ofType(type: string): readonly ArmResource[] {
    return this.store.ofType(type).map((resource) => this.view(resource));
  }

  /** Creates or replaces a resource, as a PUT does. Throws {@link ArmError} if Azure would refuse. */
  write(resource: CloudResource): CloudResource {
    const id = parseArmId(resource.id);
    if (id === undefined) throw new ArmError(400, "InvalidResourceId", `'${resource.id}' is not a resource id.`);
    const before = this.store.get(resource.id);
    const sent = before === undefined ? resource : { ...resource, id: before.id };
    const kept = this.options.policies?.governed(this, sent) ?? sent;
    this.requireRegion(kept.id, this.view(kept)["location"]);
    const context: WriteContext = {
      cloud: this,
      id,
      resource: this.view(kept),
      stored: kept,
      before: before === undefined ? undefined : this.view(before),
    };
    for (const rule of generalWriteRules) rule(context);
    for (const rule of this.options.rulesFor(resource.type).write ?? []) rule(context);
    const written = withSystemData(withNetwork(kept, before), this.store.get(resource.id), this.now());
    this.store.put(written);
    // Azure takes some minutes for it; here it is there at once.
    for (const one of this.options.policies?.deployed(this, written) ?? []) this.write(one);
    return this.store.get(written.id)!;
  }

  /**
   * Deletes a resource and what lives below it. Kinds that Azure soft-deletes keep their name, unless `purge`.
   * Throws {@link ArmError} if Azure would refuse.
   */
  delete(id: string, options: { readonly purge?: boolean } = {}): void {
    const resource = this.store.get(id);
    if (resource === undefined) return;
    const context: DeleteContext = { cloud: this, id: parseArmId(resource.id)!, resource: this.view(resource) };
    this.options.policies?.requireDeletable(this, resource);
    for (const rule of generalDeleteRules) rule(context);
    for (const rule of this.options.rulesFor(resource.type).remove ?? []) rule(context);
    const doomed = [resource, ...this.store.below(resource.id)];
    const purge = options.purge === true;
    const kept = doomed
      .map((gone) => softDeleteOf(gone, this.view(gone), this.now(), purge && gone === resource))
      .filter((gone): gone is SoftDeleted => gone !== undefined);
    this.store.remove(
      doomed.map((gone) => gone.id),
      kept,
    );
  }

  /** Resources in a scope, the scope itself left out. */
  within(scope: string): readonly ArmResource[] {
    return this.store
      .all()
      .filter((resource) => isWithin(resource.id, scope) && !sameId(resource.id, scope))
      .map((resource) => this.view(resource));
  }
}

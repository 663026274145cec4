import { sameId } from "../../domain/azure/ids";
import { parseArmId } from "../../sandbox/engine/arm/arm-id";
import type { CloudResource, JsonObject } from "../../sandbox/engine/store/store";

/** What was deployed, with what belongs to which use case. */
export class Deployed {
  private readonly useCases: ReadonlyMap<string, string>;
  /** Principal id → identity. */
  private readonly identities: ReadonlyMap<string, CloudResource>;

  /** @param useCaseTag - the key of the tag that says which use case a resource belongs to */
  constructor(
    readonly resources: readonly CloudResource[],
    useCaseTag: string,
  ) {
    this.useCases = new Map(
      resources.flatMap((resource) => {
        const useCase = tagsOf(resource)[useCaseTag];
        return typeof useCase === "string" ? [[resource.id.toLowerCase(), useCase] as const] : [];
      }),
    );
    this.identities = new Map(
      resources
        .filter((resource) => isType(resource, "Microsoft.ManagedIdentity/userAssignedIdentities"))
        .map((identity) => [String(valuesOf(identity)["principal_id"]).toLowerCase(), identity]),
    );
  }

  /** What lies in a resource group and belongs to the use case, or to none. */
  in(resourceGroup: string, useCase?: string): CloudResource[] {
    const group = resourceGroup.toLowerCase();
    return this.resources.filter(
      (resource) =>
        parseArmId(resource.id)?.resourceGroup?.toLowerCase() === group && this.useCaseOf(resource) === useCase,
    );
  }

  find(id: string): CloudResource | undefined {
    return this.resources.find((resource) => sameId(resource.id, id));
  }

  /** The name of the managed identity with this principal id. */
  identityName(principalId: string): string | undefined {
    const identity = this.identities.get(principalId.toLowerCase());
    return identity === undefined ? undefined : lastSegment(identity.id);
  }

  /** By its tag, that of what it hangs on, or for a role that of the identity it is granted to. */
  private useCaseOf(resource: CloudResource): string | undefined {
    const { id } = resource;
    for (let end = id.length; end > 0; end = id.lastIndexOf("/", end - 1)) {
      const useCase = this.useCases.get(id.slice(0, end).toLowerCase());
      if (useCase !== undefined) return useCase;
    }
    const identity = this.identities.get(String(valuesOf(resource)["principal_id"]).toLowerCase());
    return identity === undefined || identity === resource ? undefined : this.useCases.get(identity.id.toLowerCase());
  }
}

export const isType = ({ type }: CloudResource, wanted: string): boolean => sameId(type, wanted);

/** What azurerm made of it; empty for what went through azapi. */
export const valuesOf = ({ azurerm }: CloudResource): JsonObject => azurerm?.values ?? {};

/** The `properties` of its ARM body; empty for what azurerm made. */
export const propertiesOf = ({ body }: CloudResource): JsonObject => (body["properties"] ?? {}) as JsonObject;

const tagsOf = (resource: CloudResource): JsonObject =>
  (valuesOf(resource)["tags"] ?? resource.body["tags"] ?? {}) as JsonObject;

export const lastSegment = (id: string): string => id.split("/").at(-1)!;

import { ArmError } from "../../engine/arm/arm-error";
import { sameId } from "../../../domain/azure/ids";
import { parseArmId } from "../../engine/arm/arm-id";
import { guidOf } from "../../engine/arm/identities";
import type { ArmResource, CloudView } from "../../engine/arm/model";
import { isObject } from "../../engine/arm/json";
import type { Json, JsonObject } from "../../engine/store/store";
import { BLOB_ROOT } from "../storage/blob-face";
import type { Signatures } from "../storage/signature";

/** What a region's own address has in front of an ARM path of a registry. */
const REGION = /^\/mferp\/managementfrontend(?=\/)/i;
const DISCOVERY = /^\/registrymanagement\/v1\.0\/registries\/([^/]+)\/discovery$/i;
const REGISTRY = "Microsoft.MachineLearningServices/registries";
const TEMPORARY =
  /^(.*\/providers\/Microsoft\.MachineLearningServices\/registries\/[^/]+)\/tempdatarefs\/([^/]+)\/versions\/([^/]+)$/i;
const UPLOAD =
  /^(.*\/providers\/Microsoft\.MachineLearningServices\/(?:workspaces|registries)\/[^/]+)\/(codes|data|models)\/([^/]+)\/versions\/([^/]+)\/startPendingUpload$/i;
/** An address of this sandbox's blobs. */
const UPLOADED = new RegExp(`^https?://[^/]+${BLOB_ROOT}/([^/]+)/([^/?]+)(/[^?]*)?`);
const VERSIONS = /\/codes\/[^/]+\/versions$/i;

/** An ARM path without what a region's address has in front. */
export const withoutRegion = (path: string): string => path.replace(REGION, "");

const ASSET_ID = /^\/subscriptions\/.*\/registries\/([^/]+)\/(\w+)\/([^/]+)(?:\/versions\/([^/]+))?$/i;

/** An answer with the ids that a registry's own address gives: `azureml://registries/<registry>/<kind>/<name>/versions/<version>`. */
export function withRegistryIds(answer: unknown): unknown {
  if (!isObject(answer as Json)) return answer;
  const { id, value, ...rest } = answer as JsonObject;
  const [, registry, kind, name, version] = ASSET_ID.exec(String(id ?? "")) ?? [];
  const own = `azureml://registries/${registry!}/${kind!}/${name!}${version === undefined ? "" : `/versions/${version}`}`;
  return {
    ...rest,
    ...(id !== undefined && { id: registry === undefined ? id : own }),
    ...(value !== undefined && { value: Array.isArray(value) ? value.map((one) => withRegistryIds(one)) : value }),
  };
}

/** The registry whose address is asked for, by its name; undefined if the path asks for none. */
export const discovered = (path: string): string | undefined => DISCOVERY.exec(path)?.[1];

/**
 * What Azure ML answers beside Resource Manager, for clients that publish and submit: where a registry is, and where files go.
 * Source: what azure-ai-ml 1.35.2 sends and reads (`_utils/_registry_utils.py`, `_utils/_asset_utils.py`).
 */
export class MlDataPlane {
  constructor(
    private readonly cloud: CloudView,
    private readonly signatures: Signatures,
  ) {}

  /** The ARM id of a registry. @throws ArmError 404 */
  registryId(name: string): string {
    return this.registry(name).id;
  }

  /** Where a registry is. @param origin - the address that was asked */
  discover(name: string, origin: string): JsonObject {
    const registry = this.registry(name);
    const { subscription, resourceGroup } = parseArmId(registry.id)!;
    const region = String(registry.location ?? "");
    return {
      registryName: registry.name,
      tenantId: this.cloud.tenant,
      primaryRegion: region,
      regions: [region],
      registryFqdns: { [region]: { registryFqdn: new URL(origin).host } },
      subscriptionId: subscription!,
      resourceGroup: resourceGroup!,
      primaryRegionResourceProviderUri: `${origin}/`,
    };
  }

  /** Where files of a version in a registry go; undefined if the path asks for something else. @throws ArmError 404, 409 */
  temporaryReference(path: string, body: JsonObject, origin: string): JsonObject | undefined {
    const [, registry, name, version] = TEMPORARY.exec(path) ?? [];
    if (registry === undefined) return undefined;
    this.requireThere(registry);
    const kind = /\/registries\/[^/]+\/(\w+)\//.exec(String(body["assetId"] ?? ""))?.[1] ?? "codes";
    if (this.cloud.get(`${registry}/${kind}/${name!}/versions/${version!}`) !== undefined)
      throw new ArmError(409, "AssetAlreadyExists", `Asset '${name!}' of version '${version!}' is there already.`);
    return this.reference(registry, kind, name!, version!, origin);
  }

  /** Where files of a version in a workspace go; undefined if the path asks for something else. @throws ArmError 404 */
  pendingUpload(path: string, origin: string): JsonObject | undefined {
    const [, owner, kind, name, version] = UPLOAD.exec(path) ?? [];
    if (owner === undefined) return undefined;
    this.requireThere(owner);
    return this.reference(owner, kind!, name!, version!, origin);
  }

  /** A version's body as Azure keeps it: files at their storage account's own address, without what opened it for the upload. */
  kept(body: JsonObject): JsonObject {
    const properties = body["properties"];
    if (!isObject(properties)) return body;
    const addresses = ["codeUri", "modelUri", "dataUri"].flatMap((name) => {
      const [, account, container, path = ""] = UPLOADED.exec(String(properties[name] ?? "")) ?? [];
      return account === undefined ? [] : [[name, `https://${account}.blob.core.windows.net/${container!}${path}`]];
    });
    return addresses.length === 0 ? body : { ...body, properties: { ...properties, ...Object.fromEntries(addresses) } };
  }

  private reference(owner: string, kind: string, name: string, version: string, origin: string): JsonObject {
    const account = accountOf(this.cloud, owner);
    const container = guidOf(`${kind}|${version}`, `${owner}/${name}`);
    const query = this.signatures.of(account.name, container, "rcwl");
    const reference = {
      blobUri: `https://${account.name}.blob.core.windows.net/${container}`,
      storageAccountArmId: account.id,
      credential: { credentialType: "SAS", sasUri: `${origin}${BLOB_ROOT}/${account.name}/${container}?${query}` },
    };
    return {
      pendingUploadId: container,
      pendingUploadType: "TemporaryBlobReference",
      blobReferenceForConsumption: reference,
    };
  }

  private registry(name: string): ArmResource {
    const found = this.cloud.ofType(REGISTRY).find((one) => sameId(one.name, name));
    if (found === undefined) throw new ArmError(404, "RegistryNotFound", `Registry ${name} was not found.`);
    return found;
  }

  private requireThere(id: string): void {
    if (this.cloud.get(id) === undefined)
      throw new ArmError(404, "ResourceNotFound", `The Resource '${id}' was not found.`);
  }
}

/** The storage account of a workspace; a registry has one that Azure manages. */
export function accountOf(cloud: CloudView, owner: string): { readonly name: string; readonly id: string } {
  const id = cloud.show(owner)?.properties["storageAccount"];
  if (typeof id === "string") return { name: parseArmId(id)?.name ?? "", id };
  const name = `reg${guidOf("storage", owner).replaceAll("-", "").slice(0, 20)}`;
  return { name, id: `${owner}/storageAccounts/${name}` };
}

/** Whether a list of code versions asks for this one: by the hash of its content, whatever it is called. */
export function codeIsAskedFor(code: JsonObject, query: URLSearchParams): boolean {
  const hash = query.get("hash");
  if (hash === null) return true;
  const properties = isObject(code["properties"]) ? code["properties"] : {};
  const kept = isObject(properties["properties"]) ? properties["properties"] : {};
  return kept["hash_sha256"] === hash;
}

/** Whether a path lists the versions of a code. */
export const listsCodes = (path: string): boolean => VERSIONS.test(path);

import type { TokenCredential } from "@azure/core-auth";
import { DefaultAzureCredential } from "@azure/identity";
import {
  bearerTokenAuthenticationPolicy,
  createHttpHeaders,
  createDefaultHttpClient,
  createPipelineFromOptions,
  createPipelineRequest,
  type HttpClient,
  type Pipeline,
} from "@azure/core-rest-pipeline";
import { trusted } from "../azure/connection";
import type { Target } from "./target";

/** Whether there is a resource at an ARM id. */
export type Exists = (armId: string) => Promise<boolean>;

const AZURE = "https://management.azure.com";
const SCOPE = "https://management.azure.com/.default";
/** Version of the calls that Resource Manager answers itself: resource groups, and what providers there are. */
const RESOURCE_MANAGER_VERSION = "2021-04-01";

interface ResourceTypes {
  readonly resourceTypes?: readonly { readonly resourceType: string; readonly apiVersions: readonly string[] }[];
}

/** Asks Azure, or the sandbox, as the target says. */
export function existsIn(target: Target): Exists {
  const http = createDefaultHttpClient();
  if (target.kind === "sandbox") {
    return new ArmClient(target.armUrl!, createPipelineFromOptions({ tlsOptions: trusted(target.env) }), http).exists;
  }
  return existsInAzure(new DefaultAzureCredential(), http);
}

/** Asks Azure. */
export function existsInAzure(credential: TokenCredential, http: HttpClient): Exists {
  const pipeline = createPipelineFromOptions({});
  pipeline.addPolicy(bearerTokenAuthenticationPolicy({ credential, scopes: SCOPE }));
  return new ArmClient(AZURE, pipeline, http).exists;
}

/**
 * Looks resources up by id. Each type wants a version of its own, which Resource Manager lists by namespace
 * (`GET /subscriptions/…/providers/<namespace>`); the newest that is no preview is taken.
 */
class ArmClient {
  private readonly namespaces = new Map<string, Promise<ResourceTypes>>();

  constructor(
    private readonly url: string,
    private readonly pipeline: Pipeline,
    private readonly http: HttpClient,
  ) {}

  readonly exists: Exists = async (armId) => {
    const { status, body } = await this.get(armId, await this.versionOf(armId));
    if (status === 200) return true;
    if (status === 404) return false;
    throw new Error(`Azure answered ${status} when asked for ${armId}: ${body.slice(0, 300)}`);
  };

  private async versionOf(armId: string): Promise<string> {
    const [, subscription, namespace, type] = typeOf(armId);
    if (namespace === undefined) return RESOURCE_MANAGER_VERSION;
    const path = `${subscription ?? ""}/providers/${namespace}`;
    if (!this.namespaces.has(path)) this.namespaces.set(path, this.typesOf(path));
    const { resourceTypes = [] } = await this.namespaces.get(path)!;
    const versions = resourceTypes.find(({ resourceType }) => resourceType.toLowerCase() === type)?.apiVersions ?? [];
    return versions.find((version) => !version.includes("preview")) ?? versions[0] ?? RESOURCE_MANAGER_VERSION;
  }

  private async typesOf(path: string): Promise<ResourceTypes> {
    const { status, body } = await this.get(path, RESOURCE_MANAGER_VERSION);
    // The sandbox knows no provider list and takes any version.
    return status === 200 ? (JSON.parse(body) as ResourceTypes) : {};
  }

  private async get(path: string, version: string): Promise<{ status: number; body: string }> {
    const request = createPipelineRequest({
      url: `${this.url}${encodeURI(path)}?api-version=${version}`,
      method: "GET",
      headers: createHttpHeaders({ accept: "application/json" }),
    });
    const { status, bodyAsText } = await this.pipeline.sendRequest(this.http, request);
    return { status, body: bodyAsText ?? "" };
  }
}

/** Subscription, namespace and type of an id: of the last provider in it, as role assignments stand on other resources. */
function typeOf(armId: string): readonly (string | undefined)[] {
  const subscription = /^\/subscriptions\/[^/]+/i.exec(armId)?.[0];
  const last = armId.toLowerCase().lastIndexOf("/providers/");
  if (last < 0) return [armId, subscription];
  const [namespace, ...steps] = armId.slice(last + "/providers/".length).split("/");
  const type = steps.filter((_step, index) => index % 2 === 0);
  return [armId, subscription, namespace, type.join("/").toLowerCase()];
}

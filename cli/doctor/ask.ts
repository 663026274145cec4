import { ResourceManagementClient } from "@azure/arm-resources";
import { createHttpHeaders, createPipelineRequest } from "@azure/core-rest-pipeline";
import { UserError } from "../../domain/problem/problem";
import { azureProblem } from "../../azure/azure-problem";
import type { ArmObject, AzureConnection } from "../../azure/connection";

/** Questions to Azure Resource Manager that end when `signal` says so. */
export class Ask {
  private readonly client: ResourceManagementClient;

  /** @param signal - ends every request that is under way */
  constructor(
    readonly azure: AzureConnection,
    private readonly signal: AbortSignal,
  ) {
    // The subscription is part of each id; this client only lends its pipeline. Two tries more: a doctor who waits for
    // minutes is no help.
    this.client = azure.client(
      (credential, options) =>
        new ResourceManagementClient(credential, "00000000-0000-0000-0000-000000000000", {
          ...options,
          retryOptions: { ...options.retryOptions, maxRetries: 2 },
        }),
    );
  }

  /** The resource at an id; undefined if Azure says 404. Throws `UserError` if Azure refuses or does not answer. */
  get(id: string, apiVersion: string): Promise<ArmObject | undefined> {
    return this.send("GET", `${id}?api-version=${apiVersion}`, id);
  }

  /** Everything in a collection, all pages. Throws `UserError` if it does not exist, or Azure refuses. */
  async list(id: string, apiVersion: string): Promise<readonly ArmObject[]> {
    const items: ArmObject[] = [];
    for (let path: string | undefined = `${id}?api-version=${apiVersion}`; path !== undefined;) {
      const page: ArmObject | undefined = await this.send("GET", path, id);
      if (page === undefined) throw notThere(id);
      items.push(...((page["value"] ?? []) as readonly ArmObject[]));
      const next: unknown = page["nextLink"];
      // Tokens go to Azure Resource Manager only, whatever a page says comes next.
      const own = typeof next === "string" && next.startsWith(`${this.azure.armUrl}/`);
      path = own ? next.slice(this.azure.armUrl.length) : undefined;
    }
    return items;
  }

  /** Asks with a body, such as whether a name is free. */
  async post(id: string, apiVersion: string, body: ArmObject): Promise<ArmObject> {
    const answer = await this.send("POST", `${id}?api-version=${apiVersion}`, id, body);
    if (answer === undefined) throw notThere(id);
    return answer;
  }

  private async send(method: "GET" | "POST", path: string, what: string, body?: ArmObject) {
    const { armUrl } = this.azure;
    const request = createPipelineRequest({
      url: `${armUrl}${path}`,
      method,
      abortSignal: this.signal,
      headers: createHttpHeaders({ accept: "application/json", "content-type": "application/json" }),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    try {
      const { status, bodyAsText } = await this.client.sendRequest(request);
      if (status === 404) return undefined;
      if (status < 300) return parse(bodyAsText);
      const { code, message } = (parse(bodyAsText)["error"] ?? {}) as { code?: string; message?: string };
      throw Object.assign(new Error(`${code ?? "Error"}: ${message ?? `HTTP ${status}`}`), { statusCode: status });
    } catch (error) {
      if (this.signal.aborted) throw tooLate(what);
      throw azureProblem(error, what) ?? error;
    }
  }
}

function parse(text: string | null | undefined): ArmObject {
  if (text === undefined || text === null || text === "") return {};
  try {
    return JSON.parse(text) as ArmObject;
  } catch {
    // A proxy's page, not Azure's answer.
    return {};
  }
}

const notThere = (where: string): UserError =>
  new UserError([
    { code: "MLOPS-DOCTOR-001", where, message: "Azure has no such list: HTTP 404", fix: "look in the portal" },
  ]);

const tooLate = (where: string): UserError =>
  new UserError([
    {
      code: "MLOPS-DOCTOR-002",
      where,
      message: "Azure did not answer in time",
      fix: "run the command again, with a longer --timeout",
    },
  ]);

import { request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadPromoted } from "../../deploy/promotion/use-case";
import { trafficOf } from "../../domain/promotion/release";
import { startSandbox, type Sandbox } from "../../sandbox";
import { serverTrust } from "../../sandbox/engine/tls/authority";
import { shippedTexts, writeFiles } from "./configuration";
import { enter, leave } from "./in-sandbox";

export const USE_CASE = "customer-churn";
const ML = "Microsoft.MachineLearningServices";

/** The shipped configuration with releases of its own, and a simulated Azure that serves them. */
export class PromotionWorld {
  /** How far our clock is ahead of Azure's. */
  skewMilliseconds = 0;

  static async open(release: string, start: string): Promise<PromotionWorld> {
    const dir = mkdtempSync(join(tmpdir(), "mlops-promotion-"));
    const world = new PromotionWorld(dir, new Date(start));
    writeFiles(join(dir, "config"), new Map([...shippedTexts(), [`releases/${USE_CASE}.yaml`, release]]));
    await world.start();
    return world;
  }

  sandbox!: Sandbox;

  private constructor(
    readonly dir: string,
    /** Azure's clock. */
    public now: Date,
  ) {}

  /** Starts the sandbox, again if it runs, with other faults. */
  async start(faults?: string): Promise<void> {
    await (this.sandbox as Sandbox | undefined)?.close();
    this.sandbox = await startSandbox({
      dir: join(this.dir, "sandbox"),
      now: () => this.now,
      ...(faults !== undefined && { faults }),
    });
    enter(this.sandbox);
  }

  async close(): Promise<void> {
    leave();
    await this.sandbox.close();
    rmSync(this.dir, { recursive: true, force: true });
  }

  get config(): string {
    return join(this.dir, "config");
  }

  /** What every command is given. */
  get options() {
    return { config: this.config, now: () => new Date(this.now.getTime() + this.skewMilliseconds) };
  }

  get releaseFile(): string {
    return join(this.config, "releases", `${USE_CASE}.yaml`);
  }

  release(): string {
    return readFileSync(this.releaseFile, "utf8");
  }

  place(environment: string) {
    return loadPromoted(this.config, USE_CASE).places.get(environment)!;
  }

  pass(hours: number): void {
    this.now = new Date(this.now.getTime() + hours * 3_600_000);
  }

  /** Makes Azure serve what the release file says, as a deployment of the stacks does. */
  deploy(...environments: readonly string[]): void {
    const { stages, places } = loadPromoted(this.config, USE_CASE);
    const { cloud, store } = this.sandbox;
    for (const { release } of stages) {
      if (environments.length > 0 && !environments.includes(release.environment)) continue;
      const { ids, subscription, resourceGroup, location } = places.get(release.environment)!;
      const bare = (id: string, type: string) => {
        if (store.get(id) === undefined) store.put({ id, type, body: { location }, readOnly: {} });
      };
      bare(`/subscriptions/${subscription}/resourceGroups/${resourceGroup}`, "Microsoft.Resources/resourceGroups");
      bare(ids.registry.split("/providers/")[0]!, "Microsoft.Resources/resourceGroups");
      bare(ids.workspace, `${ML}/workspaces`);
      bare(ids.registry, `${ML}/registries`);
      const endpoint = (traffic: object, mirrorTraffic: object) => {
        const before = cloud.show(ids.endpoint)?.properties["properties"] ?? {};
        const properties = { authMode: "AADToken", traffic, mirrorTraffic, properties: before };
        const body = { location, kind: "Managed", properties } as never;
        const readOnly = { properties: { provisioningState: "Succeeded" } };
        cloud.write({ id: ids.endpoint, type: `${ML}/workspaces/onlineEndpoints`, body, readOnly });
      };
      if (store.get(ids.endpoint) === undefined) endpoint({}, {});
      for (const version of [release.live, release.candidate]) {
        if (version === undefined || store.get(`${ids.endpoint}/deployments/${version.deployment}`) !== undefined)
          continue;
        cloud.write({
          id: `${ids.endpoint}/deployments/${version.deployment}`,
          type: `${ML}/workspaces/onlineEndpoints/deployments`,
          body: {
            location,
            kind: "Managed",
            sku: { name: "Default", capacity: 1 },
            properties: { endpointComputeType: "Managed", instanceType: "Standard_D2as_v4", model: version.model },
          },
          readOnly: { properties: { provisioningState: "Succeeded" } },
        });
      }
      const { traffic, mirrorTraffic } = trafficOf(release);
      endpoint(traffic, mirrorTraffic);
    }
  }
}

/** What a proxy does with one request: pass it on, break the connection before or after the work, or answer itself. */
export type Interference = "pass" | "reset" | "lose" | { readonly status: number; readonly body: unknown };

/** A proxy in front of the sandbox that misbehaves as it is told. `target` is without TLS. */
export async function interfere(
  target: string,
  decide: (count: number, request: IncomingMessage) => Interference,
): Promise<{ readonly env: Sandbox["env"]; readonly requests: () => number; close(): Promise<void> }> {
  let count = 0;
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    const what = decide(++count, request);
    if (what === "reset") return void request.socket.destroy();
    if (typeof what === "object") {
      response.writeHead(what.status, { "content-type": "application/json", date: new Date().toUTCString() });
      return void response.end(JSON.stringify(what.body));
    }
    const { method, headers, url } = request;
    const onward = httpRequest(`${target}${url}`, { method, headers }, (answer) => {
      if (what === "lose") return void request.socket.destroy();
      response.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(response);
    });
    request.pipe(onward);
  };
  const dir = mkdtempSync(join(tmpdir(), "mlops-proxy-"));
  const trust = serverTrust(dir);
  const server = createServer({ key: trust.key, cert: trust.cert }, handle);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    env: { MLOPS_SANDBOX_ARM: `https://localhost:${(server.address() as AddressInfo).port}`, ...trust.env },
    requests: () => count,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
        rmSync(dir, { recursive: true, force: true });
      }),
  };
}

import fc from "fast-check";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "../../domain/problem/problem";
import { Cloud } from "../../sandbox/engine/arm/cloud";
import { ArmError } from "../../sandbox/engine/arm/arm-error";
import { serveArm } from "../../sandbox/engine/arm/http";
import { limitsOf } from "../../sandbox/engine/arm/limits";
import { BodyShapes } from "../../sandbox/engine/arm/shapes";
import { ownServices } from "../../sandbox/services/own-services";
import { serverTrust } from "../../sandbox/engine/tls/authority";
import { recordMetrics, samplesOf } from "../../sandbox/services/monitor/telemetry";
import { Authorizer } from "../../sandbox/services/access/authorizer";
import { Faults } from "../../sandbox/engine/faults";
import { Directory } from "../../sandbox/services/github/directory";
import { Store } from "../../sandbox/engine/store/store";

const SUBSCRIPTION = "/subscriptions/0c5e2b7a-1f64-4a36-9c1d-7be0f2a4d101";
const GROUP = `${SUBSCRIPTION}/resourceGroups/rg`;
const WORKSPACE = `${GROUP}/providers/Microsoft.MachineLearningServices/workspaces/ws`;
const ENDPOINT = `${WORKSPACE}/onlineEndpoints/churn`;

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "mlops-damaged-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const cloudOf = (store: Store): Cloud => new Cloud(store, { tenant: "t", bodyOf: () => ({}), rulesFor: () => ({}) });

/** The files of a sandbox, as they are when nothing is wrong. */
function whole(): Readonly<Record<string, string>> {
  const store = new Store(dir);
  const resource = (id: string, type: string, properties = {}) => ({
    id,
    type,
    body: { location: "westeurope", properties, tags: { env: "dev" } },
    readOnly: { properties: { provisioningState: "Succeeded" } },
  });
  store.put(resource(GROUP, "Microsoft.Resources/resourceGroups"));
  store.put(resource(WORKSPACE, "Microsoft.MachineLearningServices/workspaces"));
  store.put(
    resource(ENDPOINT, "Microsoft.MachineLearningServices/workspaces/onlineEndpoints", { traffic: { blue: 100 } }),
  );
  store.put({
    ...resource(`${GROUP}/providers/Microsoft.Storage/storageAccounts/st`, "Microsoft.Storage/storageAccounts"),
    azurerm: { type: "azurerm_storage_account", values: { name: "st" } },
  });
  store.remove(
    [],
    [
      {
        resource: resource(`${GROUP}/providers/Microsoft.KeyVault/vaults/kv`, "Microsoft.KeyVault/vaults"),
        deletedAt: "2026-11-21T00:00:00Z",
        retentionDays: 7,
        purgeProtected: true,
      },
    ],
  );
  const cloud = cloudOf(store);
  recordMetrics(cloud, [
    {
      resource: ENDPOINT,
      metric: "Requests",
      at: "2026-11-21T00:00:00Z",
      value: 1,
      dimensions: { deployment: "blue" },
    },
  ]);
  const github = new Directory(dir);
  github.idOf("teams", "ml-platform");
  github.put("github_team/1", { name: "a" });
  writeFileSync(
    join(dir, "limits.json"),
    JSON.stringify({
      cores: { total: 10 },
      missingSizes: ["Standard_X"],
      permissions: [{ actions: ["*"] }],
      denied: ["/a"],
      takenNames: ["b"],
      unregistered: ["c"],
    }),
  );
  return Object.fromEntries(
    ["cloud.json", "telemetry.json", "github.json", "limits.json"].map((name) => [
      name,
      readFileSync(join(dir, name), "utf8"),
    ]),
  );
}

/** Ways to every value of some JSON. */
function waysIn(value: unknown, way: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [way];
  return [way, ...Object.entries(value).flatMap(([key, inner]) => waysIn(inner, [...way, key]))];
}

const GONE = Symbol("gone");

/** The JSON with what is at a way replaced or gone. */
function replaced(value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown {
  if (key === undefined) return by;
  const entries = Object.entries(value as object).flatMap(([name, inner]: [string, unknown]) => {
    const changed = name === key ? replaced(inner, rest, by) : inner;
    return changed === GONE ? [] : [[name, changed] as const];
  });
  return Array.isArray(value) ? entries.map(([, inner]) => inner) : Object.fromEntries(entries);
}

const VALUES = [null, GONE, -1, "text", [], [null], { a: null }];

/** Opens and uses everything. What goes wrong must be a sentence; undefined if nothing does. */
function use(): string | undefined {
  try {
    const store = new Store(dir);
    const cloud = cloudOf(store);
    for (const { id } of store.all()) store.below(id);
    store.softDeleted();
    samplesOf(cloud, ENDPOINT);
    recordMetrics(cloud, []);
    limitsOf(cloud);
    const github = new Directory(dir);
    github.idOf("users", "somebody");
    github.startingWith("");
    store.put({ id: "/new", type: "T", body: {}, readOnly: {} });
    return undefined;
  } catch (error) {
    if (error instanceof UserError || error instanceof ArmError) return error.message;
    throw error;
  }
}

const restore = (files: Readonly<Record<string, string>>): void => {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text);
};

describe("a damaged sandbox", () => {
  it("works as long as it is not damaged", () => {
    restore(whole());
    expect(use()).toBeUndefined();
  });

  it("ends in a sentence, whatever any of its files holds in place of any value", () => {
    const files = whole();
    let tried = 0;
    let refused = 0;
    for (const [name, text] of Object.entries(files)) {
      const content: unknown = JSON.parse(text);
      for (const way of waysIn(content)) {
        for (const value of VALUES) {
          if (value === GONE && way.length === 0) continue;
          restore(files);
          writeFileSync(join(dir, name), JSON.stringify(replaced(content, way, value)));
          const says = use();
          tried++;
          if (says === undefined) continue;
          refused++;
          expect(says).toMatch(
            /MLOPS-SANDBOX-00[38] (the sandbox's|the simulated GitHub|what the sandbox lacks).* cannot be read: it /,
          );
          expect(says.split("\n")).toHaveLength(1);
        }
      }
    }
    expect(tried).toBeGreaterThan(500);
    expect(refused).toBeGreaterThan(250);
  });

  it("ends in a sentence wherever any of its files is cut or a byte of it is another", () => {
    const files = whole();
    const names = Object.keys(files);
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.option(fc.integer({ min: 0, max: 255 })),
        (name, at, byte) => {
          restore(files);
          const bytes = Buffer.from(files[name]!);
          const offset = Math.floor(at * (bytes.length - 1));
          if (byte !== null) bytes[offset] = byte;
          writeFileSync(join(dir, name), byte === null ? bytes.subarray(0, offset) : bytes);
          const says = use();
          if (says !== undefined) expect(says).toMatch(/MLOPS-SANDBOX-00[38] /);
        },
      ),
      { numRuns: 400 },
    );
  });

  it("answers with a sentence and no stack trace what its bodies make impossible", async () => {
    const files = whole();
    const content: unknown = JSON.parse(files["cloud.json"]!);
    const bodies = waysIn(content).filter(
      (way) => way.includes("body") || way.includes("readOnly") || way.includes("azurerm"),
    );
    for (const way of bodies) {
      restore(files);
      writeFileSync(join(dir, "cloud.json"), JSON.stringify(replaced(content, way, null)));
      let store: Store;
      try {
        store = new Store(dir);
      } catch (error) {
        expect(error).toBeInstanceOf(UserError);
        continue;
      }
      const cloud = cloudOf(store);
      const [access, trust] = [new Authorizer(cloud), serverTrust(dir)];
      const services = ownServices(cloud, access, trust, dir);
      const arm = await serveArm(cloud, Faults.none(), new BodyShapes(), access, trust, services);
      for (const id of [WORKSPACE, ENDPOINT, `${WORKSPACE}/onlineEndpoints`, `${SUBSCRIPTION}/resources`]) {
        const response = await fetch(`${arm.loopbackUrl}${id}?api-version=2025-06-01`);
        const text = await response.text();
        expect(text).not.toMatch(/\n\s+at |\\n\s+at /);
        expect(() => JSON.parse(text) as unknown).not.toThrow();
      }
      await arm.close();
    }
  });
});

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { builtInRoles, type BuiltInRole } from "../../../domain/access/roles";
import { Cloud } from "../../../sandbox/engine/arm/cloud";
import { serveArm } from "../../../sandbox/engine/arm/http";
import { principalIdOf } from "../../../sandbox/engine/arm/identities";
import { BodyShapes } from "../../../sandbox/engine/arm/shapes";
import { ownServices } from "../../../sandbox/services/own-services";
import { serverTrust } from "../../../sandbox/engine/tls/authority";
import { Elapsed } from "../../../sandbox/engine/elapsed";
import { Faults } from "../../../sandbox/engine/faults";
import { rulesFor } from "../../../sandbox/services/rules";
import { Store, type JsonObject } from "../../../sandbox/engine/store/store";
import { parseArmId } from "../../../sandbox/engine/arm/arm-id";
import { Authorizer, type RecordedCall, type Somebody } from "../../../sandbox/services/access/authorizer";
import { writeRequests } from "../../../sandbox/services/access/requests";
import { ENV, GROUP, IDENTITY, ML, PLATFORM, REGISTRY, STORAGE, WORKSPACE } from "./support";

const ADA: Somebody = {
  objectId: "33333333-3333-4333-8333-333333333333",
  name: "ada",
  groups: ["44444444-4444-4444-8444-444444444444"],
};
const JOB = `${WORKSPACE}/jobs/one`;
const roleId = (role: BuiltInRole) =>
  `${ENV}/providers/Microsoft.Authorization/roleDefinitions/${builtInRoles[role].id}`;

describe("calls on the simulated Resource Manager", () => {
  let dir: string;
  let cloud: Cloud;
  let access: Authorizer;
  let arm: Awaited<ReturnType<typeof serveArm>>;
  const start = async (propagationMs = 0, elapsed = new Elapsed()) => {
    access = new Authorizer(cloud, { caller: ADA, propagationMs, elapsed });
    const trust = serverTrust(dir);
    arm = await serveArm(cloud, Faults.none(), new BodyShapes(), access, trust, ownServices(cloud, access, trust, dir));
  };
  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), "mlops-enforce-"));
    cloud = new Cloud(new Store(dir), { tenant: ENV, bodyOf: () => ({}), rulesFor });
    for (const id of [GROUP, WORKSPACE, STORAGE, IDENTITY, `${PLATFORM}/resourceGroups/rg`, REGISTRY]) put(id);
    await start();
  });
  afterEach(async () => {
    await arm.close();
    rmSync(dir, { recursive: true, force: true });
  });

  const put = (id: string, body: JsonObject = {}) =>
    cloud.store.put({
      id,
      type: parseArmId(id)!.type,
      body: { location: "westeurope", properties: {}, ...body },
      readOnly: {},
    });
  let made = 0;
  const grant = (role: BuiltInRole, at: string, to = ADA.objectId) => {
    made += 1;
    const id = `${at}/providers/Microsoft.Authorization/roleAssignments/55555555-5555-4555-8555-${String(made).padStart(12, "0")}`;
    put(id, { properties: { roleDefinitionId: roleId(role), principalId: to, principalType: "User" } });
    return id;
  };
  const call = async (method: string, path: string, body?: object, headers: Record<string, string> = {}) => {
    const response = await fetch(`${arm.loopbackUrl}${path}?api-version=2025-06-01`, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, text: await response.text() };
  };
  const job = {
    properties: { jobType: "Pipeline", componentId: "azureml://registries/mlr/components/train/versions/4" },
  };

  it("are refused before anybody looks whether there is such a thing", async () => {
    for (const name of ["st", "missing"]) {
      const { status, text } = await call("GET", STORAGE.replace(/st$/, name));
      expect([name, status, text]).toEqual([name, 403, expect.stringContaining("AuthorizationFailed")]);
    }
    grant("reader", GROUP);
    expect((await call("GET", STORAGE)).status).toBe(200);
    expect((await call("GET", STORAGE.replace(/st$/, "missing"))).status).toBe(404);
  });

  it("count what a group of the caller's holds", async () => {
    grant("reader", GROUP, ADA.groups![0]);
    expect((await call("GET", STORAGE)).status).toBe(200);
  });

  it("name who, what and where when they are refused", async () => {
    grant("reader", GROUP);
    const { text } = await call("DELETE", STORAGE);
    for (const part of [ADA.name, ADA.objectId, "Microsoft.Storage/storageAccounts/delete", STORAGE])
      expect(text).toContain(part);
  });

  it("show of a group's list what the caller may see, and refuse a list of children", async () => {
    grant("reader", STORAGE);
    const list = await call("GET", `${GROUP}/providers/Microsoft.Storage/storageAccounts`);
    expect([list.status, list.text]).toEqual([200, expect.stringContaining(STORAGE)]);
    expect(JSON.parse((await call("GET", `${GROUP}/providers/${ML}/workspaces`)).text)).toEqual({ value: [] });
    expect((await call("GET", `${WORKSPACE}/jobs`)).status).toBe(403);
  });

  it("let a job be submitted by whoever may read the registry of its component", async () => {
    grant("amlDataScientist", WORKSPACE);
    const refused = await call("PUT", JOB, job);
    expect([refused.status, refused.text]).toEqual([403, expect.stringContaining("mlr")]);
    grant("reader", REGISTRY);
    expect((await call("PUT", JOB, job)).status).toBe(201);
  });

  it("ask whoever writes an endpoint for its identity, too", async () => {
    grant("amlDataScientist", WORKSPACE);
    const endpoint = {
      location: "westeurope",
      identity: { type: "UserAssigned", userAssignedIdentities: { [IDENTITY]: {} } },
      properties: { authMode: "AADToken" },
    };
    const path = `${WORKSPACE}/onlineEndpoints/churn`;
    expect((await call("PUT", path, endpoint)).text).toContain("LinkedAuthorizationFailed");
    grant("managedIdentityOperator", IDENTITY);
    expect((await call("PUT", path, endpoint)).status).toBe(201);
  });

  it("are made as the identity of a workflow, where a workflow makes them", async () => {
    const headers = { "x-sandbox-identity": IDENTITY };
    grant("contributor", GROUP);
    expect((await call("GET", STORAGE, undefined, headers)).status).toBe(403);
    grant("reader", STORAGE, principalIdOf(IDENTITY));
    expect((await call("GET", STORAGE, undefined, headers)).status).toBe(200);
  });

  it("are made as somebody else, where a client says so", async () => {
    grant("reader", STORAGE, "66666666-6666-4666-8666-666666666666");
    expect((await call("GET", STORAGE)).status).toBe(403);
    expect(
      (await call("GET", STORAGE, undefined, { "x-mlops-sandbox-as": "66666666-6666-4666-8666-666666666666" })).status,
    ).toBe(200);
  });

  it("end with the grant: what is revoked counts no more", async () => {
    const id = grant("reader", GROUP);
    expect((await call("GET", STORAGE)).status).toBe(200);
    cloud.store.remove([id], []);
    expect((await call("GET", STORAGE)).status).toBe(403);
  });

  it("tell what the caller may do at a scope", async () => {
    grant("reader", GROUP);
    const { value } = JSON.parse(
      (await call("GET", `${STORAGE}/providers/Microsoft.Authorization/permissions`)).text,
    ) as { value: unknown[] };
    expect(value).toEqual([expect.objectContaining({ actions: ["*/read"], notActions: [] })]);
  });

  it("can be listened to", async () => {
    const calls: RecordedCall[] = [];
    access.onCall = (one) => calls.push(one);
    await call("GET", STORAGE);
    expect(calls).toEqual([expect.objectContaining({ caller: ADA, allowed: false, tolerated: false })]);
  });

  it("take effect late with a delay of propagation, and at once for what a store begins with", async () => {
    await arm.close();
    grant("reader", WORKSPACE);
    const elapsed = new Elapsed();
    await start(10_000, elapsed);
    expect((await call("GET", WORKSPACE)).status).toBe(200);
    grant("reader", STORAGE);
    expect((await call("GET", STORAGE)).status).toBe(403);
    await elapsed.wait(10_000);
    expect((await call("GET", STORAGE)).status).toBe(200);
  });

  it("let the owner do everything but touch data", async () => {
    const owner = new Authorizer(cloud);
    for (const id of [STORAGE, WORKSPACE, REGISTRY])
      expect(() => owner.require(writeRequests(cloud, id, {}))).not.toThrow();
    expect(
      owner.decide({
        name: "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",
        plane: "data",
        scope: STORAGE,
      }).allowed,
    ).toBe(false);
  });
});

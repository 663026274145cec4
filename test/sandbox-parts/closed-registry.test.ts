import { writeRequests } from "../../sandbox/services/access/requests";
import type { CloudResource } from "../../sandbox/engine/store/store";
import { type Deployed, deployedInProcess } from "../support/deployed";
import { synthStacks } from "../support/stacks";
import { exampleFiles, loadFiles } from "../support/variants";

/** The example's prod with a registry that is closed to the public. */
let prod: Deployed;

beforeAll(() => {
  const files = exampleFiles();
  const platform = { ...(files["organization.yaml"]!["platform"] as object), registry: {} };
  const configuration = loadFiles({
    ...files,
    "organization.yaml": { ...files["organization.yaml"], platform },
  });
  prod = deployedInProcess(
    synthStacks(configuration, ["bootstrap", "registry", "prod", "prod-customer-churn"]),
    () => new Date("2026-12-16T04:30:30Z"),
  );
});
afterAll(() => prod.close());

const all = (): readonly CloudResource[] => prod.cloud.store.all();
const last = (id: string): string => id.split("/").at(-1)!;
const one = (name: string): CloudResource => all().find(({ id }) => last(id) === name)!;
const rule = () => one("own-model-registry");

/** What comes of a write as somebody. */
function write(resource: CloudResource, as: string): string {
  try {
    prod.access.require(writeRequests(prod.cloud, resource.id, resource.body), prod.access.identity(one(as).id));
    prod.cloud.write(resource);
    return "done";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** What comes of it without something, which is put back. */
function without(taken: CloudResource, ask: () => string): string {
  prod.cloud.store.remove([taken.id], []);
  try {
    return ask();
  } finally {
    prod.cloud.store.put(taken);
  }
}

const APPROVER = "b556d68e-0be0-4f35-a333-ad7ee1ce17ea";
const CONTRIBUTOR = "b24988ac-6180-42a0-ab88-20f7382dd24c";

describe("a registry that is closed to the public", () => {
  it("has an endpoint in the managed network, which the pipeline makes and the workspace approves", () => {
    const resource = rule();
    const ask = () => write(resource, "id-pfs-prod-apply");
    expect(ask()).toBe("done");
    const missed = all()
      .filter(({ type }) => /roleassignments$/i.test(type))
      .flatMap((grant) => {
        const said = without(grant, ask);
        if (said === "done") return [];
        const { principal_id: principal, role_definition_id: role } = grant.azurerm!.values;
        return [[prod.access.somebody(String(principal)).name, last(String(role)), said] as const];
      });
    expect(missed.map(([who, role]) => `${who} ${role}`).sort()).toEqual([
      `id-pfs-prod-apply ${CONTRIBUTOR}`,
      `id-pfs-prod-apply ${APPROVER}`,
      `id-pfs-prod-workspace ${APPROVER}`,
    ]);
    const approvals = missed.filter(([, role]) => role === APPROVER);
    for (const [, , said] of approvals) expect(said).toContain("registries/privateEndpointConnectionsApproval/action");
  });

  it("is fetched from by deployments, through that endpoint only", () => {
    const deployment = all().find(({ type }) => type.endsWith("onlineEndpoints/deployments"))!;
    const ask = () => write(deployment, "id-pfs-prod-apply");
    expect(ask()).toBe("done");
    expect(without(rule(), ask)).toContain("the registry mlr-pfs is out of reach: public access is disabled");
  });
});

import { deliverEvent, endJob, runMonitor, type Runner, whyNotAnswered } from "../../sandbox";
import { runAction } from "../../sandbox/engine/arm/actions";
import type { CloudResource, JsonObject } from "../../sandbox/engine/store/store";
import { loadConfiguration } from "../../schema/load";
import { SHIPPED } from "../support/configuration";
import { type Deployed, deployedInProcess } from "../support/deployed";
import { resourcesOf, type StackJson, synthStacks } from "../support/stacks";

/** The example's prod, with one use case: nothing of it has seen Terraform, all of it is what the stacks say. */
let prod: Deployed;
let workspace = "";
let runs = 0;
let useCase: StackJson;

beforeAll(() => {
  const stacks = synthStacks(loadConfiguration(SHIPPED), ["prod", "prod-customer-churn", "registry"]);
  useCase = stacks["prod-customer-churn"]!;
  prod = deployedInProcess(stacks, () => new Date("2026-12-16T04:30:30Z"));
  workspace = only("microsoft.machinelearningservices/workspaces").id;
  const provision = { target: workspace, method: "POST", action: "provisionManagedNetwork" } as const;
  runAction(prod.cloud, { ...provision, body: { includeSpark: true } });
});
afterAll(() => prod.close());

const ofType = (type: string): readonly CloudResource[] =>
  prod.cloud.store.all().filter((one) => one.type.toLowerCase() === type);
const only = (type: string): CloudResource => {
  const [found] = ofType(type);
  return found!;
};
const last = (id: string): string => id.split("/").at(-1)!;

/** What comes of asking without something: it is put back afterwards. */
async function without<Result>(taken: CloudResource, ask: () => Result | Promise<Result>): Promise<Result> {
  prod.cloud.store.remove([taken.id], []);
  try {
    return await ask();
  } finally {
    prod.cloud.store.put(taken);
  }
}
async function changed<Result>(
  resource: CloudResource,
  other: CloudResource,
  ask: () => Result | Promise<Result>,
): Promise<Result> {
  prod.cloud.store.put(other);
  try {
    return await ask();
  } finally {
    prod.cloud.store.put(resource);
  }
}

const monitor = (): CloudResource =>
  ofType("microsoft.machinelearningservices/workspaces/schedules").find(({ body }) =>
    JSON.stringify(body).includes("CreateMonitor"),
  )!;
/** What a run of the monitor says when the data has drifted far: `drift`, or why it could not look. */
async function look(): Promise<string> {
  const result = (await runMonitor(prod, { monitor: monitor().id, run: String(++runs), measure: () => 99 }))!;
  return result.error ?? (result.findings.some(({ breached }) => breached) ? "drift" : "nothing");
}

/** A training job as the use case's schedule starts it. */
function train(): string {
  const schedule = ofType("microsoft.machinelearningservices/workspaces/schedules").find(({ body }) =>
    JSON.stringify(body).includes("customer_churn_training"),
  )!;
  const { action } = schedule.body["properties"] as { readonly action: JsonObject };
  const id = `${workspace}/jobs/train-${++runs}`;
  const type = "Microsoft.MachineLearningServices/workspaces/jobs";
  prod.cloud.store.put({ id, type, body: { properties: action["jobDefinition"]! }, readOnly: {} });
  const { status, error } = endJob(prod, id, "Completed");
  return error ?? status;
}

/** A grant in words: who holds what on what. */
function inWords({ azurerm, id }: CloudResource): string {
  const { principal_id: principal, role_definition_id: role } = azurerm!.values;
  const target = id.split("/providers/Microsoft.Authorization/")[0]!;
  const scope = target === own().id ? "storage" : target === collected().id ? "collected data" : last(target);
  const who = prod.access.somebody(String(principal)).name.replace(/^id-pfs-prod-/, "");
  return `${who}: ${roles[last(String(role))] ?? ownRole(String(role)) ?? "another role"} on ${scope.replace(/[0-9a-f]{8}$/, "")}`;
}
const ownRole = (role: string): string | undefined =>
  ofType("microsoft.authorization/roledefinitions")
    .find(({ id }) => last(id) === last(role))
    ?.azurerm?.values["name"]?.toString();
const roles: Readonly<Record<string, string>> = {
  "ba92f5b4-2d11-453d-a403-e96b0029c9fe": "Storage Blob Data Contributor",
  "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1": "Storage Blob Data Reader",
  "7f951dda-4ed3-4680-a7ca-43fe172d538d": "AcrPull",
  "acdd72a7-3385-48ef-bd42-f606fba81ae7": "Reader",
};

/** Grants without which something does not work, and what is said then. */
async function missed(ask: () => string | Promise<string>, fine: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const grant of ofType("microsoft.authorization/roleassignments")) {
    const said = await without(grant, ask);
    if (said !== fine) found[inWords(grant)] = said;
  }
  return found;
}

const storage = () => ofType("microsoft.storage/storageaccounts");
const collected = () => storage().find(({ azurerm }) => azurerm!.values["is_hns_enabled"] === true)!;
const own = () => storage().find(({ azurerm }) => azurerm!.values["is_hns_enabled"] !== true)!;
const withValues = (resource: CloudResource, values: JsonObject): CloudResource => ({
  ...resource,
  azurerm: { ...resource.azurerm!, values: { ...resource.azurerm!.values, ...values } },
});

describe("a monitor in the example's prod", () => {
  it("finds drift, with everything that the stacks make", async () => {
    expect(await look()).toBe("drift");
  });

  it("misses these grants and no others, and says which", async () => {
    const found = await missed(look, "drift");
    expect(Object.keys(found).sort()).toEqual([
      expect.stringMatching(/^customer-churn.*: Storage Blob Data Contributor on collected data$/),
      "workspace: Storage Blob Data Contributor on collected data",
      "workspace: Storage Blob Data Contributor on storage",
    ]);
    for (const [grant, said] of Object.entries(found)) {
      expect(said).toContain("AuthorizationPermissionMismatch");
      expect(said).toContain(`(id-pfs-prod-${grant.split(":")[0]!})`);
    }
  });

  it("misses every endpoint of the managed network that is made for it, and says which host", async () => {
    const said: Record<string, string> = {};
    for (const rule of ofType("microsoft.machinelearningservices/workspaces/outboundrules"))
      said[last(rule.id)] = await without(rule, look);
    const [account, lake] = [last(own().id), last(collected().id)];
    expect(said).toEqual({
      "own-storage-dfs": expect.stringContaining(`${account}.dfs.core.windows.net is out of reach`) as string,
      "own-collected-blob": expect.stringContaining(`${lake}.blob.core.windows.net is out of reach`) as string,
      "own-collected-dfs": expect.stringContaining(`${lake}.dfs.core.windows.net is out of reach`) as string,
    });
  });

  it("misses Spark in the network", async () => {
    const before = prod.cloud.get(workspace)!;
    const said = await changed(before, { ...before, readOnly: {} }, look);
    expect(said).toContain("the managed network is not provisioned for Spark");
  });

  it("misses the namespace of collected data, which Spark cannot read without", async () => {
    const lake = collected();
    expect(await changed(lake, withValues(lake, { is_hns_enabled: false }), look)).toContain(
      "Credential-less blob store with soft delete enabled is not supported",
    );
  });

  it("does not miss what lets people in", async () => {
    for (const endpoint of ofType("microsoft.network/privateendpoints").slice(0, 2))
      expect(await without(endpoint, look)).toBe("drift");
  });
});

describe("a training job in the example's prod", () => {
  it("runs, with everything that the stacks make", () => expect(train()).toBe("Completed"));

  it("misses these grants of its cluster and no others, and says which", async () => {
    const found = await missed(train, "Completed");
    expect(Object.keys(found).sort()).toEqual([
      "compute: AcrPull on crpfsprod",
      "compute: ML Model Publisher (pfs) on mlr-pfs",
      "compute: Reader on mlr-pfs",
      "compute: Storage Blob Data Contributor on storage",
    ]);
    expect(found["compute: ML Model Publisher (pfs) on mlr-pfs"]).toContain("registries/assets/write");
    expect(found["compute: AcrPull on crpfsprod"]).toContain("unauthorized: authentication required");
    expect(found["compute: Reader on mlr-pfs"]).toContain("User/tenant/subscription is not allowed to access registry");
    expect(found["compute: Storage Blob Data Contributor on storage"]).toContain("AuthorizationPermissionMismatch");
  });

  it("misses the cluster that builds its image, as Azure's own builders are shut out", async () => {
    const before = prod.cloud.get(workspace)!;
    const properties = Object.fromEntries(
      Object.entries(before.body["properties"] as JsonObject).filter(([name]) => name !== "imageBuildCompute"),
    );
    const said = await changed(before, { ...before, body: { ...before.body, properties } }, train);
    expect(said).toContain("the image of the environment cannot be built");
  });
});

describe("a deployment of the example's endpoint", () => {
  const deployment = () => ofType("microsoft.machinelearningservices/workspaces/onlineendpoints/deployments")[0]!;
  const deploy = (): string => {
    try {
      prod.cloud.write(deployment());
      return "made";
    } catch (error) {
      return (error as Error).message;
    }
  };

  it("misses these grants of its endpoint and no others, and says which", async () => {
    expect(deploy()).toBe("made");
    const found = await missed(deploy, "made");
    expect(
      Object.keys(found)
        .map((grant) => grant.replace(/^customer-churn[\w-]*/, "endpoint"))
        .sort(),
    ).toEqual([
      "endpoint: AcrPull on crpfsprod",
      "endpoint: Reader on mlr-pfs",
      "endpoint: Storage Blob Data Reader on storage",
    ]);
    for (const said of Object.values(found)) expect(said).toContain("BadArgument: 'model-12': Authorization error: ");
  });
});

describe("an endpoint in the example's prod", () => {
  const endpoint = () => only("microsoft.machinelearningservices/workspaces/onlineendpoints").id;
  const subnet = () =>
    ofType("microsoft.network/virtualnetworks/subnets").find(({ id }) => last(id) === "operations")!.id;
  const callers = (): Runner["as"] => {
    const grant = ofType("microsoft.authorization/roleassignments").find(
      ({ id }) =>
        id.toLowerCase().startsWith(endpoint().toLowerCase()) &&
        String(prod.cloud.show(id)!.properties["principalType"]) === "Group" &&
        scores(prod.cloud.show(id)!.properties["roleDefinitionId"]),
    )!;
    return {
      objectId: "11111111-2222-4333-8444-555555555555",
      name: "an application",
      groups: [String(grant.azurerm!.values["principal_id"])],
    };
  };
  const scores = (role: unknown): boolean =>
    JSON.stringify(
      ofType("microsoft.authorization/roledefinitions").find(({ id }) => last(id) === last(String(role)))?.azurerm ??
        {},
    ).includes("onlineEndpoints/score/action");

  it("answers callers in its network who hold the role, and tells others what they lack", () => {
    const inside: Runner["from"] = {
      from: "virtual-network",
      network: subnet().split("/subnets/")[0]!,
      subnet: subnet(),
      egress: false,
    };
    const ask = (caller: Runner) => whyNotAnswered(prod, endpoint(), caller);
    expect(ask({ as: callers(), from: inside })).toBeUndefined();
    expect(ask({ as: callers(), from: { from: "internet" } })).toContain("public access is disabled");
    expect(ask({ as: { ...callers(), groups: [] }, from: inside })).toContain("onlineEndpoints/score/action");
  });
});

describe("an event that a workflow turns away", () => {
  const SUBSCRIPTIONS = "Microsoft.EventGrid/systemTopics/eventSubscriptions";
  const topic = () => only("microsoft.eventgrid/systemtopics");
  const event = () => ({
    source: workspace,
    eventType: "Microsoft.MachineLearningServices.RunStatusChanged",
    subject: "experiments/Default/runs/r",
    data: {},
  });

  /** The address of a workflow that takes nothing. */
  const refusing = () => {
    const group = workspace.split("/providers/")[0]!;
    const workflow = `${group}/providers/Microsoft.Logic/workflows/refuses`;
    const definition = {
      $schema:
        "https://schema.management.azure.com/providers/Microsoft.Logic/schemas/2016-06-01/workflowdefinition.json#",
      contentVersion: "1.0.0.0",
      triggers: { manual: { type: "Request", kind: "Http" } },
      actions: { Answer: { type: "Response", inputs: { statusCode: 400, body: "no" }, runAfter: {} } },
    };
    prod.cloud.store.put({
      id: workflow,
      type: "Microsoft.Logic/workflows",
      body: { location: "westeurope", properties: { definition } },
      readOnly: {},
    });
    const answer = runAction(prod.cloud, {
      target: `${workflow}/triggers/manual`,
      method: "POST",
      action: "listCallbackUrl",
      body: {},
    }) as { readonly value: string };
    return answer.value;
  };

  it.each(["RunTags", "runTags"])(
    "is delivered once, where it is a breach and spells its tags %s",
    async (spelling) => {
      // Those of the stack, to another address.
      const asked = [...resourcesOf(useCase).values()].flatMap(({ name, body }) =>
        /^customer-churn-drift-events(-camel)?$/.test(String(name))
          ? [{ id: `${topic().id}/eventSubscriptions/${String(name)}`, body: body as { properties: JsonObject } }]
          : [],
      );
      expect(asked).toHaveLength(2);
      const destination = { endpointType: "WebHook", properties: { endpointUrl: refusing() } };
      for (const { id, body } of asked)
        prod.cloud.store.put({
          ...{ id, type: SUBSCRIPTIONS, readOnly: {} },
          body: { properties: { ...body.properties, destination } },
        });
      const { advancedFilters } = asked[0]!.body.properties["filter"] as { advancedFilters: { values: string[] }[] };
      const [text, signal] = advancedFilters.map(({ values }) => values[0]!);
      const tags = { azureml_modelmonitor_threshold_breached: `${signal!} ${text!}` };
      const deliveries = await deliverEvent(prod, { ...event(), data: { [spelling]: tags } });
      expect(deliveries).toHaveLength(1);
      prod.cloud.store.remove(asked.map(({ id }) => id), []); // prettier-ignore
    },
  );

  it("is kept as the topic's identity, if that may write and gets there", async () => {
    prod.cloud.store.put({
      id: `${topic().id}/eventSubscriptions/all`,
      type: SUBSCRIPTIONS,
      body: {
        properties: {
          destination: { endpointType: "WebHook", properties: { endpointUrl: refusing() } },
          deadLetterWithResourceIdentity: {
            identity: { type: "SystemAssigned" },
            deadLetterDestination: { properties: { resourceId: own().id, blobContainerName: "dead" } },
          },
        },
      },
      readOnly: {},
    });
    const letter = async () => (await deliverEvent(prod, event()))[0]!.deadLetter;
    expect(await letter()).toMatchObject({ kept: true, container: "dead" });

    const grant = ofType("microsoft.authorization/roleassignments").find(
      (one) => inWords(one) === `${last(topic().id)}: Storage Blob Data Contributor on storage`,
    )!;
    expect(await without(grant, letter)).toMatchObject({
      kept: false,
      reason: expect.stringContaining("AuthorizationPermissionMismatch") as string,
    });
    const shut = withValues(own(), { network_rules: [{ default_action: "Deny", bypass: ["None"] }] });
    expect(await changed(own(), shut, letter)).toMatchObject({
      kept: false,
      reason: expect.stringContaining("does not let Azure's trusted services pass") as string,
    });
  });
});

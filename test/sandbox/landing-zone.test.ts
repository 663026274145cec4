import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { AlertWatch } from "../../sandbox/workload/alerts";
import { loadConfiguration } from "../../schema/load";
import { setInYaml } from "../../schema/yaml/edit";
import { doctor } from "../../cli/doctor/doctor";
import { enter, leave } from "../support/in-sandbox";
import type { JsonObject } from "../../sandbox/engine/store/store";
import { Fleet } from "../support/fleet";
import { type Files, loadFiles, type Raw } from "../support/variants";

const example = join(__dirname, "../../examples/landing-zone");
const GIVEN = join(example, "azure.yaml");

/** The example, with another network of dev. */
function withNetwork(change: (network: Record<string, unknown>) => void) {
  const config = join(example, "config");
  const paths = readdirSync(config, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".yaml"));
  const files = Object.fromEntries(
    paths.map((path) => [path, parseDocument(readFileSync(join(config, path), "utf8")).toJS() as Raw]),
  );
  change(files["environments/dev.yaml"]!["network"] as Record<string, unknown>);
  return loadFiles(files as Files);
}

describe("the example of a company with a landing zone", () => {
  let fleet: Fleet;
  beforeAll(async () => {
    fleet = await Fleet.launch(loadConfiguration(join(example, "config")), undefined, GIVEN);
    expect(await fleet.each(["init", "-input=false"])).toEqual({});
    expect(await fleet.each(["apply", "-auto-approve", "-input=false"])).toEqual({});
  });
  afterAll(() => fleet.close());

  const inDev = (type: string) =>
    fleet.sandbox.cloud.ofType(type).filter(({ id }) => /\/resourceGroups\/rg-fab-dev-ml\//i.test(id));

  it("is deployed under the landing zone's policies, and a second plan of every stack shows no change", async () => {
    expect(await fleet.each(["plan", "-detailed-exitcode", "-input=false"])).toEqual({});
  });

  it("has what the policies write: a tag, protection of the network, zones of private endpoints", () => {
    const [network] = inDev("Microsoft.Network/virtualNetworks");
    expect(network!.tags).toMatchObject({ BusinessUnit: "Claims", owner: "ml-platform" });
    expect(network!.properties["ddosProtectionPlan"]).toMatchObject({
      id: expect.stringContaining("ddos-fab") as string,
    });
    const endpoints = inDev("Microsoft.Network/privateEndpoints");
    const groups = inDev("Microsoft.Network/privateEndpoints/privateDnsZoneGroups");
    expect(endpoints).toHaveLength(7);
    expect(groups.map(({ name }) => name)).toEqual(endpoints.map(() => "deployedByPolicy"));
    expect(inDev("Microsoft.Network/privateDnsZones")).toEqual([]);
  });

  it("is asked about in advance, by mlops doctor --policies", async () => {
    enter(fleet.sandbox);
    try {
      const { lines } = await doctor({
        config: join(example, "config"),
        environment: "dev",
        policies: true,
        timeoutSeconds: 60,
      });
      expect(lines.filter(({ check }) => check === "group")).toMatchObject([
        { result: "pass", text: "resource group rg-fab-dev-ml is there" },
      ]);
      // Of what is deployed, its key can be used, by whom it should.
      expect(lines.filter(({ check }) => check === "key").map(({ result, text }) => `${result} ${text}`)).toEqual([
        expect.stringMatching(/^pass vault kv-fab-dev-\w+ keeps its keys and lets services ask for them$/),
        "pass key environment can be used",
        "pass id-fab-dev-encryption may use the key",
      ]);
      // Nobody has granted the pipelines anything on what the company's alerts call.
      const channels = lines.filter(({ check }) => check === "channels");
      expect(channels.map(({ result, text }) => `${result} ${text}`).sort()).toEqual([
        "fail channel teams: id-fab-dev-apply may not Microsoft.Logic/workflows/triggers/listCallbackUrl/action on logic-fab-teams",
        "fail channel teams: id-fab-dev-plan may not Microsoft.Logic/workflows/read on logic-fab-teams",
        "fail channel tickets: id-fab-dev-apply may not Microsoft.Web/sites/functions/listsecrets/action on on-alert",
        "fail channel tickets: id-fab-dev-plan may not Microsoft.Web/sites/functions/read on on-alert",
      ]);
      expect(channels.find(({ text }) => text.includes("listCallbackUrl"))!.fix).toMatch(
        /^have it granted Logic App Contributor on .*\/workflows\/logic-fab-teams$/,
      );
      const told = lines.filter(({ check }) => check === "policies").map(({ result, text }) => `${result} ${text}`);
      expect(told[0]).toMatch(/^pass asked about \d\d resources: no policy said that it denies one$/);
      expect(told.filter((one) => one.includes("changed by policy Enable-DDoS-VNET"))).toHaveLength(1);
    } finally {
      leave();
    }
  });

  it("would be refused without a key, which mlops doctor --policies tells beforehand", async () => {
    const folder = mkdtempSync(join(tmpdir(), "mlops-keyless-"));
    cpSync(join(example, "config"), folder, { recursive: true });
    const dev = join(folder, "environments/dev.yaml");
    writeFileSync(dev, setInYaml(readFileSync(dev, "utf8"), ["encryption"], undefined));
    enter(fleet.sandbox);
    try {
      const { lines } = await doctor({ config: folder, environment: "dev", policies: true, timeoutSeconds: 60 });
      const told = lines.filter(({ check }) => check === "policies").map(({ result, text }) => `${result} ${text}`);
      expect(told.filter((one) => one.includes("Enforce-Encrypt-CMK0")).sort()).toEqual([
        expect.stringMatching(/^fail (mlw-fab-dev, crfabdev\w+|crfabdev\w+, mlw-fab-dev) would be denied by policy/),
        expect.stringMatching(/^pass stfabdev\w+, stfabdev\w+ would be reported by policy/),
      ]);
    } finally {
      leave();
      rmSync(folder, { recursive: true, force: true });
    }
    const [workspace] = inDev("Microsoft.MachineLearningServices/workspaces");
    const { body, ...stored } = fleet.sandbox.store.get(workspace!.id)!;
    const { encryption, enableServiceSideCMKEncryption, ...properties } = body["properties"] as JsonObject;
    expect({ encryption, enableServiceSideCMKEncryption }).toMatchObject({
      encryption: { status: "Enabled" },
      enableServiceSideCMKEncryption: true,
    });
    const keyless = { ...stored, id: `${workspace!.id}-2`, body: { ...body, properties } };
    expect(() => fleet.sandbox.cloud.write(keyless)).toThrow(/RequestDisallowedByPolicy.*customer-managed key/);
  });

  it("is encrypted with a key of its own", () => {
    const [registry] = inDev("Microsoft.ContainerRegistry/registries");
    const [workspace] = inDev("Microsoft.MachineLearningServices/workspaces");
    const accounts = inDev("Microsoft.Storage/storageAccounts");
    const key = { keyVaultKeyId: expect.stringMatching(/\.vault\.azure\.net\/keys\/environment$/) as string };
    expect(accounts.map(({ properties }) => properties["customerManagedKey"])).toMatchObject([[key], [key]]);
    expect(registry!.properties["encryption"]).toMatchObject([key]);
    expect(workspace!.properties).toMatchObject({
      enableServiceSideCMKEncryption: true,
      encryption: {
        keyVaultProperties: { keyIdentifier: expect.stringMatching(/\/keys\/environment\/[0-9a-f]{32}$/) as string },
      },
    });
  });

  it("tells a Logic App and a function of alerts, whose addresses are in no state", async () => {
    const [workspace] = inDev("Microsoft.MachineLearningServices/workspaces");
    const watch = new AlertWatch(fleet.sandbox, workspace!.id.split("/providers/")[0]!);
    const rules = inDev("Microsoft.Insights/metricAlerts");
    const drill = (name: string) => watch.drill(rules.find((one) => one.name === name)!.id);
    expect(await drill("fab-dev-model-deploy-failed")).toMatchObject({
      reached: ["function func-fab-alerts/on-alert"],
      runs: [{ status: "Succeeded" }],
    });
    expect(await drill("fab-dev-failed-runs")).toMatchObject({ reached: [], runs: [{ status: "Succeeded" }] });
    const folder = join(fleet.sandbox.dir, "state");
    const states = readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8"));
    expect(states.filter((state) => state.includes("channel_teams"))).not.toEqual([]);
    expect(states.filter((state) => /[?&](sig|code)=/.test(state))).toEqual([]);
  });

  it("has a workbook that asks the company's logs for its own rows only", () => {
    const [workbook] = inDev("Microsoft.Insights/workbooks");
    // Of a workbook Azure shows the content when asked for it only.
    const { azurerm } = fleet.sandbox.cloud.get(workbook!.id)!;
    const { items } = JSON.parse(azurerm!.values["data_json"] as string) as {
      items: { content: { query?: string; queryType?: number; crossComponentResources?: string[] } }[];
    };
    const asked = items.flatMap(({ content }) => (content.query === undefined ? [] : [content]));
    const ofLogs = asked.filter(({ queryType }) => queryType === 0);
    expect(ofLogs.length).toBeGreaterThan(5);
    for (const { query, crossComponentResources } of ofLogs) {
      expect(crossComponentResources).toEqual([expect.stringMatching(/\/workspaces\/log-fab-central$/)]);
      expect(query).toMatch(/^\w+\n\| where _ResourceId startswith "[^"]*\/rg-fab-dev-ml\/"/);
    }
    expect(asked.filter(({ queryType }) => queryType === 1)).toHaveLength(1);
  });

  it("lets people in by a machine without a public address, through the hub's Bastion or one of its own", () => {
    const ofProd = (type: string) =>
      fleet.sandbox.cloud.ofType(type).filter(({ id }) => /\/resourceGroups\/rg-fab-prod-ml\//i.test(id));
    for (const inGroup of [inDev, ofProd]) {
      const [machine] = inGroup("Microsoft.Compute/virtualMachines");
      expect(machine!.identity).toMatchObject({ type: "SystemAssigned", principalId: expect.any(String) as string });
      expect(machine!.properties).toMatchObject({ securityProfile: { encryptionAtHost: true } });
      const [configuration] = inGroup("Microsoft.Network/networkInterfaces")[0]!.properties[
        "ipConfigurations"
      ] as Raw[];
      expect(configuration!["properties"]).toEqual({
        subnet: { id: expect.stringMatching(/\/subnets\/operations$/) as string },
        privateIPAllocationMethod: "Dynamic",
      });
      expect(inGroup("Microsoft.DevTestLab/schedules")[0]!.properties).toMatchObject({
        dailyRecurrence: { time: "1900" },
        timeZoneId: "W. Europe Standard Time",
      });
    }
    // The half of its key that would open it is in no state: Azure's answer is not kept.
    const folder = join(fleet.sandbox.dir, "state");
    const states = readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8"));
    expect(states.filter((state) => state.includes("ssh-rsa "))).not.toEqual([]);
    expect(states.filter((state) => /PRIVATE KEY/.test(state))).toEqual([]);
    expect(inDev("Microsoft.Network/bastionHosts")).toEqual([]);
    const [bastion] = ofProd("Microsoft.Network/bastionHosts");
    expect(bastion).toMatchObject({ sku: { name: "Standard" }, properties: { enableTunneling: true } });
  });

  it("is peered with the hub from both sides", () => {
    const sides = fleet.sandbox.cloud.ofType("Microsoft.Network/virtualNetworks/virtualNetworkPeerings");
    const [ours, theirs] = [/vnet-fab-dev\//, /vnet-fab-hub\//].map((network) =>
      sides.filter(({ id }) => network.test(id)).map(({ properties }) => properties),
    );
    expect(ours).toEqual([expect.objectContaining({ useRemoteGateways: true, allowForwardedTraffic: true })]);
    expect(theirs!.map((one) => one["allowGatewayTransit"])).toEqual([true, true]);
  });

  it.each([
    [
      "a subnet without a route table",
      (network: Record<string, unknown>) => delete network["firewall"],
      "Subnets should have a User Defined Route",
    ],
    [
      "public access",
      (network: Record<string, unknown>) => {
        delete network["privateDns"];
        network["inbound"] = { mode: "public", reason: "a test of what the landing zone refuses" };
      },
      "should disable public network access",
    ],
  ])("is refused with %s", async (_, change, reason) => {
    fleet.define(withNetwork(change), ["dev"]);
    expect((await fleet.terraform("dev", "init", "-input=false")).code).toBe(0);
    const { code, output } = await fleet.terraform("dev", "apply", "-auto-approve", "-input=false");
    expect(code).toBe(1);
    expect(output).toContain("RequestDisallowedByPolicy");
    expect(output.replaceAll(/\n│?\s*/g, " ")).toContain(reason);
  });

  // Last: nothing is left after it.
  it("gets runners of GitHub, and goes as it came; the hub and its policies stay", async () => {
    fleet.define(withNetwork((network) => (network["runners"] = { type: "github", businessId: "9919" })));
    const names = ["dev", "dev-claim-cost"];
    expect(await fleet.each(["init", "-input=false"], { names })).toEqual({});
    expect(await fleet.each(["apply", "-auto-approve", "-input=false"], { names })).toEqual({});
    expect(await fleet.each(["plan", "-detailed-exitcode", "-input=false"], { names })).toEqual({});
    const [settings] = inDev("GitHub.Network/networkSettings");
    // Beside its tags, the one by which GitHub knows it: neither is taken away by the plan above.
    expect(settings).toMatchObject({
      tags: { GitHubId: expect.any(String) as string, owner: expect.any(String) as string },
      properties: { subnetId: expect.stringMatching(/\/subnets\/runners$/) as string, businessId: "9919" },
    });
    expect(await fleet.each(["destroy", "-auto-approve", "-input=false"], { names, backwards: true })).toEqual({});
    const left = fleet.sandbox.store.all().map(({ id }) => id);
    // The group that others made stays, and what bootstrap, which stays too, lets pipelines do in it; nothing else.
    const ofPipelines = /rg-fab-dev-ml\/providers\/Microsoft\.Authorization\/roleAssignments\/[^/]+$/i;
    expect(left.filter((id) => ofPipelines.test(id))).toHaveLength(5);
    expect(left.filter((id) => /rg-fab-dev-ml|vnet-fab-dev/i.test(id) && !ofPipelines.test(id))).toEqual([
      "/subscriptions/d4e5f607-1829-4a3b-9c4d-5e6f708192a3/resourceGroups/rg-fab-dev-ml",
    ]);
    expect(left.filter((id) => id.includes("vnet-fab-hub"))).not.toEqual([]);
    expect(left.filter((id) => /policyAssignments/i.test(id))).toHaveLength(15);
  });
});

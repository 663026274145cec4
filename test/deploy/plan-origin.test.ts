import { loadConfiguration } from "../../schema/load";
import { foreignPlan } from "../../deploy/plan-origin";
import { NO_STATE } from "../../deploy/state-file";
import { project } from "../../deploy/synthesize";
import type { Target } from "../../deploy/target";
import { join } from "node:path";

const { organization } = loadConfiguration(join(project, "config"));
const target = (sandbox?: string): Target => ({
  kind: sandbox === undefined ? "azure" : "sandbox",
  sandbox,
  env: {},
  terraform: "terraform",
  armUrl: undefined,
  version: "1.11.4",
  close: async () => undefined,
});

const required = (source: string) => ({ required_providers: { it: { source, version: "1.0.0" } } });
const local = (path: string) => ({ backend: { local: { path } } });
const azure = (key: string, account = "stpfstf00000000") => ({
  backend: { azurerm: { storage_account_name: account, container_name: "tfstate", key } },
});

/** What is wrong with a plan of `dev` with these settings. */
function wrong(terraform: object, where = target("/box"), more: object = {}, files: Record<string, string> = {}) {
  const content = { "cdk.tf.json": JSON.stringify({ terraform, ...more }), ...files };
  const configuration = new Map(Object.entries(content).map(([name, text]) => [name, Buffer.from(text)]));
  return foreignPlan(
    { state: { lineage: "", serial: 0 }, configuration, lock: undefined, stored: "" },
    "dev",
    where,
    organization,
  );
}

describe("where a plan comes from", () => {
  const here = local("/box/state/dev.tfstate");

  it.each(["azurerm", "hashicorp/azurerm", "Azure/azapi", "integrations/github"])("knows the provider %s", (source) => {
    expect(wrong({ ...here, ...required(source) })).toBeUndefined();
  });

  it.each(["evil/azurerm", "registry.evil.example/hashicorp/azurerm", "null", ""])("refuses %j", (source) => {
    expect(wrong({ ...here, ...required(source) })).toMatchObject({
      unknown: { message: expect.stringContaining("provider that this project does not") },
    });
  });

  it("refuses modules, a cloud of others, and files beside its own", () => {
    expect(wrong(here, undefined, { module: { m: { source: "git::https://evil.example" } } })).toHaveProperty(
      "unknown",
    );
    expect(wrong({ ...here, cloud: {} })).toHaveProperty("unknown");
    expect(wrong(here, undefined, {}, { "evil.tf": "" })).toHaveProperty("unknown.given", "evil.tf");
    expect(wrong(here, undefined, {}, { "cdk.tf.json": "{" })).toHaveProperty("unknown");
  });

  it("refuses what was planned before there was a state", () => {
    expect(wrong(local(NO_STATE))).toEqual({
      elsewhere: {
        message: "it was planned before it had a state, by an identity that may make none",
        fix: "plan again as whoever may deploy it",
      },
    });
  });

  it("refuses a state of another sandbox, of another stack, or in Azure", () => {
    for (const backend of [local("/other/state/dev.tfstate"), local("/box/state/prod.tfstate"), azure("dev.tfstate")]) {
      expect(wrong(backend)).toHaveProperty("elsewhere.allowed", "/box/state/dev.tfstate");
    }
  });

  it("takes a state in Azure only where the configuration has it", () => {
    const found = wrong(azure("dev.tfstate"), target()) as { elsewhere: { allowed: string } };
    const account = /^Azure, (\w+)\/tfstate\/dev\.tfstate$/.exec(found.elsewhere.allowed)![1]!;
    expect(wrong(azure("dev.tfstate", account), target())).toBeUndefined();
    expect(wrong(azure("prod.tfstate", account), target())).toHaveProperty("elsewhere");
    expect(wrong(here, target())).toHaveProperty("elsewhere");
  });
});

import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { listRules, runPolicy, type PolicyRequest } from "../../cli/policy/run";
import { policyReference } from "../../cli/policy/reference";
import type { PolicyFormat } from "../../cli/policy/checked";
import { UserError } from "../../domain/problem/problem";
import type { TerraformPlan } from "../../domain/terraform/plan";
import { outOfScope, rules, type Waiver } from "../../policy";
import { SHIPPED } from "../support/configuration";
import { writePlanFolder } from "../support/plan-folder";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mlops-policy-test-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const group = (security_rule: readonly object[]) => ({ name: "nsg", location: "westeurope", security_rule });
const rule = (name: string, source: string) => ({
  name,
  direction: "Inbound",
  access: "Allow",
  protocol: "Tcp",
  source_address_prefix: source,
  destination_port_range: "22",
});
const everything = { access: "Deny", destination_port_range: "*", destination_address_prefix: "*" };
const deny = { ...rule("DenyManagement", "*"), ...everything, direction: "Outbound" };
const denyIn = { ...rule("DenyAllInbound", "*"), ...everything };

const GROUP = "/subscriptions/1/resourceGroups/rg/providers";
const withId = (values: object | null) =>
  values && { id: `${GROUP}/Microsoft.Network/networkSecurityGroups/nsg`, ...values };
const logs = {
  target_resource_id: `${GROUP}/Microsoft.Network/networkSecurityGroups/nsg`,
  log_analytics_workspace_id: `${GROUP}/Microsoft.OperationalInsights/workspaces/log`,
  enabled_log: [{ category: "NetworkSecurityGroupEvent" }, { category: "NetworkSecurityGroupRuleCounter" }],
};

/** A plan that changes one security group from `before` to `after`. */
const plan = (before: object | null, after: object): TerraformPlan => ({
  format_version: "1.2",
  resource_changes: [
    {
      address: "azurerm_network_security_group.A",
      type: "azurerm_network_security_group",
      name: "A",
      mode: "managed",
      provider_name: "registry.terraform.io/hashicorp/azurerm",
      change: { actions: [before === null ? "create" : "update"], before: withId(before), after: withId(after) },
    },
    {
      address: "azurerm_monitor_diagnostic_setting.A",
      type: "azurerm_monitor_diagnostic_setting",
      name: "A",
      mode: "managed",
      provider_name: "registry.terraform.io/hashicorp/azurerm",
      change: { actions: ["no-op"], before: logs, after: logs },
    },
  ],
});

const closed = group([deny, denyIn, rule("AllowSsh", "10.0.0.0/8")]);
const open = group([deny, denyIn, rule("AllowSsh", "Internet")]);
const digest = "a".repeat(64);
const waiver: Waiver = {
  rule: "nsg-no-open-ingress",
  resource: "prod/azurerm_network_security_group.*",
  reason: "the old jump host is taken down in spring",
  owner: "ml-platform",
  granted: "2026-06-01",
  expires: "2026-12-31",
};

interface Given {
  readonly plan?: TerraformPlan;
  readonly waivers?: readonly Waiver[];
  readonly format?: PolicyFormat;
  readonly today?: string;
  readonly rule?: readonly string[];
}

function run({ plan: planned = plan(closed, open), waivers = [], format = "text", ...more }: Given = {}) {
  writePlanFolder(folder, [{ name: "prod", digest, plan: planned }], { waivers });
  return runPolicy({ folders: [folder], format, today: "2026-11-21", ...more });
}

/** What a request is refused with. */
async function refusal(request: Partial<PolicyRequest>): Promise<string> {
  try {
    await runPolicy({ folders: [folder], format: "text", ...request });
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("mlops policy <folder>", () => {
  it("refuses a change that opens the network, and says what, where and what to do", async () => {
    const { exitCode, output } = await run();
    expect(output).toBe(
      [
        "Must be mended or waived",
        "  critical  nsg-no-open-ingress: No network security group lets the internet in (AZU-0047, AZU-0048, AZU-0050, AZU-0074, CKV_AZURE_77, CKV_AZURE_9, CKV_AZURE_10, CKV_AZURE_160, Azure.NSG.AnyInboundSource)",
        "    prod/azurerm_network_security_group.A: AllowSsh lets everyone in [new with this change]",
        "    to mend: name the source addresses of the rule, or remove it",
        "",
        "1 stack, 15 checks passed, 1 failed (1 critical), 0 waived on 2026-11-21, 0 not known",
        "",
      ].join("\n"),
    );
    expect(exitCode).toBe(1);
  });

  it("has nothing to say of what keeps the rules", async () => {
    const { exitCode, output } = await run({ plan: plan(closed, closed) });
    expect(output).toBe("1 stack, 16 checks passed, 0 failed, 0 waived on 2026-11-21, 0 not known\n");
    expect(exitCode).toBe(0);
  });

  it("tells what was there before, and what is mended", async () => {
    expect((await run({ plan: plan(open, open) })).output).toContain("lets everyone in [was there before]");
    const { exitCode, output } = await run({ plan: plan(open, closed) });
    expect(output).toContain(
      "Mended by this change\n  severity  rule                 resource\n  critical  nsg-no-open-ingress",
    );
    expect(exitCode).toBe(0);
  });

  it("lets a waived failure pass, with who accepted it and why", async () => {
    const { exitCode, output } = await run({ waivers: [waiver] });
    expect(output).toContain("Waived\n  critical  nsg-no-open-ingress");
    expect(output).toContain("accepted until 2026-12-31 by ml-platform: the old jump host is taken down in spring");
    expect(output).toContain("0 failed, 1 waived on 2026-11-21");
    expect(exitCode).toBe(0);
  });

  it("lets it pass no more on the day after, which --today shows ahead of time", async () => {
    const { exitCode, output } = await run({ waivers: [waiver], today: "2027-01-01" });
    expect(output).toContain(
      "was accepted until 2026-12-31 by ml-platform: the old jump host is taken down in spring: expired",
    );
    expect(output).toContain("1 failed (1 critical), 0 waived on 2027-01-01 (1 no longer)");
    expect(exitCode).toBe(1);
  });

  it("leaves waivers of destruction to reviews", async () => {
    const { exitCode, output } = await run({
      plan: plan(closed, closed),
      waivers: [{ ...waiver, rule: "keeps-data" }],
    });
    expect(output).not.toContain("remove them");
    expect(exitCode).toBe(0);
    expect(policyReference()).toContain("A waiver of `keeps-data` accepts that a change destroys");
  });

  it("names waivers that cover nothing", async () => {
    const { output } = await run({ plan: plan(closed, closed), waivers: [waiver] });
    expect(output).toContain(
      "Waivers that cover nothing: remove them\n  nsg-no-open-ingress for prod/azurerm_network_security_group.* (ml-platform)",
    );
  });

  it("looks at chosen rules only", async () => {
    const { exitCode, output } = await run({ rule: ["nsg-no-open-egress"], waivers: [waiver] });
    expect(output).toBe("1 stack, 1 check passed, 0 failed, 0 waived on 2026-11-21, 0 not known\n");
    expect(exitCode).toBe(0);
  });

  it("tells of a stack that could not be planned, and of what is not known", async () => {
    const unknown = plan(closed, {});
    const change = unknown.resource_changes![0]!;
    writePlanFolder(folder, [
      { name: "prod", failed: "Terraform could not reach the state" },
      {
        name: "dev",
        digest,
        plan: {
          ...unknown,
          resource_changes: [{ ...change, change: { ...change.change, after_unknown: { security_rule: true } } }],
        },
      },
    ]);
    const { exitCode, output } = await runPolicy({ folders: [folder], format: "text", today: "2026-11-21" });
    expect(output).toContain("Could not be planned, and so not checked\n  prod: Terraform could not reach the state");
    expect(output).toContain("Not known before it is applied\n  critical  nsg-no-open-ingress");
    expect(output).toMatch(/1 stack, \d+ checks passed, 1 failed \(1 low\), 0 waived on 2026-11-21, 4 not known/);
    expect(exitCode).toBe(1);
  });
});

describe("other formats", () => {
  it("print the report as JSON", async () => {
    const { exitCode, output } = await run({ format: "json", waivers: [waiver] });
    expect(JSON.parse(output)).toMatchObject({
      schema: 1,
      today: "2026-11-21",
      stacks: ["prod"],
      failed: [],
      passed: 15,
      unused: [],
      findings: [{ rule: "nsg-no-open-ingress", severity: "critical", result: "fail", since: "new", waiver }],
    });
    expect(exitCode).toBe(0);
  });

  it("print SARIF, with waived findings as notes", async () => {
    const log = async (waivers: readonly Waiver[]) =>
      JSON.parse((await run({ format: "sarif", waivers })).output) as {
        version: string;
        runs: {
          tool: { driver: { rules: { id: string }[] } };
          results: { ruleId: string; level: string; message: { text: string } }[];
        }[];
      };
    const { version, runs } = await log([]);
    expect(version).toBe("2.1.0");
    expect(runs[0]!.tool.driver.rules.map(({ id }) => id)).toEqual(["nsg-no-open-ingress"]);
    expect(runs[0]!.results).toMatchObject([
      {
        ruleId: "nsg-no-open-ingress",
        level: "error",
        message: {
          text: "prod/azurerm_network_security_group.A: AllowSsh lets everyone in; name the source addresses of the rule, or remove it",
        },
      },
    ]);
    expect((await log([waiver])).runs[0]!.results).toMatchObject([{ level: "note" }]);
  });

  it("print annotations that no name can break out of", async () => {
    const hostile = group([deny, denyIn, rule("a\n::error::b%", "*")]);
    const { output } = await run({ format: "github", plan: plan(closed, hostile) });
    expect(output).toBe(
      "::error title=critical%3A No network security group lets the internet in::prod/azurerm_network_security_group.A: a ::error::b%25 lets everyone in; name the source addresses of the rule, or remove it\n",
    );
    expect((await run({ format: "github", waivers: [waiver] })).output).toBe("");
  });
});

describe("what it refuses", () => {
  it("is a folder without plans", async () => {
    expect(await refusal({})).toBe(
      `${folder} MLOPS-PLAN-001 this is no plan folder: it has no manifest.json; make one with \`mlops plan --out <folder>\``,
    );
  });

  it("is a rule that does not exist, a day that is none, all at once", async () => {
    expect(await refusal({ rule: ["storage-min-tsl", "ckv_azure_44", "x"], today: "tomorrow" })).toBe(
      [
        "--today MLOPS-POLICY-003 this is not a day (given tomorrow; allowed YYYY-MM-DD)",
        "--rule MLOPS-POLICY-002 there is no such rule (given storage-min-tsl); did you mean storage-min-tls?",
        "--rule MLOPS-POLICY-002 there is no such rule (given ckv_azure_44); did you mean storage-min-tls?",
        "--rule MLOPS-POLICY-002 there is no such rule (given x); see `mlops policy --list`",
      ].join("\n"),
    );
  });

  it("is a waiver of a rule that does not exist, in a folder and in the configuration", async () => {
    const waivers = [{ ...waiver, rule: "nsg-no-open-ingres" }];
    await expect(run({ waivers })).rejects.toThrow(
      `${folder} MLOPS-POLICY-001 there is no such rule (given nsg-no-open-ingres); did you mean nsg-no-open-ingress?`,
    );
    const config = join(folder, "config");
    cpSync(SHIPPED, config, { recursive: true });
    const file = join(config, "waivers.yaml");
    writeFileSync(
      file,
      readFileSync(file, "utf8").replace("rule: storage-default-deny", "rule: storage-default-allow"),
    );
    expect(await refusal({ folders: [], config })).toBe(
      `${file}:4:11 MLOPS-POLICY-001 there is no such rule (given storage-default-allow); did you mean storage-default-deny?`,
    );
  });
});

describe("mlops policy --list", () => {
  it("prints every rule, worst first", () => {
    const lines = listRules(undefined, "text").trimEnd().split("\n");
    expect(lines.at(-1)).toBe(`${Object.keys(rules).length} rules`);
    const ids = lines.slice(1, -2).map((line) => line.split(/ +/)[1]!);
    expect([...ids].sort()).toEqual(Object.keys(rules).sort());
    expect(lines[1]).toMatch(/^critical /);
    expect(lines.at(-3)).toMatch(/^low /);
  });

  it("prints chosen rules, and all they say as JSON", () => {
    const list = JSON.parse(listRules(["storage-min-tls"], "json")) as { rules: object[]; outOfScope: object };
    expect(list.rules).toMatchObject([
      { id: "storage-min-tls", severity: "high", fix: "set min_tls_version = TLS1_2" },
    ]);
    expect(list.outOfScope).toEqual(outOfScope);
    expect(() => listRules(["nothing"], "text")).toThrow("there is no such rule (given nothing)");
  });
});

describe("the reference of policies", () => {
  const reference = policyReference();

  it.each(Object.entries(rules))("explains %s", (id, { why, title }) => {
    expect(reference).toContain(`\n## ${id}\n\n${title}.\n\n- Severity: `);
    expect(reference).toContain(`- Why: ${why}`);
    expect(reference).toContain(`| [\`${id}\`](#${id}) | ${title} |`);
  });

  it.each(Object.keys(outOfScope))("says why %s is not asked for", (id) => {
    expect(reference).toContain(`| \`${id}\` | ${outOfScope[id]!.asks} | ${outOfScope[id]!.reason} |`);
  });
});

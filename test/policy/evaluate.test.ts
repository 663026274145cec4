import fc from "fast-check";
import type { ResourceChange, TerraformPlan } from "../../domain/terraform/plan";
import { blocks, evaluatePolicies, type Waiver } from "../../policy";
import { fits } from "../../policy/waivers";

const TODAY = "2026-11-21";
const promotionOrder = ["dev", "preprod", "prod"];

/** A storage account that keeps every rule but those that are said. */
const account = (changes: object = {}) => ({
  name: "stpfs",
  min_tls_version: "TLS1_2",
  shared_access_key_enabled: false,
  public_network_access_enabled: false,
  ...changes,
});

function change(
  name: string,
  before: object | null,
  after: object | null,
  more: Partial<ResourceChange["change"]> = {},
) {
  const actions = before === null ? ["create"] : after === null ? ["delete"] : ["update"];
  return {
    address: `azurerm_storage_account.${name}`,
    type: "azurerm_storage_account",
    name,
    mode: "managed",
    provider_name: "registry.terraform.io/hashicorp/azurerm",
    change: { actions, before, after, ...more },
  } as ResourceChange;
}

const planOf = (...resource_changes: readonly ResourceChange[]): TerraformPlan => ({
  format_version: "1.2",
  resource_changes,
});

function evaluate(
  plan: TerraformPlan,
  rule: string,
  options: { readonly waivers?: readonly Waiver[]; stack?: string } = {},
) {
  const report = evaluatePolicies([{ stack: options.stack ?? "prod", plan }], {
    waivers: options.waivers ?? [],
    today: TODAY,
    promotionOrder,
  });
  return { ...report, findings: report.findings.filter((finding) => finding.rule === rule) };
}

const waiver = (changes: Partial<Waiver> = {}): Waiver => ({
  rule: "storage-min-tls",
  resource: "prod/azurerm_storage_account.*",
  reason: "an old client is replaced in spring",
  owner: "ml-platform",
  granted: "2026-06-01",
  expires: "2026-12-31",
  ...changes,
});

describe("what a plan changes", () => {
  const old = account({ min_tls_version: "TLS1_0" });

  it.each([
    ["new, where it was right before", account(), old, "new"],
    ["new, on a new resource", null, old, "new"],
    ["existing, where it was wrong already", old, { ...old, name: "stother" }, "existing"],
  ] as const)("tells a failure that is %s", (_, before, after, since) => {
    const { findings } = evaluate(planOf(change("st", before, after)), "storage-min-tls");
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({ result: "fail", severity: "high", stack: "prod", since });
    expect(findings[0]).toMatchObject({
      address: "azurerm_storage_account.st",
      message: "min_tls_version is TLS1_0, wanted TLS1_2 or TLS1_3",
      upstream: ["CKV_AZURE_44", "AZU-0011", "Azure.Storage.MinTLS"],
    });
    expect(blocks(findings[0]!)).toBe(true);
  });

  it("tells what is mended", () => {
    const { findings } = evaluate(planOf(change("st", old, account())), "storage-min-tls");
    expect(findings).toMatchObject([{ result: "pass", since: "fixed" }]);
    expect(blocks(findings[0]!)).toBe(false);
  });

  it("says nothing of what passes before and after, nor of what is deleted", () => {
    const { findings, passed } = evaluate(
      planOf(change("st", account(), account()), change("gone", old, null)),
      "storage-min-tls",
    );
    expect(findings).toEqual([]);
    expect(passed).toBeGreaterThan(3);
  });

  it("follows a resource that has moved", () => {
    const moved = { ...change("new", old, old), previous_address: "azurerm_storage_account.old" };
    expect(evaluate(planOf(moved), "storage-min-tls").findings).toMatchObject([{ since: "existing" }]);
  });

  it("judges neither data sources nor what a former replacement left", () => {
    const data: ResourceChange = { ...change("st", null, old), mode: "data" };
    const deposed: ResourceChange = { ...change("st", old, old), deposed: "0a1b2c3d" };
    expect(evaluate(planOf(data, deposed), "storage-min-tls").findings).toEqual([]);
    expect(evaluate(planOf(change("st", null, old)), "storage-min-tls").findings).toHaveLength(1);
  });

  it("takes what is known after apply only for unknown, and says nothing of since when", () => {
    const plan = planOf(
      change("st", account(), account({ min_tls_version: null }), { after_unknown: { min_tls_version: true } }),
    );
    const { findings } = evaluate(plan, "storage-min-tls");
    expect(findings).toMatchObject([{ result: "unknown", message: "min_tls_version is known after apply only" }]);
    expect(findings[0]!.since).toBeUndefined();
    expect(blocks(findings[0]!)).toBe(false);
  });

  it("knows a use case's stack by its tags in a plan that does not tell what was written", () => {
    const made = (type: string, name: string, after: object) => ({
      address: `${type}.${name}`,
      mode: "managed",
      type,
      name,
      change: { actions: ["create"], before: null, after, after_unknown: {} },
    });
    const plan = {
      resource_changes: [
        made("azurerm_user_assigned_identity", "it", { name: "id-churn", tags: { "use-case": "churn" } }),
        made("azurerm_role_assignment", "it", {
          principal_type: "ServicePrincipal",
          role_definition_name: "Contributor",
          scope: "/subscriptions/2e704d9c-3186-4c58-9e3f-9d0214c6f303/resourceGroups/rg",
        }),
      ],
    } as unknown as TerraformPlan;
    expect(evaluate(plan, "role-privileged-not-for-people").findings).toMatchObject([
      { result: "fail", message: "grants Contributor to an identity of a use case" },
    ]);
  });

  it("never repeats a secret, nor a line end or control character", () => {
    const secret = planOf(
      change("st", null, account({ min_tls_version: "hunter2" }), { after_sensitive: { min_tls_version: true } }),
    );
    const seen = JSON.stringify(evaluatePolicies([{ stack: "prod", plan: secret }], { waivers: [], today: TODAY }));
    expect(seen).not.toContain("hunter2");
    const hostile = planOf(
      change("st", null, account({ min_tls_version: `a\u001b[31m\n::error::\u202e${"x".repeat(9000)}` })),
    );
    const [finding] = evaluate(hostile, "storage-min-tls").findings;
    expect(finding!.message).toMatch(/^min_tls_version is a \[31m ::error:: x+…, wanted/);
    expect(finding!.message.length).toBeLessThan(150);
  });

  it("resolves an id that is not known through the configuration", () => {
    const endpoint = (reference: string): TerraformPlan => {
      const private_service_connection = [{ name: "blob" }];
      return {
        ...planOf(change("st", null, account()), change("other", null, account()), {
          ...change(
            "pe",
            null,
            { private_service_connection },
            {
              after_unknown: { private_service_connection: [{ private_connection_resource_id: true }] },
            },
          ),
          address: "azurerm_private_endpoint.pe",
          type: "azurerm_private_endpoint",
        }),
        configuration: {
          root_module: {
            resources: [
              {
                address: "azurerm_private_endpoint.pe",
                mode: "managed",
                type: "azurerm_private_endpoint",
                name: "pe",
                expressions: {
                  private_service_connection: [
                    { private_connection_resource_id: { references: [`${reference}.id`, reference] } },
                  ],
                },
              },
            ],
          },
        },
      };
    };
    const failing = (reference: string) =>
      evaluate(endpoint(reference), "storage-private-endpoint").findings.map(({ result, address }) => [
        result,
        address,
      ]);
    expect(failing("azurerm_storage_account.st")).toEqual([["fail", "azurerm_storage_account.other"]]);
    expect(failing("azurerm_storage_account.other")).toEqual([["fail", "azurerm_storage_account.st"]]);
    expect(failing("var.somewhere").map(([result]) => result)).toEqual(["unknown", "unknown"]);
  });
});

describe("what is deployed already", () => {
  const subnet = "/subscriptions/1/resourceGroups/r/providers/Microsoft.Network/virtualNetworks/v/subnets/a";
  const unchanged = (type: string, values: object): ResourceChange => ({
    ...change("it", values, values),
    address: `${type}.it`,
    type,
  });

  it("is found by its id, also where an association or an update has the same", () => {
    const endpoint =
      "/subscriptions/1/resourceGroups/r/providers/Microsoft.MachineLearningServices/workspaces/w/onlineEndpoints/e";
    const type = "Microsoft.MachineLearningServices/workspaces/onlineEndpoints@2025-06-01";
    const enabled_log = [{ category: "AmlOnlineEndpointTrafficLog" }];
    const plan = planOf(
      unchanged("azurerm_subnet", { id: subnet, name: "a" }),
      unchanged("azurerm_subnet_network_security_group_association", { id: subnet, subnet_id: subnet }),
      unchanged("azapi_resource", { id: endpoint, type, body: {} }),
      unchanged("azapi_update_resource", { id: endpoint, type, resource_id: endpoint, body: {} }),
      unchanged("azurerm_monitor_diagnostic_setting", {
        id: `${endpoint}|logs`,
        target_resource_id: endpoint,
        enabled_log,
      }),
    );
    expect(evaluate(plan, "subnet-has-nsg").findings).toEqual([]);
    expect(evaluate(plan, "endpoint-diagnostics").findings).toEqual([]);
    const alone = planOf(unchanged("azurerm_subnet", { id: subnet, name: "a" }));
    expect(evaluate(alone, "subnet-has-nsg").findings).toMatchObject([{ result: "fail", since: "existing" }]);
  });
});

describe("several instances of one resource", () => {
  const instance = (key: string, type: string, values: object, after_unknown: object = {}): ResourceChange => ({
    ...change("it", null, values, { after_unknown }),
    address: `${type}.it["${key}"]`,
    type,
    index: key,
  });

  it("are judged each, and which of them another refers to is not guessed", () => {
    const association = "azurerm_subnet_network_security_group_association";
    const plan: TerraformPlan = {
      ...planOf(
        instance("a", "azurerm_subnet", { name: "a" }, { id: true }),
        instance("b", "azurerm_subnet", { name: "b" }, { id: true }),
        {
          ...change("it", null, {}, { after_unknown: { subnet_id: true } }),
          address: `${association}.it`,
          type: association,
        },
      ),
      configuration: {
        root_module: {
          resources: [
            {
              address: `${association}.it`,
              mode: "managed",
              type: association,
              name: "it",
              expressions: { subnet_id: { references: ['azurerm_subnet.it["a"].id', "azurerm_subnet.it"] } },
            },
          ],
        },
      },
    };
    const { findings } = evaluate(plan, "subnet-has-nsg");
    expect(findings.map(({ address, result }) => [address, result])).toEqual([
      ['azurerm_subnet.it["a"]', "unknown"],
      ['azurerm_subnet.it["b"]', "unknown"],
    ]);
  });
});

describe("where a stack stands", () => {
  const open = change("st", null, account({ public_network_access_enabled: true, tags: { environment: "dev" } }));
  const severity = (stack: string, one: ResourceChange, order: readonly string[] | "none" = promotionOrder) =>
    evaluatePolicies([{ stack, plan: planOf(one) }], {
      waivers: [],
      today: TODAY,
      ...(order !== "none" && { promotionOrder: order }),
    }).findings.find(({ rule }) => rule === "storage-no-public-network")?.severity;

  it("decides how bad a finding is", () => {
    const tagged = (environment: string) => {
      const values = account({ public_network_access_enabled: true, tags: { environment } });
      return change("st", null, values);
    };
    expect(severity("dev", open)).toBe("low");
    expect(severity("dev-customer-churn", open)).toBe("low");
    expect(severity("preprod", tagged("preprod"))).toBe("high");
    expect(severity("prod", tagged("prod"))).toBe("high");
    expect(severity("bootstrap", change("st", null, account({ public_network_access_enabled: true })))).toBe("medium");
  });

  it("reads the tag under the name that a company has for it", () => {
    const called = (key: string) => {
      const values = account({ public_network_access_enabled: true, tags: { [key]: "dev" } });
      return evaluatePolicies([{ stack: "one", plan: planOf(change("st", null, values)) }], {
        ...{ waivers: [], today: TODAY, promotionOrder },
        expected: { tags: { environment: "pfs.stage", useCase: "App" } },
      }).findings.find(({ rule }) => rule === "storage-no-public-network")?.severity;
    };
    // The tag says dev, and the stack's name does not; without a tag, the stack is of no environment.
    expect(called("pfs.stage")).toBe("high");
    expect(called("environment")).toBe("medium");
  });

  it("is production where tag and name do not agree, or no order is given", () => {
    expect(severity("prod", open)).toBe("high");
    expect(severity("dev", open, "none")).toBe("high");
    expect(severity("dev", open, ["dev"])).toBe("high");
  });
});

describe("waivers", () => {
  const wrong = planOf(change("st", null, account({ min_tls_version: "TLS1_0" })));
  const judged = (given: Partial<Waiver>) => {
    const { findings, unused } = evaluate(wrong, "storage-min-tls", { waivers: [waiver(given)] });
    return { finding: findings[0]!, unused };
  };

  it("cover a finding on their last day", () => {
    const { finding, unused } = judged({ expires: TODAY });
    expect(finding).toMatchObject({ result: "fail", waiver: { owner: "ml-platform" } });
    expect(blocks(finding)).toBe(false);
    expect(unused).toEqual([]);
  });

  it("count no more on the day after, and it is said which", () => {
    const { finding, unused } = judged({ expires: "2026-11-20" });
    expect(finding.waiver).toBeUndefined();
    expect(finding.expired).toMatchObject({ expires: "2026-11-20" });
    expect(blocks(finding)).toBe(true);
    expect(unused).toEqual([]);
  });

  it("hold from the day they were granted on, and not before", () => {
    const { finding, unused } = judged({ granted: TODAY });
    expect(finding.waiver).toBeDefined();
    expect(unused).toEqual([]);
    const future = judged({ granted: "2099-01-01", expires: "2099-06-29" });
    expect(future.finding).toMatchObject({ early: { granted: "2099-01-01" } });
    expect(future.finding.waiver).toBeUndefined();
    expect(blocks(future.finding)).toBe(true);
  });

  it("hold on no day but those between the two, whichever they are", () => {
    const day = fc
      .integer({ min: -400, max: 400 })
      .map((n) => new Date(Date.UTC(2026, 10, 21 + n)).toISOString().slice(0, 10));
    fc.assert(
      fc.property(day, day, (granted, expires) => {
        const { finding } = judged({ granted, expires });
        expect(finding.waiver !== undefined).toBe(granted <= TODAY && TODAY <= expires);
        expect(blocks(finding)).toBe(finding.waiver === undefined);
      }),
    );
  });

  it.each([
    ["another rule", { rule: "storage-https-only" }],
    ["another resource", { resource: "prod/azurerm_storage_account.other" }],
  ])("for %s cover nothing, and are reported", (_, given) => {
    const { finding, unused } = judged(given);
    expect(finding.waiver).toBeUndefined();
    expect(unused).toHaveLength(1);
  });

  it("for a stack that is not looked at are not reported, unless all are", () => {
    expect(judged({ resource: "dev/azurerm_storage_account.st" }).unused).toEqual([]);
    expect(judged({ resource: "*/azurerm_key_vault.kv" }).unused).toEqual([]);
    const complete = evaluatePolicies([{ stack: "prod", plan: wrong }], {
      waivers: [waiver({ resource: "dev/azurerm_storage_account.st" })],
      today: TODAY,
      complete: true,
    });
    expect(complete.unused).toHaveLength(1);
  });

  it("prefer one that holds to one that has expired", () => {
    const { findings } = evaluate(wrong, "storage-min-tls", {
      waivers: [waiver({ expires: "2026-01-01" }), waiver({ expires: "2026-12-01" })],
    });
    expect(findings[0]!.waiver?.expires).toBe("2026-12-01");
  });

  it.each([
    ["dev/azurerm_x.*", "dev/azurerm_x.a", true],
    ["*/azurerm_x.a", "prod-churn/azurerm_x.a", true],
    ["dev/azurerm_x.*_b*", "dev/azurerm_x.a_b_c", true],
    ["dev/azurerm_x.a", "dev/azurerm_x.ab", false],
    ["dev/azurerm_x.*a", "dev/azurerm_x.ab", false],
    ["dev/azurerm_x.(a|b)", "dev/azurerm_x.a", false],
    ["dev/azurerm_x.ab*ba", "dev/azurerm_x.aba", false],
  ])("%s covers %s: %s", (pattern, text, expected) => {
    expect(fits(pattern, text)).toBe(expected);
  });
});

describe("a report", () => {
  it("comes worst first, and the same whatever the order of stacks", () => {
    const wrong = (name: string) => planOf(change(name, null, { name: "st" }));
    const subjects = ["prod", "dev"].map((stack) => ({ stack, plan: wrong("st") }));
    const options = { waivers: [], today: TODAY, promotionOrder };
    const { findings } = evaluatePolicies(subjects, options);
    expect(evaluatePolicies([...subjects].reverse(), options).findings).toEqual(findings);
    const rank = ["critical", "high", "medium", "low"];
    const failures = findings.filter(({ result }) => result === "fail").map(({ severity }) => rank.indexOf(severity));
    expect(failures).toEqual([...failures].sort((a, b) => a - b));
    expect(failures.length).toBeGreaterThan(10);
  });

  it("judges ten thousand resources", () => {
    const subjects = Array.from({ length: 30 }, (_, stack) => ({
      stack: `prod-${stack}`,
      plan: planOf(
        ...Array.from({ length: 334 }, (_, index) =>
          change(`st${index}`, account(), account({ min_tls_version: "TLS1_1" })),
        ),
      ),
    }));
    const { findings } = evaluatePolicies(subjects, { waivers: [waiver()], today: TODAY, promotionOrder });
    expect(findings.filter(({ rule, since }) => rule === "storage-min-tls" && since === "new")).toHaveLength(30 * 334);
  });
});

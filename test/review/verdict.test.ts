import fc from "fast-check";
import { builtInRoles } from "../../domain/access/roles";
import type { ResourceChange } from "../../domain/terraform/plan";
import { type Review, reviewPlans } from "../../review";
import { azapi, change, context, inputOf, planOf, replaced, subscriptions } from "./plans";

const review = (stacks: Parameters<typeof inputOf>[0]): Review => reviewPlans(inputOf(stacks), { today: "2026-11-01" });

const grant = (name: string, role: keyof typeof builtInRoles, env = 0): ResourceChange => {
  const subscription = `/subscriptions/${subscriptions[env]!}`;
  return change(`azurerm_role_assignment.${name}`, {
    after: {
      scope: `${subscription}/resourceGroups/rg`,
      role_definition_id: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${builtInRoles[role].id}`,
      principal_id: "11111111-1111-4111-8111-111111111111",
      principal_type: "Group",
    },
  });
};

const storage = (before: object, after: object): ResourceChange =>
  change("azurerm_storage_account.open", { before: { name: "st", ...before }, after: { name: "st", ...after } });

/** Changes that are no reason for anything but a review. */
const harmless = fc
  .integer({ min: 0, max: 50 })
  .chain((n) =>
    fc.constantFrom(
      change(`azurerm_private_dns_zone.z${n}`, { after: { name: `z${n}.example` } }),
      change(`azurerm_private_dns_zone.z${n}`, { before: { n: 1 }, after: { n: 2 } }),
      change(`azurerm_private_dns_zone.z${n}`, { before: { n: 1 } }),
      change(`azurerm_private_dns_zone.z${n}`, { actions: ["no-op"], before: { n: 1 }, after: { n: 1 } }),
    ),
  );
const changes = fc.uniqueArray(harmless, { selector: ({ address }) => address, maxLength: 8 });

describe("the verdict", () => {
  it("is no change if nothing changes, and review if something harmless does", () => {
    const same = change("azurerm_subnet.s", { actions: ["no-op"], before: { a: 1 }, after: { a: 1 } });
    expect(review({ dev: [same], prod: [] })).toMatchObject({ verdict: "no-change", reasons: ["nothing changes"] });
    const zone = change("azurerm_private_dns_zone.z", { after: { name: "z" } });
    expect(review({ dev: [zone], prod: [] })).toMatchObject({ verdict: "review", reasons: ["1 stack changes"] });
  });

  it("is review if only an output changes", () => {
    const plan = planOf([], { output_changes: { url: { actions: ["update"], before: "a", after: "b" } } });
    expect(review({ dev: plan }).verdict).toBe("review");
  });

  it("is blocked if a stack could not be planned, and names it", () => {
    expect(review({ dev: "no credentials", prod: [] })).toMatchObject({
      verdict: "blocked",
      reasons: ["stack dev could not be planned"],
    });
  });

  it("is blocked by a grave policy failure that is new, and not by one that was there before or is waived", () => {
    const bad = { name: "st", min_tls_version: "TLS1_0", shared_access_key_enabled: true };
    const before = review({
      dev: [change("azurerm_storage_account.s", { actions: ["no-op"], before: bad, after: bad })],
    });
    const after = review({ dev: [change("azurerm_storage_account.s", { after: bad })] });
    expect(after.verdict).toBe("blocked");
    expect(before.verdict).toBe("no-change");
    const grave = after.policy.findings.filter(({ severity }) => severity === "critical" || severity === "high");
    expect(grave.length).toBeGreaterThan(0);
    const waivers = [...new Set(after.policy.findings.map(({ rule }) => rule))].map((rule) => ({
      rule,
      resource: "dev/*",
      reason: "tried out",
      owner: "me",
      granted: "2026-06-01",
      expires: "2026-12-01",
    }));
    const input = { ...inputOf({ dev: [change("azurerm_storage_account.s", { after: bad })] }), waivers };
    expect(reviewPlans(input, { today: "2026-11-01" }).verdict).not.toBe("blocked");
    expect(reviewPlans(input, { today: "2026-12-02" }).verdict).toBe("blocked");
  });

  it("is never review or no change when somebody gains access", () => {
    const roles = fc.constantFrom(...(Object.keys(builtInRoles) as (keyof typeof builtInRoles)[]));
    fc.assert(
      fc.property(changes, roles, fc.constantFrom(...context.stacks), (others, role, { name }) => {
        const env = context.environments.findIndex((known) => name.startsWith(known.name));
        const { verdict } = review({ [name]: [...others, grant("new", role, env)], other: [] });
        expect(["blocked", "needs-security-approval"]).toContain(verdict);
      }),
      { numRuns: 60 },
    );
    expect(review({ dev: [grant("new", "reader")] }).verdict).toBe("needs-security-approval");
  });

  it.each<[string, ResourceChange]>([
    ["a network opens", storage({ public_network_access_enabled: false }, { public_network_access_enabled: true })],
    [
      "a firewall opens",
      storage({ network_rules: [{ default_action: "Deny" }] }, { network_rules: [{ default_action: "Allow" }] }),
    ],
    [
      "an address is let in",
      storage(
        { network_rules: [{ default_action: "Deny", ip_rules: [] }] },
        { network_rules: [{ default_action: "Deny", ip_rules: ["8.8.8.8"] }] },
      ),
    ],
    ["keys are allowed", storage({ shared_access_key_enabled: false }, { shared_access_key_enabled: true })],
    [
      "data becomes public",
      storage({ allow_nested_items_to_be_public: false }, { allow_nested_items_to_be_public: true }),
    ],
    [
      "a workflow of another repository is trusted",
      change("azurerm_federated_identity_credential.f", {
        after: {
          name: "f",
          issuer: "https://token.actions.githubusercontent.com",
          subject: "repo:x/y:ref:refs/heads/main",
          audience: ["api://AzureADTokenExchange"],
          parent_id: "/x/id",
        },
      }),
    ],
    [
      "a custom role may do more",
      change("azurerm_role_definition.r", {
        before: { name: "r", permissions: [{ actions: ["a/read"] }] },
        after: { name: "r", permissions: [{ actions: ["a/read", "a/write"] }] },
      }),
    ],
  ])("is never review or no change when %s", (_, opening) => {
    fc.assert(
      fc.property(changes, fc.constantFrom("dev", "prod"), (others, stack) => {
        expect(["blocked", "needs-security-approval"]).toContain(review({ [stack]: [...others, opening] }).verdict);
      }),
      { numRuns: 20 },
    );
  });

  it("is the same review in whatever order stacks and changes come", () => {
    const stateful = change("azurerm_storage_account.s", { before: { l: 1 }, after: { l: 2 }, ...replaced(["l"]) });
    const all = fc.tuple(changes, fc.subarray([grant("a", "reader"), grant("b", "contributor"), stateful]));
    const shuffled = fc
      .tuple(all, all, fc.boolean())
      .chain(([dev, prod, failed]) =>
        fc.tuple(
          fc.constant([dev.flat(), prod.flat()] as const),
          fc.shuffledSubarray(dev.flat(), { minLength: dev.flat().length }),
          fc.shuffledSubarray(prod.flat(), { minLength: prod.flat().length }),
          fc.constant(failed),
        ),
      );
    fc.assert(
      fc.property(shuffled, ([[dev, prod], otherDev, otherProd, failed]) => {
        const more: Record<string, string> = failed ? { preprod: "failed" } : {};
        const one = review({ dev, prod, ...more });
        const other = review({ ...more, prod: otherProd, dev: otherDev });
        expect(other.verdict).toBe(one.verdict);
        expect(other).toEqual(one);
      }),
      { numRuns: 60 },
    );
  });

  describe("of a change that Azure would refuse", () => {
    const vault = (before: object, after: object, more: object = {}): ResourceChange =>
      azapi("vault", "Microsoft.KeyVault/vaults", {
        before: { body: { properties: before } },
        after: { body: { properties: after } },
        ...more,
      });

    it.each([
      [
        "what is fixed",
        vault({ softDeleteRetentionInDays: 7 }, { softDeleteRetentionInDays: 90 }),
        "softDeleteRetentionInDays",
      ],
      [
        "what goes one way",
        vault({ enablePurgeProtection: true }, { enablePurgeProtection: false }),
        "enablePurgeProtection",
      ],
      ["what goes one way, left out", vault({ enablePurgeProtection: true }, {}), "enablePurgeProtection"],
    ])("is blocked: %s", (_, resource, path) => {
      const { verdict, reasons, resources } = review({ prod: [resource] });
      expect(verdict).toBe("blocked");
      expect(reasons[0]).toBe(
        `Azure refuses this change of key vault vault in prod: body.properties.${path} cannot be changed in place`,
      );
      expect(resources[0]!.because).toContain("Azure refuses this change");
    });

    it.each([
      ["another casing", vault({ softDeleteRetentionInDays: 7, sku: "A" }, { softDeleteRetentionInDays: 7, sku: "a" })],
      ["the way it goes", vault({ enablePurgeProtection: false }, { enablePurgeProtection: true })],
      ["what was never written", vault({}, { softDeleteRetentionInDays: 90 })],
      [
        "what is known after apply only",
        vault({ softDeleteRetentionInDays: 7 }, {}, { after_unknown: { body: { properties: true } } }),
      ],
      ["what changes in place", vault({ publicNetworkAccess: "Enabled" }, { publicNetworkAccess: "Disabled" })],
    ])("is none of it: %s", (_, resource) => {
      expect(JSON.stringify(review({ prod: [resource] }))).not.toContain("Azure refuses");
    });

    it("is left to the replacement where there is one", () => {
      const anew = replaced(["replace_triggers_external_values"]);
      const resource = vault({ softDeleteRetentionInDays: 7 }, { softDeleteRetentionInDays: 90 }, anew);
      expect(JSON.stringify(review({ prod: [resource] }))).not.toContain("Azure refuses this change");
    });
  });

  it("only ever gets graver when a change is added", () => {
    const order = ["no-change", "review", "needs-security-approval", "blocked"];
    const grave = [grant("a", "reader"), change("azurerm_storage_account.s", { before: {} })];
    fc.assert(
      fc.property(changes, fc.constantFrom(...grave), (others, added) => {
        const without = order.indexOf(review({ dev: others }).verdict);
        expect(order.indexOf(review({ dev: [...others, added] }).verdict)).toBeGreaterThanOrEqual(without);
      }),
      { numRuns: 40 },
    );
  });
});

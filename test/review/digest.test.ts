import type { Change, ResourceChange, TerraformPlan } from "../../domain/terraform/plan";
import { overallDigest, planDigest } from "../../review/digest";

const key = "key of the repository";

const resource = (address: string, change: Partial<Change>): ResourceChange => ({
  address,
  mode: "managed",
  type: "azurerm_a",
  name: address,
  provider_name: "registry.terraform.io/hashicorp/azurerm",
  change: { actions: ["update"], before: { a: 1 }, after: { a: 2 }, ...change },
});

const secretly = (secret: string, copy = secret): ResourceChange[] => [
  resource("azurerm_a.s", { before: null, after: { s: secret }, after_sensitive: { s: true } }),
  resource("azurerm_a.copy", { before: null, after: { copy: `is ${copy}` } }),
];

const plan = (changes: readonly ResourceChange[], more: Partial<TerraformPlan> = {}): TerraformPlan => ({
  format_version: "1.2",
  timestamp: "2026-11-01T10:00:00Z",
  resource_changes: changes,
  configuration: { provider_config: { azurerm: { full_name: "hashicorp/azurerm", version_constraint: "4.55.0" } } },
  ...more,
});

const configured = (provider: object): TerraformPlan =>
  plan([one, two], {
    configuration: {
      provider_config: { azurerm: { full_name: "hashicorp/azurerm", version_constraint: "4.55.0", ...provider } },
    },
  });

const one = resource("azurerm_a.one", {});
const two = resource("azurerm_a.two", { replace_paths: [["a"], ["b"]] });
const base = plan([one, two]);
const digest = (of: TerraformPlan) => planDigest(of, key);

describe("the digest of a plan", () => {
  it("is 64 hex digits", () => {
    expect(digest(base)).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each<[string, TerraformPlan]>([
    ["at another time", plan([one, two], { timestamp: "2026-11-02T10:00:00Z" })],
    ["on another serial of the state", plan([one, two], { prior_state: { serial: 8 } })],
    ["in another order", plan([two, one])],
    [
      "with keys in another order",
      plan([{ ...one, change: { after: { a: 2 }, before: { a: 1 }, actions: ["update"] } }, two]),
    ],
    [
      "with what forces a replacement in another order",
      plan([one, resource(two.address, { replace_paths: [["b"], ["a"]] })]),
    ],
    ["beside resources that stay as they are", plan([one, two, resource("azurerm_a.three", { actions: ["no-op"] })])],
    ["with drift that changes nothing here", plan([one, two], { resource_drift: [one] })],
  ])("is the same for a plan that does the same %s", (_, same) => {
    expect(digest(same)).toBe(digest(base));
  });

  it.each<[string, TerraformPlan]>([
    ["a resource less", plan([one])],
    ["a resource more", plan([one, two, resource("azurerm_a.three", {})])],
    ["another value before", plan([resource(one.address, { before: { a: 0 } }), two])],
    ["another value after", plan([resource(one.address, { after: { a: 3 } }), two])],
    ["a value that is not known yet", plan([resource(one.address, { after: {}, after_unknown: { a: true } }), two])],
    ["another action", plan([resource(one.address, { actions: ["delete", "create"] }), two])],
    ["the other order of replacing", plan([resource(one.address, { actions: ["create", "delete"] }), two])],
    ["another reason to replace", plan([one, resource(two.address, { replace_paths: [["a"]] })])],
    ["a move", plan([{ ...one, previous_address: "azurerm_a.zero" }, two])],
    ["an import", plan([one, two, resource("azurerm_a.three", { actions: ["no-op"], importing: { id: "x" } })])],
    ["a deposed object", plan([one, two, { ...two, deposed: "a1b2" }])],
    ["an output", plan([one, two], { output_changes: { o: { actions: ["create"], before: null, after: 1 } } })],
    [
      "another version of a provider",
      plan([one, two], {
        configuration: {
          provider_config: { azurerm: { full_name: "hashicorp/azurerm", version_constraint: "4.56.0" } },
        },
      }),
    ],
    ["another setting of a provider", configured({ expressions: { subscription_id: { constant_value: "other" } } })],
    [
      "a command that runs when a resource is made",
      plan([one, two], {
        configuration: {
          ...base.configuration,
          root_module: {
            resources: [
              {
                address: one.address,
                mode: "managed",
                type: "azurerm_a",
                name: "one",
                provisioners: [{ type: "local-exec", expressions: { command: { constant_value: "id" } } }],
              },
            ],
          },
        },
      }),
    ],
  ])("is another one with %s", (_, other) => {
    expect(digest(other)).not.toBe(digest(base));
  });

  it("tells secrets apart, also where they are copied to", () => {
    const first = digest(plan(secretly("first-secret")));
    expect(digest(plan(secretly("first-secret")))).toBe(first);
    expect(digest(plan(secretly("other-secret")))).not.toBe(first);
    expect(digest(plan(secretly("first-secret", "first-secret!")))).not.toBe(first);
  });

  it("tells secrets of a provider apart, and does not let them be guessed", () => {
    const withSecret = (secret: string) => configured({ expressions: { client_secret: { constant_value: secret } } });
    expect(digest(withSecret("first-secret"))).not.toBe(digest(withSecret("other-secret")));
    expect(planDigest(withSecret("first-secret"), "another key")).not.toBe(digest(withSecret("first-secret")));
  });

  it("depends on the key if there is a secret, so that a secret cannot be guessed by its digest", () => {
    expect(planDigest(plan(secretly("first-secret")), "another key")).not.toBe(digest(plan(secretly("first-secret"))));
    expect(planDigest(base, "another key")).toBe(digest(base));
  });
});

describe("the digest of all stacks", () => {
  const dev = { name: "dev", digest: "d1" };
  const prod = { name: "prod", digest: "d2" };

  it("does not depend on their order", () => {
    expect(overallDigest([prod, dev])).toBe(overallDigest([dev, prod]));
  });

  it.each([
    ["a stack is missing", [dev]],
    ["a stack has another plan", [dev, { name: "prod", digest: "d3" }]],
    [
      "two stacks have changed places",
      [
        { name: "dev", digest: "d2" },
        { name: "prod", digest: "d1" },
      ],
    ],
    ["a stack could not be planned", [dev, { name: "prod" }]],
  ])("is another one when %s", (_, stacks) => {
    expect(overallDigest(stacks)).not.toBe(overallDigest([dev, prod]));
  });
});

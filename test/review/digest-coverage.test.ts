import fc from "fast-check";
import { canonicalJson } from "../../domain/json/canonical-json";
import type { ResourceChange, TerraformPlan } from "../../domain/terraform/plan";
import { planDigest } from "../../review/digest";

/**
 * A plan in which everything stands behind values that are not known yet: a role for an identity that is made with it,
 * in the root and in a module, through data, outputs, arguments, conditions and commands.
 */
const created = (address: string, after: object, unknown: object): ResourceChange => ({
  address,
  ...(address.startsWith("module.") && { module_address: address.split(".").slice(0, 2).join(".") }),
  mode: "managed",
  type: "azurerm_a",
  name: "x",
  provider_name: "registry.terraform.io/hashicorp/azurerm",
  change: {
    actions: ["create"],
    before: null,
    after,
    after_unknown: unknown,
    before_sensitive: false,
    after_sensitive: {},
  },
});
const unchanged = (address: string): ResourceChange => {
  const { change, ...rest } = created(address, {}, {});
  return { ...rest, change: { ...change, actions: ["no-op"], before: { id: "b" }, after: { id: "b" } } };
};
const refers = (...references: string[]) => ({ references });
const constant = (constant_value: unknown) => ({ constant_value });

const plan = (): TerraformPlan =>
  ({
    format_version: "1.2",
    terraform_version: "1.11.4",
    timestamp: "2026-11-01T10:00:00Z",
    applyable: true,
    variables: { tier: { value: "standard" }, unused: { value: 1 } },
    planned_values: { root_module: {} },
    resource_drift: [unchanged("azurerm_a.stays")],
    relevant_attributes: [{ resource: "azurerm_a.grant", attribute: ["id"] }],
    resource_changes: [
      created("azurerm_a.grant", { role: "Reader" }, { id: true, principal_id: true, rule: [{ to: true }] }),
      created('azurerm_a.each["b"]', { name: "b" }, { id: true, owner: true }),
      created("module.net.azurerm_a.inner", { name: "n" }, { id: true, key: true }),
      unchanged("azurerm_a.stays"),
      {
        address: "data.azurerm_d.late",
        mode: "data",
        type: "azurerm_d",
        name: "late",
        provider_name: "registry.terraform.io/hashicorp/azurerm",
        change: { actions: ["read"], before: null, after: { name: "late" }, after_unknown: { id: true } },
      },
    ],
    output_changes: { who: { actions: ["create"], before: null, after: null, after_unknown: true } },
    checks: [{ address: { kind: "check", to_display: "check.health" }, status: "unknown" }],
    prior_state: {
      values: {
        root_module: {
          resources: [
            {
              address: "data.azurerm_d.known",
              mode: "data",
              type: "azurerm_d",
              name: "known",
              values: { id: "k1", seen: "x" },
            },
            {
              address: "azurerm_a.stays",
              mode: "managed",
              type: "azurerm_a",
              name: "stays",
              values: { id: "b", note: "y" },
            },
          ],
        },
      },
    },
    configuration: {
      provider_config: {
        azurerm: {
          full_name: "registry.terraform.io/hashicorp/azurerm",
          version_constraint: "4.55.0",
          expressions: { subscription_id: constant("s1"), features: [{ key_vault: [{ purge: constant(false) }] }] },
        },
      },
      root_module: {
        outputs: {
          who: { expression: refers("azurerm_a.grant.id", "azurerm_a.grant") },
          idle: { expression: constant(1) },
        },
        variables: { tier: { default: "basic" }, unused: { default: 0 } },
        resources: [
          {
            address: "azurerm_a.grant",
            mode: "managed",
            type: "azurerm_a",
            name: "grant",
            provider_config_key: "azurerm",
            expressions: {
              role: constant("Reader"),
              principal_id: refers(
                "azurerm_a.each",
                "data.azurerm_d.known.id",
                "data.azurerm_d.known",
                "azurerm_a.stays.id",
                "azurerm_a.stays",
                "var.tier",
                "module.net.address",
                "module.net",
              ),
              rule: [{ to: refers("data.azurerm_d.late.id", "data.azurerm_d.late"), port: constant(443) }],
            },
            depends_on: ["azurerm_a.stays"],
            provisioners: [{ type: "local-exec", when: "create", expressions: { command: constant("true") } }],
          },
          {
            address: "azurerm_a.each",
            mode: "managed",
            type: "azurerm_a",
            name: "each",
            expressions: { owner: refers("each.value.owner", "each.value"), name: refers("each.key") },
            for_each_expression: refers("data.azurerm_d.list.ids", "data.azurerm_d.list"),
          },
          {
            address: "azurerm_a.stays",
            mode: "managed",
            type: "azurerm_a",
            name: "stays",
            expressions: { note: constant("n") },
          },
          {
            address: "data.azurerm_d.known",
            mode: "data",
            type: "azurerm_d",
            name: "known",
            expressions: { name: refers("data.azurerm_d.deeper.name", "data.azurerm_d.deeper") },
          },
          {
            address: "data.azurerm_d.deeper",
            mode: "data",
            type: "azurerm_d",
            name: "deeper",
            expressions: { name: constant("deep") },
          },
          {
            address: "data.azurerm_d.list",
            mode: "data",
            type: "azurerm_d",
            name: "list",
            expressions: { name: constant("list") },
          },
          {
            address: "data.azurerm_d.late",
            mode: "data",
            type: "azurerm_d",
            name: "late",
            expressions: { name: constant("late") },
            depends_on: ["azurerm_a.grant"],
          },
          {
            address: "data.azurerm_d.idle",
            mode: "data",
            type: "azurerm_d",
            name: "idle",
            expressions: { name: constant("idle") },
          },
        ],
        module_calls: {
          net: {
            source: "./net",
            expressions: { who: refers("azurerm_a.stays.note", "azurerm_a.stays"), idle: constant("i") },
            count_expression: constant(1),
            depends_on: ["azurerm_a.stays"],
            module: {
              outputs: { address: { expression: refers("azurerm_a.inner.id", "azurerm_a.inner") } },
              variables: { who: {}, idle: {} },
              resources: [
                {
                  address: "azurerm_a.inner",
                  mode: "managed",
                  type: "azurerm_a",
                  name: "inner",
                  expressions: { key: refers("var.who"), block: [{ deep: [{ value: constant("v") }] }] },
                  provisioners: [{ type: "remote-exec", expressions: { inline: constant(["id"]) } }],
                },
              ],
            },
          },
        },
      },
    },
  }) as unknown as TerraformPlan;

const source = () => ({
  "//": { metadata: { version: "0.21.0" } },
  terraform: {
    backend: { local: { path: "/tmp/a" } },
    required_providers: { azurerm: { version: "4.55.0", source: "azurerm" } },
  },
  provider: { azurerm: [{ subscription_id: "s1" }] },
  locals: { chosen: "${upper(data.azurerm_d.known.id)}", idle: "x" },
  variable: { tier: { default: "basic" }, unused: {} },
  data: { azurerm_d: { known: { name: "k" }, idle: { name: "i" } } },
  resource: {
    azurerm_a: {
      grant: {
        "//": { metadata: { path: "dev/Grant" } },
        role: "Reader",
        principal_id: '${var.tier == "standard" ? local.chosen : azurerm_a.each["b"].id}-suffix',
        lifecycle: {
          replace_triggered_by: ["azurerm_a.stays"],
          precondition: [{ condition: "${true}", error_message: "no" }],
        },
        provisioner: [{ "local-exec": { command: "true" } }],
      },
      each: { for_each: '${toset(["b"])}', owner: "${each.value}" },
      stays: { note: "n" },
    },
  },
  check: { health: { assert: [{ condition: '${azurerm_a.grant.id != ""}' }] } },
  moved: [{ from: "azurerm_a.old", to: "azurerm_a.stays" }],
  import: [{ to: "azurerm_a.stays", id: "b" }],
  output: { who: { value: "${lower(azurerm_a.grant.id)}" }, idle: { value: 1 } },
});
const LOCK = `provider "registry.terraform.io/hashicorp/azurerm" {
  version     = "4.55.0"
  constraints = "4.55.0"
  hashes = [
    "h1:aaaa=",
    "zh:bbbb",
  ]
}
`;

type Path = readonly (string | number)[];
const leavesOf = (value: unknown, path: Path = []): Path[] =>
  value !== null && typeof value === "object" && Object.keys(value).length > 0
    ? Object.entries(value).flatMap(([key, part]) =>
        leavesOf(part, [...path, Array.isArray(value) ? Number(key) : key]),
      )
    : [path];
const at = (value: unknown, path: Path): unknown =>
  path.reduce((part, key) => (part as Record<string, unknown>)[key], value);
/** The same with another value at one place: a name stays a name, so that it leads nowhere. */
function changed<T>(value: T, path: Path): T {
  const copy = structuredClone(value);
  const parent = at(copy, path.slice(0, -1)) as Record<string, unknown>;
  const key = path.at(-1)!;
  const before = parent[key];
  parent[key] =
    typeof before === "string"
      ? `${before}z`
      : typeof before === "number"
        ? before + 1
        : before === true
          ? false
          : true;
  return copy;
}

const digest = (of: TerraformPlan, files: object = source(), lock = LOCK) =>
  planDigest(of, "key", {
    configuration: new Map([["cdk.tf.json", Buffer.from(JSON.stringify(files))]]),
    lock: Buffer.from(lock),
  });
const shown = (of: TerraformPlan) => planDigest(of, "key");

/** What may differ in a plan without anything else being applied, by how its path begins. */
const PLAN_NOISE = [
  /^(format_version|timestamp|applyable|planned_values|resource_drift|relevant_attributes)\b/,
  /^variables\.unused/,
  /^resource_changes\.3\.(?!change)/, // what stays as it is
  /^resource_changes\.3\.change\.(?!actions)/,
  /^configuration\.root_module\.(outputs\.idle|variables)/, // the value of `tier` is given
  /^configuration\.root_module\.resources\.2\./, // stays as it is
  /^configuration\.root_module\.resources\.7\./, // nothing refers to it
  /^configuration\.root_module\.module_calls\.net\.expressions\.idle/,
  /^configuration\.root_module\.module_calls\.net\.module\.variables/,
  /^prior_state\.values\.root_module\.resources\.\d+\.(mode|type|name)$/,
  /^prior_state\.values\.root_module\.resources\.0\.values\.seen/, // referred to by nothing
];
const SOURCE_NOISE = [
  /\/\//,
  /^terraform\.backend/,
  /^locals\.idle/,
  /^variable\.unused/,
  /^data\.azurerm_d\.idle/,
  /^resource\.azurerm_a\.stays/,
  /^output\.idle/,
];

describe("the digest of a plan covers what is applied", () => {
  const base = digest(plan());
  const planLeaves = leavesOf(plan()).map((path) => [path.join("."), path] as const);
  const sourceLeaves = leavesOf(source()).map((path) => [path.join("."), path] as const);
  const isNoise = (noise: readonly RegExp[], name: string) => noise.some((one) => one.test(name));

  it.each(planLeaves.filter(([name]) => !isNoise(PLAN_NOISE, name)))("another %s is another digest", (_, path) => {
    expect(digest(changed(plan(), path))).not.toBe(base);
    // Also where nothing but what Terraform shows is known.
    expect(shown(changed(plan(), path))).not.toBe(shown(plan()));
  });

  it.each(planLeaves.filter(([name]) => isNoise(PLAN_NOISE, name)))("another %s is no other digest", (_, path) => {
    expect(digest(changed(plan(), path))).toBe(base);
  });

  it.each(sourceLeaves.filter(([name]) => !isNoise(SOURCE_NOISE, name)))(
    "another %s in the source is another digest",
    (_, path) => {
      expect(digest(plan(), changed(source(), path))).not.toBe(base);
    },
  );

  it.each(sourceLeaves.filter(([name]) => isNoise(SOURCE_NOISE, name)))(
    "another %s in the source is no other digest",
    (_, path) => {
      expect(digest(plan(), changed(source(), path))).toBe(base);
    },
  );

  it("looks at most of both", () => {
    expect(planLeaves.filter(([name]) => !isNoise(PLAN_NOISE, name)).length).toBeGreaterThan(120);
    expect(sourceLeaves.filter(([name]) => !isNoise(SOURCE_NOISE, name)).length).toBeGreaterThan(15);
  });

  it.each([
    ["another function", "${upper(", "${lower("],
    ["another text around", "-suffix", "-admin"],
    ["another condition", "==", "!="],
  ])("tells %s apart, which Terraform does not show", (_, from, to) => {
    const text = JSON.stringify(source());
    expect(text).toContain(from);
    expect(digest(plan(), JSON.parse(text.replace(from, to)) as object)).not.toBe(base);
  });

  it("tells builds of a provider apart, and not whether it came out of a cache", () => {
    expect(digest(plan(), source(), LOCK.replace("h1:aaaa=", "h1:cccc="))).not.toBe(base);
    expect(digest(plan(), source(), LOCK.replaceAll("4.55.0", "4.56.0"))).not.toBe(base);
    expect(digest(plan(), source(), LOCK.replace('    "zh:bbbb",\n', ""))).toBe(base);
  });

  it("takes files of another form whole", () => {
    const digestOf = (text: string) =>
      planDigest(plan(), "key", { configuration: new Map([["main.tf", Buffer.from(text)]]) });
    expect(digestOf("a = 1")).not.toBe(digestOf("a = 2"));
  });

  it("is the same in whatever order resources and keys come", () => {
    const shuffled = <T>(items: readonly T[]) => fc.shuffledSubarray([...items], { minLength: items.length });
    const { resource_changes: changes = [], configuration } = plan();
    const { resources = [] } = configuration!.root_module!;
    const given = plan();
    fc.assert(
      fc.property(shuffled(changes), shuffled(resources), shuffled(Object.keys(given)), (some, written, keys) => {
        const other = {
          ...given,
          resource_changes: some,
          configuration: { ...configuration, root_module: { ...configuration!.root_module, resources: written } },
        };
        const reordered = Object.fromEntries(keys.map((key) => [key, other[key as keyof typeof other]]));
        const files = JSON.parse(canonicalJson(source())) as object;
        expect(digest(reordered as unknown as TerraformPlan, files)).toBe(base);
      }),
      { numRuns: 50 },
    );
  });
});

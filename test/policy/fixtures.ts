import type { TerraformPlan } from "../../domain/terraform/plan";
import type { Expected, PolicySubject, Rule } from "../../policy";
import { rules } from "../../policy";
import { PolicyResource } from "../../policy/resource";
import { resourcesOf } from "../../policy/subject";
import { placeIn, tierOf } from "../../policy/tier";
import { World } from "../../policy/world";
import { fromSynthesized, isTree, Unknown } from "../../policy/value";

type Arguments = Readonly<Record<string, unknown>>;

/**
 * A few resources by kind, the one that is judged first. A second one of a kind has `#` and a name behind its kind. Of
 * an ARM type, keys of the body and of azapi stand side by side. `stack` names the stack, and `expected` is what the configuration says. @default prod
 */
export type Fixture = Readonly<Record<string, Arguments | string>>;

/** A value that is known after apply only, and of which nothing tells what it will be. */
export const LATER = "${var.later}";

/** The id of a resource of the fixture: of the one judged, or by its name behind the `#`. */
export const id = (name = "it", attribute = "id"): string => `\${@${name}.${attribute}}`;

/** One rule with resources that keep it, break it, and of which it cannot be told. */
export interface RuleCase {
  readonly rule: string;
  readonly pass: readonly Fixture[];
  readonly fail: readonly Fixture[];
  readonly unknown: readonly Fixture[];
  /** Resources that it says nothing of. */
  readonly silent?: readonly Fixture[];
  /** Of what plans do not show: settings of a stack, and blocks about a resource's life. @default false */
  readonly synthesizedOnly?: boolean;
}

/** Rules about what is there at all: that a value of it is not known makes it neither better nor worse. */
export const BY_PRESENCE: readonly string[] = [
  "argument-known",
  "block-known",
  "data-source-known",
  "ephemeral-known",
  "kind-known",
  "no-module",
  "no-plain-secret",
  "no-provisioner",
  "output-no-secret",
  "own-environment-only",
];

const AZAPI = ["name", "parent_id", "location", "identity", "tags", "resource_id", "delete_query_parameters"];

interface Built {
  readonly stack: string;
  readonly address: string;
  /** Terraform JSON, as synthesized. */
  readonly json: { readonly resource: Readonly<Record<string, Readonly<Record<string, Arguments>>>> };
  /** Settings of the stack beside it. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly expected: Expected;
}

/** Where a setting stands in a stack, by its kind; the name stands behind its `#`. */
const placeOfSetting: Readonly<Record<string, (name: string, values: Arguments) => Record<string, unknown>>> = {
  "stack.backend": (name, values) => ({ terraform: { backend: { [name]: values } } }),
  "stack.provider": (name, values) => ({ provider: { [name]: [values] } }),
  "stack.requirement": (name, values) => ({ terraform: { required_providers: { [name]: values } } }),
  "stack.module": (name, values) => ({ module: { [name]: values } }),
  "stack.data": (name, values) => ({ data: { [name]: { it: values } } }),
  "stack.ephemeral": (name, values) => ({ ephemeral: { [name]: { it: values } } }),
  "stack.output": (name, values) => ({ output: { [name]: values } }),
  "stack.block": (name, values) => ({ [name]: values }),
};
const addressOfSetting: Readonly<Record<string, (name: string, values: Arguments) => string>> = {
  "stack.backend": (name) => `backend.${name}`,
  "stack.provider": (name, { alias }) => ["provider", name, ...(alias === undefined ? [] : [alias])].join("."),
  "stack.requirement": (name) => `required_providers.${name}`,
  "stack.module": (name) => `module.${name}`,
  "stack.data": (name) => `data.${name}.it`,
  "stack.ephemeral": (name) => `ephemeral.${name}.it`,
  "stack.output": (name) => `output.${name}`,
  "stack.block": (name) => name,
};

function build({ stack, expected = {}, ...fixture }: Fixture): Built {
  const entries = Object.entries(fixture).map(([written, values], index) => {
    const [kind, name] = written.split("#") as [string, string | undefined];
    const own = !kind.includes("/");
    const type = own ? kind : "azapi_resource";
    const label = name ?? (index === 0 ? "it" : kind.replaceAll(/\W/g, "-"));
    return {
      type,
      label,
      address: addressOfSetting[type]?.(name!, values as Arguments) ?? `${type}.${label}`,
      values: own ? values : throughAzapi(kind, values as Arguments),
    };
  });
  const addresses = new Map(entries.map(({ label, address }) => [label, address]));
  const resource: Record<string, Record<string, Arguments>> = {};
  const settings: Record<string, unknown> = {};
  for (const { type, label, values } of entries) {
    if (Object.hasOwn(placeOfSetting, type)) {
      for (const [block, made] of Object.entries(placeOfSetting[type]!(label, values as Arguments))) {
        settings[block] = { ...(settings[block] as object), ...(made as object) };
      }
      continue;
    }
    const text = JSON.stringify(values).replaceAll(/\$\{@([\w-]+)\./g, (_, name: string) => {
      const address = addresses.get(name);
      if (address === undefined) throw new Error(`the fixture has no ${name}`);
      return `\${${address}.`;
    });
    (resource[type] ??= {})[label] = JSON.parse(text) as Arguments;
  }
  return {
    stack: typeof stack === "string" ? stack : "prod",
    address: entries[0]!.address,
    json: { resource },
    settings,
    expected: expected as Expected,
  };
}

function throughAzapi(type: string, values: Arguments): Arguments {
  const split = (own: boolean) =>
    Object.fromEntries(Object.entries(values).filter(([key]) => AZAPI.includes(key) === own));
  return { type: `${type}@2025-06-01`, ...split(true), body: split(false) };
}

/** The same resources as a plan that makes them: what is an expression in the configuration is not known. */
export function asPlan({ json, settings = {} }: Pick<Built, "json"> & Partial<Pick<Built, "settings">>): TerraformPlan {
  const resources = Object.entries(json.resource).flatMap(([type, byName]) =>
    Object.entries(byName).map(([name, values]) => ({
      type,
      name,
      address: `${type}.${name}`,
      read: fromSynthesized(values),
    })),
  );
  return {
    format_version: "1.2",
    resource_changes: resources.map(({ type, name, address, read }) => ({
      address,
      type,
      name,
      mode: "managed",
      provider_name: "registry.terraform.io/hashicorp/azurerm",
      change: { actions: ["create"], before: null, after: knownPart(read), after_unknown: unknownPart(read) },
    })),
    configuration: {
      root_module: {
        ...(isTree(settings["ephemeral"]) && { ephemerals: settings["ephemeral"] }),
        resources: resources.map(({ type, name, address, read }) => ({
          address,
          type,
          name,
          mode: "managed",
          expressions: expressionsOf(read) as Record<string, unknown>,
        })),
      },
    },
  };
}

/** Blocks are lists of one in plans. */
function knownPart(value: unknown): unknown {
  if (value instanceof Unknown) return undefined;
  if (Array.isArray(value)) return value.map((one) => knownPart(one) ?? null);
  if (!isTree(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => (inner instanceof Unknown ? [] : [[key, knownPart(inner)]])),
  );
}

function unknownPart(value: unknown): unknown {
  if (value instanceof Unknown) return true;
  if (Array.isArray(value)) return value.map(unknownPart);
  if (!isTree(value)) return false;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unknownPart(inner)]));
}

/** As Terraform writes them: an argument's references, with blocks as lists; of a body all at once. */
function expressionsOf(value: unknown): unknown {
  if (value instanceof Unknown)
    return { references: value.references.flatMap((address) => [`${address}.id`, address]) };
  if (Array.isArray(value)) {
    if (value.some(isTree)) return value.map(expressionsOf);
    return { references: value.flatMap((one) => (one instanceof Unknown ? one.references : [])) };
  }
  if (!isTree(value)) return { constant_value: value };
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, expressionsOf(inner)]));
}

/** What a rule says of the first resource of a fixture; undefined if it says nothing. */
export function verdictOf(rule: string, fixture: Fixture, form: "synthesized" | "plan") {
  const built = build(fixture);
  const subject: PolicySubject =
    form === "plan"
      ? { stack: built.stack, plan: asPlan(built) }
      : { stack: built.stack, synthesized: { ...built.json, ...built.settings } };
  return judge(rules[rule]!, subject, built);
}

function judge(rule: Rule, subject: PolicySubject, { address, expected: configured }: Built) {
  const { after, stack } = resourcesOf(subject);
  const order = ["dev", "preprod", "prod"];
  const world = new World(
    after,
    () => tierOf(stack, after, order),
    (environment) => placeIn(environment, order),
    configured,
  );
  const resource = after.find((one) => one.address === address);
  if (!(resource instanceof PolicyResource)) throw new Error(`no ${address}`);
  if (!rule.kinds.includes("*")) {
    expect(rule.kinds.map((kind) => kind.toLowerCase())).toContain(resource.kind.toLowerCase());
  }
  return rule.check(resource, world);
}

/** Path, a value that keeps the rule, values that break it, and what it says if there is none. */
export type AttributeCase = readonly [path: string, good: unknown, bad: readonly unknown[], absent: "pass" | "fail"];

/** The fixtures of a rule that looks at attributes: each wrong, missing and not known, with the others right. */
export function attributeCase(
  rule: string,
  byKind: Readonly<Record<string, AttributeCase | readonly AttributeCase[]>>,
  beside: Readonly<Record<string, Arguments>> = {},
): RuleCase {
  const kinds = Object.entries(byKind).map(([kind, cases]) => {
    const list = (typeof cases[0] === "string" ? [cases] : cases) as readonly AttributeCase[];
    const made = (changes: Readonly<Record<string, unknown>>): Fixture => {
      const values = structuredClone({ ...beside[kind] });
      for (const [path, good] of list) setAt(values, path, Object.hasOwn(changes, path) ? changes[path] : good);
      return { [kind]: values };
    };
    return { list, made };
  });
  const each = (pick: (one: AttributeCase) => readonly unknown[]) =>
    kinds.flatMap(({ list, made }) => list.flatMap((one) => pick(one).map((value) => made({ [one[0]]: value }))));
  return {
    rule,
    pass: [...kinds.map(({ made }) => made({})), ...each((one) => (one[3] === "pass" ? [undefined] : []))],
    fail: [...each((one) => one[2]), ...each((one) => (one[3] === "fail" ? [undefined] : []))],
    unknown: each(() => [LATER]),
  };
}

/** Sets a value at a path with dots, making what is missing on the way; undefined takes it away. */
export function setAt(root: Record<string, unknown>, path: string, value: unknown): void {
  const segments = path.split(".");
  let target: Record<string, unknown> = root;
  for (const segment of segments.slice(0, -1)) {
    const next = target[segment];
    const inner = (Array.isArray(next) ? (next as unknown[])[0] : next) as Record<string, unknown> | undefined;
    if (inner === undefined && value === undefined) return;
    target = inner ?? ((target[segment] = {}) as Record<string, unknown>);
  }
  const last = segments.at(-1)!;
  if (value === undefined) Reflect.deleteProperty(target, last);
  else target[last] = value;
}

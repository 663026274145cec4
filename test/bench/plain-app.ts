import { App, type TerraformResource, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import * as azapi from "../../constructs/azapi";

/**
 * The baseline of the benchmark: what a team would write in plain cdktf for the same resources. Every resource of one
 * of our synthesized environments, flat in a stack, with the same arguments and the same references between resources,
 * as often as there are environments; no configuration to read, no constructs, no checks, cdktf's own settings.
 */
const load = createRequire(__filename);

type Arguments = Record<string, unknown>;
type Resource = new (scope: Construct, id: string, config: never) => TerraformResource;

const keepKeys = new Set(["tags", "body", "delete_query_parameters", "replace_triggers_external_values"]);

function camelCaseKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelCaseKeys);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== "//")
      .map(([key, inner]) => [
        key.replace(/_(\w)/g, (_match, letter: string) => letter.toUpperCase()),
        keepKeys.has(key) ? inner : camelCaseKeys(inner),
      ]),
  );
}

function bindingOf(type: string): Resource {
  const words = type.replace("azurerm_", "").split("_");
  const className = words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join("");
  const exports: object = type.startsWith("azapi_") ? azapi : load(`@cdktf/provider-azurerm/lib/${words.join("-")}`);
  const binding = (exports as Record<string, Resource>)[className];
  if (binding === undefined) throw new Error(`No binding for ${type}: ${className} is exported nowhere.`);
  return binding;
}

/** Our binding of azapi takes the one identity that a block may hold. */
function withOneIdentity(config: Arguments): Arguments {
  return Array.isArray(config["identity"]) ? { ...config, identity: config["identity"][0] as unknown } : config;
}

/** A stack's Terraform configuration, as far as the baseline writes it again. */
export interface Template {
  readonly resource: Readonly<Record<string, Readonly<Record<string, Arguments>>>>;
}

interface Planned {
  readonly address: string;
  readonly binding: Resource;
  readonly name: string;
  readonly config: unknown;
}

const REFERENCE = /\$\{((?:azurerm|azapi)_\w+\.[\w-]+)\.(\w+)\}/g;

/** The arguments with every reference made through the resource it names, as one writes it in cdktf. */
function withReferences(value: unknown, made: ReadonlyMap<string, TerraformResource>): unknown {
  if (typeof value === "string") {
    return value.replace(REFERENCE, (_match, address: string, attribute: string) =>
      made.get(address)!.getStringAttribute(attribute),
    );
  }
  if (Array.isArray(value)) return value.map((item) => made.get(String(item)) ?? withReferences(item, made));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withReferences(inner, made)]));
}

/** Every resource of a template; what others refer to comes first. */
function inOrder(template: Template): readonly Planned[] {
  const resources: Planned[] = [];
  const unordered: Planned[] = Object.entries(template.resource).flatMap(([type, byName]) =>
    Object.entries(byName).map(([name, config]) => ({
      address: `${type}.${name}`,
      binding: bindingOf(type),
      name,
      config: camelCaseKeys(type.startsWith("azapi_") ? withOneIdentity(config) : config),
    })),
  );
  for (let rest = unordered; rest.length > 0;) {
    const waiting = new Set(rest.map(({ address }) => address));
    const free = rest.filter(({ address, config }) => {
      const names = JSON.stringify(config).match(/(?:azurerm|azapi)_\w+\.[\w-]+/g) ?? [];
      return names.every((name) => name === address || !waiting.has(name));
    });
    if (free.length === 0) throw new Error(`These wait for each other: ${[...waiting].join(", ")}`);
    resources.push(...free);
    rest = rest.filter((resource) => !free.includes(resource));
  }
  return resources;
}

/** Defines stacks `plain-0`, `plain-1`, … that hold the template's resources each. */
export function definePlain(app: App, template: Template, count: number): void {
  const resources = inOrder(template);
  for (let index = 0; index < count; index++) {
    const stack = new TerraformStack(app, `plain-${index}`);
    const { AzurermProvider } = load("@cdktf/provider-azurerm/lib/provider") as {
      AzurermProvider: new (scope: Construct, id: string, config: object) => unknown;
    };
    new AzurermProvider(stack, "azurerm", { features: [{}] });
    new azapi.AzapiProvider(stack, "azapi", {} as never);
    const made = new Map<string, TerraformResource>();
    for (const { address, binding, name, config } of resources) {
      made.set(address, new binding(stack, name, withReferences(config, made) as never));
    }
  }
}

if (require.main === module) {
  const template = JSON.parse(readFileSync(process.env["BENCH_TEMPLATE"]!, "utf8")) as Template;
  const app = new App();
  definePlain(app, template, Number(process.env["BENCH_COUNT"]));
  app.synth();
}

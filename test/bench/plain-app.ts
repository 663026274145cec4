import { App, type TerraformResource, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { AzapiProvider, AzapiResource } from "../../constructs/azapi";

/**
 * The baseline of the benchmark: what a team would write in plain cdktf for the same resources. Every resource of one
 * of our synthesized environments, flat in a stack, with the same arguments and the same references between resources,
 * as often as there are environments; no configuration to read, no constructs, no checks, cdktf's own settings.
 */
const [template, count] = [process.env["BENCH_TEMPLATE"]!, Number(process.env["BENCH_COUNT"])];
const load = createRequire(__filename);

type Arguments = Record<string, unknown>;
type Resource = new (scope: Construct, id: string, config: never) => TerraformResource;

const keepKeys = new Set(["tags", "body", "retry", "delete_query_parameters", "replace_triggers_external_values"]);

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
  if (type === "azapi_resource") return AzapiResource as unknown as Resource;
  const words = type.replace("azurerm_", "").split("_");
  const className = words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join("");
  const exports = load(`@cdktf/provider-azurerm/lib/${words.join("-")}`) as Record<string, Resource>;
  return exports[className]!;
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

const stackJson = JSON.parse(readFileSync(template, "utf8")) as {
  resource: Record<string, Record<string, Arguments>>;
};
const unordered: Planned[] = Object.entries(stackJson.resource).flatMap(([type, byName]) =>
  Object.entries(byName).map(([name, config]) => ({
    address: `${type}.${name}`,
    binding: bindingOf(type),
    name,
    config: camelCaseKeys(config),
  })),
);

/** What others refer to comes first. */
const resources: Planned[] = [];
for (let rest = unordered; rest.length > 0;) {
  const waiting = new Set(rest.map(({ address }) => address));
  const free = rest.filter(({ address, config }) => {
    const names = JSON.stringify(config).match(/(?:azurerm|azapi)_\w+\.[\w-]+/g) ?? [];
    return names.every((name) => name === address || !waiting.has(name));
  });
  resources.push(...free);
  rest = rest.filter((resource) => !free.includes(resource));
}

const app = new App();
for (let index = 0; index < count; index++) {
  const stack = new TerraformStack(app, `plain-${index}`);
  const { AzurermProvider } = load("@cdktf/provider-azurerm/lib/provider") as {
    AzurermProvider: new (scope: Construct, id: string, config: object) => unknown;
  };
  new AzurermProvider(stack, "azurerm", { features: [{}] });
  new AzapiProvider(stack, "azapi", {} as never);
  const made = new Map<string, TerraformResource>();
  for (const { address, binding, name, config } of resources) {
    made.set(address, new binding(stack, name, withReferences(config, made) as never));
  }
}
app.synth();

import { App, type TerraformResource, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { AzapiProvider, AzapiResource } from "../../constructs/azapi";

/**
 * The baseline of the benchmark: what a team would write in plain cdktf for the same resources. Every resource of one
 * of our synthesized environments, flat in a stack, with the same arguments, as often as there are environments; no
 * configuration to read, no constructs, no checks, cdktf's own settings.
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

const stackJson = JSON.parse(readFileSync(template, "utf8")) as {
  resource: Record<string, Record<string, Arguments>>;
};
const resources = Object.entries(stackJson.resource).flatMap(([type, byName]) =>
  Object.entries(byName).map(([name, config]) => ({ binding: bindingOf(type), name, config: camelCaseKeys(config) })),
);

const app = new App();
for (let index = 0; index < count; index++) {
  const stack = new TerraformStack(app, `plain-${index}`);
  const { AzurermProvider } = load("@cdktf/provider-azurerm/lib/provider") as {
    AzurermProvider: new (scope: Construct, id: string, config: object) => unknown;
  };
  new AzurermProvider(stack, "azurerm", { features: [{}] });
  new AzapiProvider(stack, "azapi", {} as never);
  for (const { binding, name, config } of resources) new binding(stack, name, config as never);
}
app.synth();

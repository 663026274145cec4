import Ajv, { type ValidateFunction } from "ajv";
import { readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { parse } from "yaml";
import { generatedFiles, staleFiles } from "../../cli/generate";
import { jsonSchemas, type JsonSchema } from "../../schema/json-schema";
import { configurationReference } from "../../schema/reference";
import { shippedTexts } from "../support/configuration";

const ROOT = join(__dirname, "..", "..");

/** As editors use them: from the files, not from the code. */
function validator(name: string): ValidateFunction {
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
  return ajv.compile(JSON.parse(readFileSync(join(ROOT, "config", "schemas", name), "utf8")) as object);
}

describe("generated files", () => {
  it("are those that are committed: else run `npm run generate`", () => {
    expect(staleFiles(ROOT)).toEqual([]);
  });

  it("are seen to be stale where they are missing", () => {
    expect(staleFiles(join(ROOT, "test"))).toEqual([...generatedFiles().keys()]);
  });
});

describe("the editors' schemas", () => {
  it.each([...shippedTexts().keys()])("accept %s, which names its schema in the first line", (path) => {
    const text = shippedTexts().get(path)!;
    const schema = /^# yaml-language-server: \$schema=(\S+)\n/.exec(text)![1]!;
    const file = join(ROOT, "config", dirname(path), schema);
    expect(dirname(file)).toBe(join(ROOT, "config", "schemas"));
    const validate = validator(basename(file));
    validate(parse(text));
    expect(validate.errors).toBeNull();
  });

  it.each([
    ["an unknown key", { addressspace: "10.0.0.0/22" }],
    ["an unknown region", { location: "mars" }],
    ["a retired VM size", { compute: { clusters: { cpu: { size: "Standard_DS3_v2", maxNodes: 1 } } } }],
    ["a length of time that is none", { logs: { retention: "PT1H" } }],
    ["public access without a reason", { network: { addressSpace: "10.0.0.0/22", inbound: { mode: "public" } } }],
  ])("refuse %s", (_, change) => {
    const good = parse(shippedTexts().get("environments/dev.yaml")!) as object;
    const validate = validator("environment.schema.json");
    expect(validate(good)).toBe(true);
    expect(validate({ ...good, ...change })).toBe(false);
  });

  it("describe every key", () => {
    const undescribed = Object.entries(jsonSchemas()).flatMap(([name, schema]) => keysWithoutDescription(name, schema));
    expect(undescribed).toEqual([]);
  });
});

function keysWithoutDescription(path: string, schema: JsonSchema): string[] {
  const inner: JsonSchema[] = [...(schema.oneOf ?? []), ...(schema.items ? [schema.items] : [])];
  if (typeof schema.additionalProperties === "object") inner.push(schema.additionalProperties);
  return [
    ...Object.entries(schema.properties ?? {}).flatMap(([key, property]) => [
      ...(property.description === undefined ? [`${path}.${key}`] : []),
      ...keysWithoutDescription(`${path}.${key}`, property),
    ]),
    ...inner.flatMap((item) => keysWithoutDescription(path, item)),
  ];
}

describe("the reference", () => {
  const reference = configurationReference();

  it.each([
    "| `prefix` | text | required |",
    "| `network.inbound.reason` | text | required | Why",
    "| `compute.clusters.<name>.idleTimeout` | text | `15m` |",
    "| `access.auditors[].group` | text | required |",
    "| `alerts.quotaPercent` | whole number | `90` |",
    "| `resilience.storageReplication` | one of `LRS`, `ZRS`, `GRS`, `GZRS`, `RAGRS`, `RAGZRS` | `GZRS` |",
    "| `westeurope` | West Europe | yes | `northeurope` |",
  ])("has the row %s", (row) => {
    expect(reference).toContain(row);
  });
});

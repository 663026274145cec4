import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { azapiFindings } from "../../sandbox/engine/azapi/validate";
import { azapiSchema } from "../../sandbox/engine/azapi/azapi-schema";
import { whileLocked } from "../../sandbox/engine/azapi/locks";
import { notSimulated, notSimulatedFindings } from "../../sandbox/engine/azapi/not-simulated";
import { BodyShapes } from "../../sandbox/engine/arm/shapes";
import type { Block } from "../../sandbox/engine/terraform/schema";
import { dynamicFromJson, type ObjectValue, type Value } from "../../sandbox/engine/terraform/wire";

const folder = join(__dirname, "../../sandbox/engine/azapi");
/** The provider's code, without the tables that only name arguments. */
const code = readdirSync(folder)
  .filter(
    (name) =>
      name.endsWith(".ts") &&
      !["azapi-schema.ts", "not-simulated.ts", "state-only.ts", "empty-resource.ts"].includes(name),
  )
  .map((name) => readFileSync(join(folder, name), "utf8"))
  .join("\n");
const isRead = (argument: string): boolean =>
  code.includes(`"${argument}"`) || new RegExp(`\\{[^}]*\\b${argument}\\b[^}]*\\}`).test(code);

const blocks: readonly (readonly [kind: string, block: Block])[] = [
  ...Object.entries(azapiSchema.resources),
  ...Object.entries(azapiSchema.dataSources).map(([type, block]) => [`data_${type}`, block] as const),
  ...Object.entries(azapiSchema.ephemerals ?? {}),
  ["provider", azapiSchema.provider],
];
const written = blocks.flatMap(([kind, { attributes }]) =>
  Object.entries(attributes)
    .filter(([, { optional, required }]) => optional === true || required === true)
    .map(([argument]) => [kind, argument] as const),
);
/** Arguments of the provider that say how one signs in or is counted. In the sandbox one is whoever it takes one for. */
const aboutSigningIn: ReadonlySet<string> = new Set([
  "auxiliary_tenant_ids",
  "client_certificate",
  "client_certificate_password",
  "client_certificate_path",
  "client_id",
  "client_id_file_path",
  "client_secret",
  "client_secret_file_path",
  "custom_correlation_request_id",
  "disable_correlation_request_id",
  "disable_terraform_partner_id",
  "environment",
  "disable_instance_discovery",
  // Nothing is busy here; what is throttled is tried again.
  "maximum_busy_retry_attempts",
  "oidc_azure_service_connection_id",
  "oidc_request_token",
  "oidc_request_url",
  "oidc_token",
  "oidc_token_file_path",
  "partner_id",
  // Resource providers are registered by whoever asks for it.
  "skip_provider_registration",
  "use_aks_workload_identity",
  "use_cli",
  "use_msi",
  "use_oidc",
]);
/** Refused by the names of the parameters in it. */
const byName = (argument: string): boolean => argument.endsWith("query_parameters");
const isRefused = (kind: string, argument: string): boolean => notSimulated[kind]?.includes(argument) === true;

describe("arguments of azapi 2.12.0", () => {
  it.each(written)("of %s, %s is obeyed, or refused", (kind, argument) => {
    const signing = kind === "provider" && aboutSigningIn.has(argument);
    expect([isRead(argument), isRefused(kind, argument), byName(argument), signing]).toContain(true);
  });

  it.each(Object.entries(notSimulated).flatMap(([kind, names]) => names.map((name) => [kind, name] as const)))(
    "of %s, %s is refused where it is written, by its name",
    (kind, argument) => {
      const attributes = blocks.find(([one]) => one === kind)![1].attributes;
      expect(attributes).toHaveProperty(argument);
      const { type } = attributes[argument]!;
      const value: Value = type === "bool" ? true : type === "string" ? "x" : ["x"];
      const [found] = notSimulatedFindings(kind, { [argument]: value });
      expect(found).toMatchObject({ severity: "error", path: [argument] });
      expect(found!.detail).toContain(`The sandbox does not simulate "${argument}"`);
      expect(notSimulatedFindings(kind, { [argument]: null })).toEqual([]);
      expect(isRefused("azapi_client_config", argument)).toBe(false);
    },
  );

  it("query parameters are known by their names", () => {
    const asked = (argument: string, name: string) =>
      notSimulatedFindings("azapi_resource", { [argument]: { [name]: ["true"] } });
    expect(asked("delete_query_parameters", "forceToPurge")).toEqual([]);
    expect(asked("create_query_parameters", "skipValidation")).toEqual([]);
    expect(asked("delete_query_parameters", "skipValidation")[0]!.detail).toContain('query parameter "skipValidation"');
    expect(asked("read_query_parameters", "$expand")).toHaveLength(1);
  });

  it("a configuration with one is found when it is validated", () => {
    const config: ObjectValue = {
      type: "Microsoft.Insights/actionGroups@2023-01-01",
      name: "ag",
      parent_id: "/subscriptions/s/resourceGroups/rg",
      schema_validation_enabled: false,
      body: dynamicFromJson({}),
      ignore_body_changes: ["properties.enabled"],
    };
    expect(azapiFindings("azapi_resource", config, new BodyShapes())).toMatchObject([
      { path: ["ignore_body_changes"] },
    ]);
  });
});

describe("locks of azapi", () => {
  it("let one work at a time where one is the same, whatever becomes of it, and others go on", async () => {
    const log: string[] = [];
    const work = (name: string, locks: readonly string[] | null, fails = false) =>
      whileLocked({ locks: locks as Value }, async () => {
        log.push(`${name} begins`);
        await new Promise((resolve) => setTimeout(resolve, 5));
        log.push(`${name} ends`);
        if (fails) throw new Error(name);
        return name;
      });
    const all = await Promise.allSettled([
      work("first", ["b", "a"], true),
      work("second", ["a"]),
      work("third", ["b", "c"]),
      work("free", null),
    ]);
    expect(all.map(({ status }) => status)).toEqual(["rejected", "fulfilled", "fulfilled", "fulfilled"]);
    const at = (name: string, what: string) => log.indexOf(`${name} ${what}`);
    const together = (one: string, other: string) =>
      at(one, "begins") < at(other, "ends") && at(other, "begins") < at(one, "ends");
    expect([together("second", "first"), together("third", "first")]).toEqual([false, false]);
    expect([together("free", "first"), together("free", "third")]).toContain(true);
  });
});

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { documents, project } from "../support/documents";

/**
 * What azurerm 5 takes away, or asks for, of types that are written here: by type, arguments of 4.55.
 * Source: hashicorp/terraform-provider-azurerm v5.2.0, website/docs/guides/5.0-upgrade-guide.html.markdown.
 */
const gone: Readonly<Record<string, readonly string[]>> = {
  azurerm_application_insights: [
    "daily_data_cap_notifications_disabled",
    "disable_ip_masking",
    "local_authentication_disabled",
  ],
  // Each now needs to say whether it answers under the registry's own name.
  azurerm_container_registry: ["georeplications", "trust_policy_enabled"],
  azurerm_eventgrid_system_topic: ["metric_arm_resource_id", "source_arm_resource_id"],
  azurerm_federated_identity_credential: ["parent_id"],
  azurerm_log_analytics_workspace: [
    "internet_ingestion_enabled",
    "internet_query_enabled",
    "local_authentication_disabled",
  ],
  azurerm_monitor_diagnostic_setting: ["metric", "retention_policy"],
  azurerm_private_dns_zone_virtual_network_link: ["private_dns_zone_name", "resource_group_name"],
  azurerm_storage_account: ["queue_properties", "static_website"],
  azurerm_storage_container: ["storage_account_name"],
};

const camel = (name: string): string => name.replace(/_([a-z])/g, (_all, letter: string) => letter.toUpperCase());
const read = (file: string): string => readFileSync(join(project, file), "utf8");

/** The arguments of one resource that a file makes, as text; empty if it makes none of its type. */
function writtenOf(source: string, type: string): string {
  const binding = camel(`_${type.replace("azurerm_", "")}`);
  return source
    .split(new RegExp(`new ${binding}\\(`))
    .slice(1)
    .map((rest) => rest.slice(0, rest.search(/\n {0,10}\}\);?\n/)))
    .join("\n");
}

const files = ["constructs", "stacks"].flatMap((folder) =>
  readdirSync(join(project, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => join(folder, file)),
);
const toChange = files.flatMap((file) =>
  Object.entries(gone).flatMap(([type, names]) =>
    names
      .filter((name) => new RegExp(`\\b${camel(name)}:`).test(writtenOf(read(file), type)))
      .map((name) => ({ file, type, name })),
  ),
);
const rows = documents
  .find(({ path }) => path === "docs/guides/upgrading.md")!
  .text.split("\n")
  .filter((line) => line.startsWith("| `azurerm_"));

describe("what azurerm 5 changes of what is written here", () => {
  it("stands in the guide, with the place to change", () => {
    const missing = toChange.filter(
      ({ file, type, name }) =>
        !rows.some((row) =>
          [`\`${type}\``, `\`${name}\``, "**to change**", `\`${file}\``].every((part) => row.includes(part)),
        ),
    );
    expect(missing).toEqual([]);
    expect(toChange.length).toBeGreaterThan(5);
  });

  it("is to be changed nowhere else", () => {
    const named = rows
      .filter((row) => row.includes("**to change**"))
      .flatMap((row) => [...row.matchAll(/`(constructs\/[\w/.-]+\.ts)`/g)].map(([, file]) => file!));
    expect(named.filter((file) => !toChange.some((one) => one.file === file))).toEqual([]);
  });
});

import { domainChanges } from "../../../review/words";
import { refusedBy } from "../../../review/reasons";
import { azapi, change, reviewOf, stack, type Values } from "../../support/review-plan";

const told = (address: string, values: Values) =>
  domainChanges(reviewOf(stack("prod", [change(address, values)])))
    .filter(({ text }) => text.includes("encrypted"))
    .map(({ text, loosens }) => `${loosens ? "LOOSENS " : ""}${text}`);

const uri = (key: string) => `https://kv-pfs-prod.vault.azure.net/keys/${key}`;
const account = (key?: string) => ({
  name: "stpfsprod",
  customer_managed_key: key === undefined ? [] : [{ key_vault_key_id: uri(key) }],
});
const registry = (key?: string) => ({
  name: "crpfsprod",
  encryption: key === undefined ? [] : [{ key_vault_key_id: uri(key), identity_client_id: "1" }],
});
const workspace = (keyIdentifier?: string) =>
  azapi("Microsoft.MachineLearningServices/workspaces", "mlw", {
    ...(keyIdentifier !== undefined && {
      enableServiceSideCMKEncryption: true,
      encryption: { status: "Enabled", keyVaultProperties: { keyIdentifier } },
    }),
  });

describe("what an environment is encrypted with", () => {
  test.each<[string, string, Values, string[]]>([
    [
      "a new environment with a key",
      "azapi_resource.W",
      { after: workspace(`${uri("environment")}/1`), actions: ["create"] },
      [
        "everything that can be is encrypted with the company's key; not Log Analytics and Application Insights, the model registry, disks of computes",
      ],
    ],
    ["a new environment without", "azapi_resource.W", { after: workspace(), actions: ["create"] }, []],
    [
      "a key taken away from storage",
      "azurerm_storage_account.S",
      { before: account("environment"), after: account() },
      ["LOOSENS storage stpfsprod is encrypted with key environment of kv-pfs-prod → Microsoft's keys"],
    ],
    [
      "another key of the same vault",
      "azurerm_storage_account.S",
      { before: account("environment"), after: account("company") },
      ["storage stpfsprod is encrypted with key environment of kv-pfs-prod → key company of kv-pfs-prod"],
    ],
    [
      "a workspace that is made anew with a key",
      "azapi_resource.W",
      { before: workspace(), after: workspace(`${uri("environment")}/1`), actions: ["delete", "create"] },
      ["what Azure ML keeps of the workspace is encrypted with Microsoft's keys → key environment of kv-pfs-prod"],
    ],
    ["nothing", "azurerm_storage_account.S", { before: account("a"), after: { ...account("a"), tags: {} } }, []],
  ])("tells of %s", (_, address, values, expected) => {
    expect(told(address, values)).toEqual(expected);
  });

  test.each([
    ["gets", registry(), registry("environment"), ["encryption"]],
    ["loses", registry("environment"), registry(), ["encryption"]],
    ["exchanges", registry("environment"), registry("company"), []],
  ])("is refused by Azure when a registry %s a key in place", (_, before, after, expected) => {
    expect(refusedBy(change("azurerm_container_registry.R", { before, after }))).toEqual(expected);
  });
});

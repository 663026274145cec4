import { sharedNamesOf } from "../schema/names";
import { join } from "node:path";
import type { Organization } from "../schema/configuration";
import type { PlanFile } from "./plan-file";
import { NO_STATE } from "./state-file";
import { project } from "./synthesize";
import { sandboxState, type Target } from "./target";

/** Providers this project uses. A plan's own are run before anything can be known of what it does. */
const PROVIDERS = new Set(["hashicorp/azurerm", "azure/azapi", "integrations/github", "microsoft/azuredevops"]);

/** The settings of a configuration in JSON, as far as they are looked at. */
interface Settings {
  readonly module?: object;
  readonly terraform?: {
    readonly backend?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    readonly cloud?: object;
    readonly required_providers?: Readonly<Record<string, { readonly source?: string }>>;
  };
}

/** What is wrong with where a plan comes from. */
export interface Foreign {
  readonly message: string;
  readonly given?: string;
  readonly allowed?: string;
  readonly fix?: string;
}

/**
 * Holds the configuration in a plan file against what this project makes, before Terraform runs with it: the digest of
 * a plan can be compared only once its providers have run.
 * @returns the code of what is wrong, and what; undefined if nothing is
 */
export function foreignPlan(
  { configuration }: PlanFile,
  stack: string,
  target: Target,
  organization: Organization,
): { readonly elsewhere: Foreign } | { readonly unknown: Foreign } | undefined {
  const unknown = (message: string, more: Partial<Foreign> = {}) => ({ unknown: { message, ...more } });
  const others = [...configuration.keys()].filter((name) => name !== "cdk.tf.json");
  if (others.length > 0) return unknown("its configuration has files of others", { given: others.join(", ") });
  let settings: Settings;
  try {
    settings = JSON.parse(configuration.get("cdk.tf.json")?.toString("utf8") ?? "") as Settings;
  } catch {
    return unknown("its configuration cannot be read");
  }
  const { backend = {}, cloud, required_providers: providers = {} } = settings.terraform ?? {};
  if (settings.module !== undefined || cloud !== undefined) {
    return unknown("its configuration uses modules or a service of HashiCorp, as this project does not");
  }
  const sources = Object.values(providers).map(({ source = "" }) => source.toLowerCase());
  const strange = sources.filter((source) => !PROVIDERS.has(source.includes("/") ? source : `hashicorp/${source}`));
  if (strange.length > 0) {
    return unknown("it uses a provider that this project does not", {
      given: strange.join(", "),
      allowed: [...PROVIDERS].join(", "),
    });
  }
  const given = placeOf(backend);
  const allowed = placesOf(stack, target, organization);
  if (allowed.includes(given)) return undefined;
  if (given === NO_STATE) {
    const message = "it was planned before it had a state, by an identity that may make none";
    return { elsewhere: { message, fix: "plan again as whoever may deploy it" } };
  }
  const message = target.kind === "sandbox" ? "it was planned in another sandbox" : "its state is in another place";
  return { elsewhere: { message, given, allowed: allowed[0]! } };
}

/** Where a backend keeps a state, in one line. */
function placeOf(backend: NonNullable<NonNullable<Settings["terraform"]>["backend"]>): string {
  const [[kind, settings] = ["none", {}], ...more] = Object.entries(backend);
  if (more.length > 0) return "several";
  if (kind === "local") return String(settings["path"]);
  if (kind !== "azurerm") return kind;
  const { storage_account_name: account, container_name: container, key } = settings;
  return `Azure, ${String(account)}/${String(container)}/${String(key)}`;
}

function placesOf(stack: string, { sandbox }: Target, organization: Organization): readonly string[] {
  if (sandbox !== undefined) return [sandboxState(sandbox, stack)];
  const { stateStorageAccount, stateContainer } = sharedNamesOf(organization);
  const places = [`Azure, ${stateStorageAccount}/${stateContainer}/${stack}.tfstate`];
  // Its own state begins in a file (stacks/backend.ts).
  return stack === "bootstrap" && !organization.platform.state.migrated
    ? [join(project, "cdktf.out", "stacks", stack, "bootstrap.tfstate"), ...places]
    : places;
}

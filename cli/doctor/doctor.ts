import { namesOf, stackOfEnvironment } from "../../schema/names";
import { regionInWords, withRecovery, withRecoveryInCharge } from "../../schema/recovery";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { project } from "../../deploy/synthesize";
import type { RequiredProvider } from "../../domain/terraform/provider-locks";
import { knownProviders } from "../../policy/provider-settings";
import { loadConfiguration } from "../../schema/load";
import type { Configuration, Environment } from "../../schema/configuration";
import { resourceGroupId, resourceId } from "../../domain/azure/ids";
import { UserError } from "../../domain/problem/problem";
import { resourceProvidersFor } from "../../domain/azure/resource-providers";
import { connect, type AzureConnection } from "../../azure/connection";
import { chosenEnvironment, chosenRegion } from "../../schema/choose";
import { Ask } from "./ask";
import { checkChannels } from "./channels";
import { checkKey } from "./encryption";
import { firstDayQuestions } from "./first-day";
import { fail, pass, unknown, type Finding, type Line, type Result } from "./line";
import { checkLogin } from "./login";
import { checkProviders, machineChecks } from "./machine";
import { nameChecks } from "./names";
import { needsOf } from "./needs";
import { checkOwnership } from "./ownership";
import { askPolicies } from "./policies";
import { judgePermissions } from "./permissions";
import { judgeQuota, judgeSizes, quotasOf, sizesOf } from "./quota";
import { checkRegistry, checkState } from "./state";

export interface DoctorOptions {
  /** Folder of the configuration. */
  readonly config: string;
  /** One environment. @default - all of them */
  readonly environment?: string;
  /** Start a sandbox in this process: its folder, or `true` for `.sandbox`. */
  readonly sandbox?: string | boolean;
  /** Ask what no document settles of Azure as well, of environments that are deployed. @default false */
  readonly firstDay?: boolean;
  /** Ask in advance what policies would do to what the stacks of environments make. @default false */
  readonly policies?: boolean;
  /** How long all of Azure's answers may take together. Seconds. */
  readonly timeoutSeconds: number;
}

/** What `--json` prints. */
export interface Report {
  readonly target: "azure" | "sandbox" | "machine";
  /** In the order they are shown. */
  readonly lines: readonly Line[];
  readonly counts: Readonly<Record<Result, number>>;
}

const ML = "Microsoft.MachineLearningServices";

/** `mlops doctor`. Throws `UserError` if the configuration is wrong or has no such environment. */
export async function doctor(options: DoctorOptions): Promise<Report> {
  const configuration = loadConfiguration(options.config);
  const { organization, environments } = configuration;
  const chosen =
    options.environment === undefined ? environments : [chosenEnvironment(configuration, options.environment)];
  const machine = Promise.all([
    ...(Object.keys(machineChecks) as (keyof typeof machineChecks)[]).map((tool) =>
      attempt("this machine", tool, machineChecks[tool]),
    ),
    attempt("this machine", "providers", async () => checkProviders(lockFile(), providersOf(organization))),
  ]);
  const azure = await connect({
    ...(options.sandbox !== undefined && { sandbox: options.sandbox }),
    tenant: organization.tenant,
  });
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), options.timeoutSeconds * 1000);
  try {
    const lines = [
      ...(await machine),
      // Simulated, nothing can be anybody's.
      ...(azure.target === "azure"
        ? await attempt("configuration", "ownership", async () => checkOwnership(configuration))
        : []),
      ...(await examineAzure(azure, deadline.signal, configuration, chosen, options)),
    ].flat();
    const count = (result: Result): number => lines.filter((line) => line.result === result).length;
    const counts = { pass: count("pass"), fail: count("fail"), unknown: count("unknown") };
    return { target: azure.target, lines, counts };
  } finally {
    clearTimeout(timer);
    await azure.close();
  }
}

const lockFile = (): string => readFileSync(join(project, ".terraform.lock.hcl"), "utf8");

/** Providers that the stacks of an organization need. */
function providersOf({ repository }: Configuration["organization"]): Readonly<Record<string, RequiredProvider>> {
  const { azurerm, azapi, github, azuredevops } = knownProviders;
  return {
    azurerm: azurerm!,
    azapi: azapi!,
    ...(repository.provider === "github" ? { github: github! } : { azuredevops: azuredevops! }),
  };
}

async function examineAzure(
  azure: AzureConnection,
  signal: AbortSignal,
  configuration: Configuration,
  environments: readonly Environment[],
  { config, firstDay = false, policies = false }: DoctorOptions,
): Promise<readonly Line[]> {
  const { organization } = configuration;
  const login = await attempt("Azure", "login", () => checkLogin(azure, organization.tenant, signal));
  // Without a login every question would end the same way.
  if (login.some(({ result }) => result === "fail")) {
    const abouts = ["platform", ...environments.map(({ name }) => name)];
    const later = unknown("not asked: sign in first", login[0]!.fix!);
    return [...login, ...abouts.map((about) => ({ about, check: "everything", ...later }))];
  }
  const ask = new Ask(azure, signal);
  const patient = new Examination(ask, signal, configuration);
  const regions = withRecoveryInCharge(environments);
  const found = await Promise.all([patient.platform(), ...regions.map((one) => patient.environment(one))]);
  const deployed = withRecovery(environments);
  const questions = firstDay ? deployed : [];
  const settled = await Promise.all(
    questions.flatMap((environment) =>
      firstDayQuestions(ask, configuration, environment).map(({ check, find }) =>
        attempt(stackOfEnvironment(environment), `first day: ${check}`, find),
      ),
    ),
  );
  const asked = await Promise.all(
    (policies ? deployed : []).map((environment) =>
      attempt(stackOfEnvironment(environment), "policies", () => askPolicies(ask, config, environment)),
    ),
  );
  return [...login, ...found.flat(), ...settled.flat(), ...asked.flat()];
}

/** What is asked about the platform and about each environment, all at the same time. */
class Examination {
  constructor(
    private readonly ask: Ask,
    private readonly signal: AbortSignal,
    private readonly configuration: Configuration,
  ) {}

  async platform(): Promise<readonly Line[]> {
    const { organization, environments } = this.configuration;
    const { subscription } = organization.platform;
    return this.withAccess("platform", subscription, [
      ["providers", () => this.providers(subscription)],
      ["state", () => checkState(this.ask, organization, this.signal)],
      [
        "registry",
        async () => {
          const deployed = await Promise.all(
            withRecovery(environments).map((one) => this.isDeployed(one).catch(() => false)),
          );
          return checkRegistry(this.ask, organization, deployed.includes(true));
        },
      ],
    ]);
  }

  async environment(environment: Environment): Promise<readonly Line[]> {
    const { subscription, protection } = environment;
    const name = stackOfEnvironment(environment);
    const names = nameChecks(this.ask, this.configuration.organization, environment);
    return this.withAccess(name, subscription, [
      ["providers", () => this.providers(subscription)],
      ...(environment.recovery === undefined ? [] : [["region", async () => this.region(environment)] as const]),
      ...(environment.resourceGroup === undefined ? [] : [["group", () => this.group(environment)] as const]),
      ["role", () => this.role(environment, protection.lock)],
      [
        "sizes",
        async () =>
          judgeSizes(needsOf(this.configuration, environment), await this.sizes(environment), environment.location),
      ],
      ["quota", () => this.quota(environment)],
      ...names.map(({ find }) => ["name", find] as const),
      ["channels", () => checkChannels(this.ask, this.configuration.organization, environment)],
      ...(environment.encryption === undefined
        ? []
        : [["key", () => checkKey(this.ask, this.configuration.organization, environment, new Date())] as const]),
    ]);
  }

  /** The rest is asked only of a subscription that can be read. */
  private async withAccess(
    about: string,
    subscription: string,
    checks: readonly (readonly [check: string, find: () => Promise<Finding | readonly Finding[]>])[],
  ): Promise<readonly Line[]> {
    const access = await attempt(about, "subscription", () => this.access(subscription));
    if (access[0]!.result !== "pass") {
      const later = unknown("not asked: the subscription was not read", "mend the line above first");
      return [...access, { about, check: "the rest", ...later }];
    }
    const rest = await Promise.all(checks.map(([check, find]) => attempt(about, check, find)));
    return [...access, ...rest.flat()];
  }

  private async access(subscription: string): Promise<Finding> {
    const fix = `ask for a role in it (az account list shows where you have one), or correct the id in config/`;
    try {
      const found = await this.ask.get(`/subscriptions/${subscription}`, "2022-12-01");
      if (found === undefined) return fail(`${subscription} does not exist or is not shown to you`, fix);
      const { displayName, state, tenantId } = found as Readonly<Record<string, string | undefined>>;
      const { tenant } = this.configuration.organization;
      if (
        this.ask.azure.target === "azure" &&
        tenantId !== undefined &&
        tenantId.toLowerCase() !== tenant.toLowerCase()
      ) {
        return fail(
          `${displayName ?? subscription} belongs to tenant ${tenantId}`,
          "correct tenant in config/organization.yaml",
        );
      }
      if (state !== "Enabled")
        return fail(`${displayName ?? subscription} is ${state ?? "not enabled"}`, "ask its owner");
      return pass(`${displayName ?? ""} ${subscription}`.trim());
    } catch (error) {
      if (codeOf(error) === "MLOPS-AZURE-002") return fail(`you may not read ${subscription}`, fix);
      throw error;
    }
  }

  private async providers(subscription: string): Promise<Finding> {
    const listed = await this.ask.list(`/subscriptions/${subscription}/providers`, "2021-04-01");
    const registered = new Set(
      listed
        .filter(({ registrationState }) => registrationState === "Registered")
        .map(({ namespace }) => String(namespace).toLowerCase()),
    );
    const wanted = resourceProvidersFor(
      withRecovery(this.configuration.environments).filter((environment) => environment.subscription === subscription),
    );
    const missing = wanted.filter((namespace) => !registered.has(namespace.toLowerCase()));
    if (missing.length === 0) return pass(`all ${wanted.length} resource providers are registered`);
    const commands = missing.map((one) => `az provider register --namespace ${one} --subscription ${subscription}`);
    return fail(
      `not registered: ${missing.join(", ")}`,
      missing.length > 2
        ? `npx cdktf deploy bootstrap registers all; or ${commands[0]!} and so on`
        : commands.join("; "),
    );
  }

  /** Which of two regions is in charge, by the configuration. */
  private region({ name, location }: Environment): Finding {
    const home = chosenEnvironment(this.configuration, name);
    // What is examined is what each needs in charge.
    return pass(regionInWords(chosenRegion(this.configuration, name, location), home)!);
  }

  /** The resource group that others make: without it, nothing is deployed and no role granted. */
  private async group(environment: Environment): Promise<Finding> {
    const { name, subscription } = environment;
    const { resourceGroup } = namesOf(this.configuration.organization, environment);
    const found = await this.ask.get(resourceGroupId({ subscriptionId: subscription, resourceGroup }), "2021-04-01");
    return found === undefined
      ? fail(
          `resource group ${resourceGroup}, which others make, is not in subscription ${subscription}`,
          `have it made, or correct resourceGroup.existing in config/environments/${name}.yaml`,
        )
      : pass(`resource group ${resourceGroup} is there`);
  }

  private async role(environment: Environment, locks: boolean): Promise<Finding> {
    const { subscription } = environment;
    const { resourceGroup } = namesOf(this.configuration.organization, environment);
    const id = resourceGroupId({ subscriptionId: subscription, resourceGroup });
    // Until the group is there, what counts is what may be done in the subscription.
    const there = (await this.ask.get(id, "2021-04-01")) !== undefined;
    const scope = there ? id : `/subscriptions/${subscription}`;
    const permissions = await this.ask.list(`${scope}/providers/Microsoft.Authorization/permissions`, "2022-04-01");
    return judgePermissions(permissions, there ? resourceGroup : `subscription ${subscription}`, locks);
  }

  private async sizes({ subscription, location }: Environment) {
    return sizesOf(
      await this.ask.get(`/subscriptions/${subscription}/providers/${ML}/locations/${location}/vmSizes`, "2025-06-01"),
    );
  }

  /** Quota is one for a subscription and region: whatever else of the configuration lives there counts, too. */
  private async quota(environment: Environment): Promise<readonly Finding[]> {
    const { subscription, location } = environment;
    const together = withRecoveryInCharge(this.configuration.environments).filter(
      (one) => one.subscription === subscription && one.location === location,
    );
    const [offered, usages, deployed] = await Promise.all([
      this.sizes(environment),
      this.ask.list(`/subscriptions/${subscription}/providers/${ML}/locations/${location}/usages`, "2025-06-01"),
      Promise.all(together.map((one) => this.isDeployed(one))),
    ]);
    const needs = together.flatMap((one) => needsOf(this.configuration, one));
    return judgeQuota(needs, offered, quotasOf(usages), deployed.includes(true));
  }

  private async isDeployed(environment: Environment): Promise<boolean> {
    const names = namesOf(this.configuration.organization, environment);
    const group = { subscriptionId: environment.subscription, resourceGroup: names.resourceGroup };
    return (await this.ask.get(resourceId(group, `${ML}/workspaces`, names.workspace), "2025-06-01")) !== undefined;
  }
}

/** What a check finds, as lines; if Azure does not answer, why it is not known. */
async function attempt(
  about: string,
  check: string,
  find: () => Promise<Finding | readonly Finding[]>,
): Promise<readonly Line[]> {
  try {
    const found = await find();
    return [found].flat().map((finding: Finding) => ({ about, check, ...finding }));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const { message, fix } = error.problems[0]!;
    return [{ about, check, ...unknown(message, fix ?? "run the command again") }];
  }
}

const codeOf = (error: unknown): string | undefined =>
  error instanceof UserError ? error.problems[0]!.code : undefined;

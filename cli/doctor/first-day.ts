import { namesOf, useCaseNamesOf } from "../../schema/names";
import { collectedDatastore } from "../../domain/azure/datastore-uri";
import { resourceId } from "../../domain/azure/ids";
import { isRunOf } from "../../domain/monitors/breach";
import { ownEndpoints } from "../../domain/network/managed-network";
import type { ArmObject } from "../../azure/connection";
import type { Configuration, Environment } from "../../schema/configuration";
import { isInCharge } from "../../schema/recovery";
import type { Ask } from "./ask";
import { fail, pass, unknown, type Finding } from "./line";

const ML = "Microsoft.MachineLearningServices/workspaces";
const API = "2025-06-01";
const GUIDE = "docs/guides/first-day-in-azure.md";

/** A question that Azure Resource Manager can be asked once an environment is deployed. */
interface Question {
  readonly check: string;
  readonly find: () => Promise<Finding>;
}

/** What no document settles about Azure, as far as it shows in an environment that is deployed. */
export function firstDayQuestions(
  ask: Ask,
  configuration: Configuration,
  environment: Environment,
): readonly Question[] {
  const { platform } = configuration.organization;
  const { name, subscription, network } = environment;
  const names = namesOf(configuration.organization, environment);
  const group = { subscriptionId: subscription, resourceGroup: names.resourceGroup };
  const workspace = resourceId(group, ML, names.workspace);
  const collected = resourceId(group, "Microsoft.Storage/storageAccounts", names.collectedStorageAccount);
  return [
    {
      check: "network for Spark",
      find: async () => judgeSpark(await ask.get(workspace, API), network.outbound.mode === "internet"),
    },
    {
      check: "outbound rules",
      find: async () =>
        judgeRules(
          await ask.list(`${workspace}/outboundRules`, API),
          Object.keys(ownEndpoints(network, platform.registry.inbound)),
        ),
    },
    {
      check: "endpoints of collected data",
      find: async () => judgeConnections(await ask.list(`${collected}/privateEndpointConnections`, "2023-05-01")),
    },
    {
      check: "datastore of collected data",
      find: async () => judgeDatastore(await ask.get(`${workspace}/datastores/${collectedDatastore.name}`, API)),
    },
    {
      check: "runs of monitors",
      find: async () =>
        judgeRuns(
          await ask.list(`${workspace}/jobs`, API),
          (isInCharge(environment) ? configuration.useCases : []).flatMap((useCase) =>
            useCase.variants
              .filter((variant) => variant.environment === name && variant.monitors !== undefined)
              .flatMap(({ release }) =>
                release.live === undefined
                  ? []
                  : [useCaseNamesOf(configuration.organization, environment, useCase.name).monitor(release.live.model)],
              ),
          ),
        ),
    },
  ];
}

type Properties = Readonly<Record<string, unknown>>;
const properties = (resource: ArmObject | undefined): Properties => (resource?.["properties"] ?? {}) as Properties;
const object = (value: unknown): Properties =>
  typeof value === "object" && value !== null ? (value as Properties) : {};
const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** Whether monitors find a network. */
export function judgeSpark(workspace: ArmObject | undefined, wanted: boolean): Finding {
  if (workspace === undefined) return unknown("there is no workspace yet", "deploy the environment first");
  const { status, sparkReady } = object(object(properties(workspace)["managedNetwork"])["status"]);
  if (status !== "Active") return fail(`the managed network is ${text(status) || "not there"}`, `${GUIDE}, section 1`);
  if (!wanted) return pass("the managed network is active; no monitors run where only approved addresses are");
  return sparkReady === true
    ? pass("the managed network is active, for Spark as well")
    : fail("the managed network is not ready for Spark: no monitor can run", `${GUIDE}, section 1`);
}

/** Whether every rule of ours is there and active, and no destination has two. */
export function judgeRules(rules: readonly ArmObject[], own: readonly string[]): Finding {
  const nameOf = (rule: ArmObject): string => text(rule["name"]);
  const missing = own.filter((name) => !rules.some((rule) => nameOf(rule).toLowerCase() === name));
  if (missing.length > 0) return fail(`missing: ${missing.join(", ")}`, "deploy the environment");
  const idle = rules.filter((rule) => !["Active", ""].includes(text(properties(rule)["status"]))).map(nameOf);
  if (idle.length > 0) return fail(`not active: ${idle.join(", ")}`, `${GUIDE}, section 1`);
  const places = rules.map((rule) => {
    const { serviceResourceId, subresourceTarget } = object(properties(rule)["destination"]);
    return `${text(serviceResourceId)} ${text(subresourceTarget)}`.toLowerCase().trim();
  });
  const twice = rules
    .filter((_, index) => places[index] !== "" && places.indexOf(places[index]!) !== index)
    .map(nameOf);
  if (twice.length > 0) return fail(`lead where another rule leads: ${twice.join(", ")}`, `${GUIDE}, section 1`);
  return pass(`${rules.length} rules, every destination once`);
}

/** Whether the managed network's endpoints to an account were let in. */
export function judgeConnections(connections: readonly ArmObject[]): Finding {
  const states = connections.map((one) => text(object(properties(one)["privateLinkServiceConnectionState"])["status"]));
  const waiting = states.filter((state) => state !== "Approved");
  if (states.length === 0) return unknown("no private endpoint leads there yet", "deploy the environment first");
  return waiting.length === 0
    ? pass(`${states.length} approved`)
    : fail(`${waiting.length} of ${states.length} are ${[...new Set(waiting)].join(", ")}`, `${GUIDE}, section 1`);
}

/** Whether the workspace knows the collected data, without a credential. */
export function judgeDatastore(datastore: ArmObject | undefined): Finding {
  if (datastore === undefined) return unknown("there is no such datastore yet", "deploy the environment first");
  const { datastoreType, credentials } = properties(datastore);
  const kind = text(object(credentials)["credentialsType"]);
  return datastoreType === "AzureBlob" && kind === "None"
    ? pass("blobs, by identity")
    : fail(`${text(datastoreType)}, credential ${kind}`, "deploy the environment: somebody changed it");
}

/** Whether runs are found by what their monitors are called. */
export function judgeRuns(jobs: readonly ArmObject[], monitors: readonly string[]): Finding {
  if (monitors.length === 0)
    return unknown("nothing is monitored here", "release a version of a use case with monitors");
  const found = jobs.filter((job) =>
    monitors.some((monitor) =>
      isRunOf(monitor, {
        name: text(job["name"]),
        displayName: text(properties(job)["displayName"]),
        experimentName: text(properties(job)["experimentName"]),
      }),
    ),
  );
  return found.length > 0
    ? pass(
        `${found.length} found, the last as ${text(properties(found.at(-1))["displayName"]) || text(found.at(-1)!["name"])}`,
      )
    : unknown(`none of ${monitors.length} monitors has a run that is found by name`, `${GUIDE}, section 3`);
}

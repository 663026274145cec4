import { isBatchTagged } from "../domain/promotion/training-tag";
import { isTree, valueAt } from "../domain/json/tree";
import type { Load } from "./load";
import { HOURS_PER_MONTH, PER_MONTH, unitOf, type MeterName } from "./meters";
import { runsAMonth } from "./runs";

/** A resource, as a stack or a plan has it. */
export interface CostedResource {
  /** Terraform's type. */
  readonly type: string;
  /** ARM type, lower case. */
  readonly armType: string;
  readonly name: string;
  /** Its arguments. */
  readonly values: Readonly<Record<string, unknown>>;
}

/** What is known beside the resource itself. */
export interface Surroundings {
  /** Everything else that its stack has, e.g. the autoscale of a deployment. */
  readonly siblings: readonly CostedResource[];
  /** What the other stacks of its environment have, e.g. clusters. @default - nothing */
  readonly around?: readonly CostedResource[];
  readonly load: Load;
}

/** Something of a resource that Azure bills by a meter. */
export interface Part {
  /** Size of machine, or meter of the table. */
  readonly meter: string;
  /** Units in a month in which nobody uses it. */
  readonly idle: number;
  /** Units in a month under the load. */
  readonly used: number;
  /** What the two rest upon, in words. */
  readonly because: string;
}

type Rule = (resource: CostedResource, surroundings: Surroundings) => readonly Part[];

const ML = "microsoft.machinelearningservices";

/** What each type of resource is billed by; a type that is not here has no meter of its own. */
const rules: Readonly<Record<string, Rule>> = {
  [`${ML}/workspaces/onlineendpoints/deployments`]: deployment,
  [`${ML}/workspaces/computes`]: compute,
  [`${ML}/workspaces/schedules`]: schedule,
  [`${ML}/workspaces`]: workspace,
  [`${ML}/workspaces/outboundrules`]: (rule) =>
    text(rule, "body", "properties", "type") === "PrivateEndpoint"
      ? always("private-endpoint", 1, "an endpoint that the managed network makes, billed to the workspace")
      : [],
  [`${ML}/registries`]: (registry) => {
    const regions = list(registry, "body", "properties", "regionDetails").length;
    return always(
      "container-registry-premium",
      regions,
      `one container registry in each of ${counted(regions, "region")}`,
    );
  },
  "microsoft.containerregistry/registries": (registry) => {
    const replicas = list(registry, "georeplications").length;
    return text(registry, "sku") === "Premium"
      ? always("container-registry-premium", 1 + replicas, `itself and ${counted(replicas, "replica")}`)
      : [];
  },
  "microsoft.network/privateendpoints": () =>
    always("private-endpoint", 1, "all hours; what passes through is billed by GB"),
  "microsoft.network/privatednszones": () => always("private-dns-zone", 1, "one zone; queries are billed by use"),
  "microsoft.network/azurefirewalls": (firewall) => {
    const tier = text(firewall, "sku_tier") ?? text(firewall, "body", "properties", "sku", "tier") ?? "Standard";
    // A tier without a meter of the table has no price, and is named.
    return always(`firewall-${tier.toLowerCase()}`, 1, "all hours");
  },
  "microsoft.network/natgateways": () => always("nat-gateway", 1, "all hours; what passes through is billed by GB"),
  "microsoft.network/publicipaddresses": () => always("public-ip", 1, "all hours"),
  "microsoft.network/bastionhosts": (bastion) =>
    ["Basic", "Standard"].flatMap((sku) =>
      (text(bastion, "sku") ?? text(bastion, "body", "sku", "name") ?? "Basic") === sku
        ? always(sku === "Basic" ? "bastion-basic" : "bastion-standard", 1, "all hours")
        : [],
    ),
  "microsoft.compute/virtualmachines": (machine, { siblings, load }) => {
    const size = text(machine, "size") ?? text(machine, "body", "properties", "hardwareProfile", "vmSize");
    if (size === undefined) return [];
    const stops = siblings.some(
      ({ armType, name, values }) =>
        armType === "microsoft.devtestlab/schedules" &&
        (name === `shutdown-computevm-${machine.name}` ||
          isIdOf(machine, valueAt(values, "body", "properties", "targetResourceId"))),
    );
    if (!stops) return always(size, 1, "one machine, all hours");
    const because = `${load.instanceHours} hours a month; it is shut down every day, and its disk is billed all hours`;
    return [{ meter: size, idle: 0, used: load.instanceHours, because }];
  },
  "microsoft.devopsinfrastructure/pools": (pool, { load }) => {
    const size = text(pool, "body", "properties", "fabricProfile", "sku", "name");
    if (size === undefined) return [];
    const because = `no agent waits; ${load.agentHours} machine hours of jobs, billed by the second`;
    return [{ meter: size, idle: 0, used: load.agentHours, because }];
  },
  "microsoft.compute/virtualmachinescalesets": (set) => {
    const size = text(set, "sku") ?? text(set, "body", "sku", "name");
    const count = number(set, "instances") ?? number(set, "body", "sku", "capacity") ?? 0;
    return size === undefined ? [] : always(size, count, `${counted(count, "machine")}, all hours`);
  },
  "microsoft.insights/metricalerts": metricAlert,
  "microsoft.insights/scheduledqueryrules": (rule) => {
    const every = minutes(
      text(rule, "evaluation_frequency") ?? text(rule, "body", "properties", "evaluationFrequency"),
    );
    const bucket = every >= 15 ? 15 : every >= 10 ? 10 : every >= 5 ? 5 : 1;
    return always(`log-alert-${bucket}m`, 1, "one time series; each further one that splits it costs a part of it");
  },
  "microsoft.operationalinsights/workspaces": (logs, { load }) => {
    const months = Math.max(0, ((number(logs, "retention_in_days") ?? 30) - 31) / PER_MONTH.day);
    return [
      { meter: "log-ingestion", idle: 0, used: load.logsGb, because: `${load.logsGb} GB a month taken in` },
      ...(months > 0
        ? [
            {
              meter: "log-retention",
              idle: 0,
              used: load.logsGb * months,
              because: `${load.logsGb} GB of each month kept for ${Math.round(months * 10) / 10} months beyond the first`,
            },
          ]
        : []),
    ];
  },
  "microsoft.storage/storageaccounts": (account, { load }) => {
    const copies = text(account, "account_replication_type") ?? "LRS";
    return [
      {
        meter: `blob-${copies}`,
        idle: 0,
        used: load.storageGb,
        because: `${load.storageGb} GB stored, hot; calls are billed by use`,
      },
    ];
  },
};

/** What of a resource Azure bills by a meter that we know; nothing if it has none. */
export const partsOf = (resource: CostedResource, surroundings: Surroundings): readonly Part[] =>
  rules[resource.armType]?.(resource, surroundings) ?? [];

/** Whether a type of resource is known to have meters. */
export const hasMeters = (armType: string): boolean => Object.hasOwn(rules, armType);

/** All the time, load or not. */
function always(meter: MeterName | (string & {}), count: number, because: string): readonly Part[] {
  const units = count * PER_MONTH[unitOf(meter)];
  return count === 0 ? [] : [{ meter, idle: units, used: units, because }];
}

function deployment(resource: CostedResource, { siblings, load }: Surroundings): readonly Part[] {
  const size = text(resource, "body", "properties", "instanceType");
  if (size === undefined) return [];
  const scale = siblings.find(
    ({ armType, values }) =>
      armType === "microsoft.insights/autoscalesettings" &&
      isIdOf(resource, valueAt(values, "body", "properties", "targetResourceUri")),
  );
  const capacity = scale && list(scale, "body", "properties", "profiles")[0];
  const bound = (name: string): number =>
    Number(valueAt(capacity, "capacity", name) ?? number(resource, "body", "sku", "capacity") ?? 1);
  const [least, most] = [bound("minimum"), bound("maximum")];
  const average = least + ((most - least) * load.instancesPercent) / 100;
  const range = least === most ? counted(least, "instance") : `${least} to ${counted(most, "instance")}`;
  return [
    {
      meter: size,
      idle: least * HOURS_PER_MONTH,
      used: average * HOURS_PER_MONTH,
      because: `${range}, all hours${least === most ? "" : `; under load ${short(average)} on average`}`,
    },
  ];
}

function compute(resource: CostedResource, { load }: Surroundings): readonly Part[] {
  const settings = (...path: string[]) => valueAt(resource.values, "body", "properties", "properties", ...path);
  const size = settings("vmSize");
  if (typeof size !== "string") return [];
  if (text(resource, "body", "properties", "computeType") !== "AmlCompute") {
    const stops = settings("idleTimeBeforeShutdown") !== undefined;
    const used = stops ? load.instanceHours : HOURS_PER_MONTH;
    const because = stops ? `${used} hours a month; it shuts down when idle` : "all hours: it never shuts down";
    return [{ meter: size, idle: stops ? 0 : HOURS_PER_MONTH, used, because }];
  }
  const least = Number(settings("scaleSettings", "minNodeCount") ?? 0);
  const idle = least * HOURS_PER_MONTH;
  const waits = least === 0 ? "no node waits" : `${counted(least, "node")} wait all hours`;
  return [
    {
      meter: size,
      idle,
      used: idle + load.clusterHours,
      because: `${waits}; ${load.clusterHours} node hours of people's work`,
    },
  ];
}

/** Trainings run on a cluster, whose size stands where the cluster is; monitors on machines of their own. */
function schedule(resource: CostedResource, { siblings, around = [], load }: Surroundings): readonly Part[] {
  if (valueAt(resource.values, "body", "properties", "isEnabled") === false) return [];
  const runs = runsAMonth(valueAt(resource.values, "body", "properties", "trigger"));
  const action = (...path: string[]) => valueAt(resource.values, "body", "properties", "action", ...path);
  const each = (hours: number) => `${short(runs)} runs a month by schedule, ${short(hours)} machine hours each`;
  const monitor = action("monitorDefinition", "computeConfiguration", "instanceType");
  if (typeof monitor === "string") {
    return [
      {
        meter: monitor,
        idle: 0,
        used: runs * load.monitorHours,
        because: `${each(load.monitorHours)}, at the price of the machine`,
      },
    ];
  }
  const job = action("jobDefinition");
  const cluster = clusterOf(job);
  const hours = isBatchTagged(valueAt(job, "tags") ?? {}) ? load.scoringHours : load.trainingHours;
  const size = [...siblings, ...around].find(
    ({ armType, name }) => armType === `${ML}/workspaces/computes` && name === cluster,
  );
  const machine = size && valueAt(size.values, "body", "properties", "properties", "vmSize");
  if (typeof machine !== "string") return [];
  return [
    {
      meter: machine,
      idle: 0,
      used: runs * hours,
      because: `${each(hours)} on the cluster ${cluster}`,
    },
  ];
}

/** Name of the cluster that a job names, wherever it does. */
function clusterOf(job: unknown): string | undefined {
  const [, name] = /\/computes\/([A-Za-z0-9_-]+)/.exec(JSON.stringify(job ?? "")) ?? [];
  return name;
}

/** What a managed network makes endpoints to by itself: property of the workspace that names it, and the part of it. */
const OWN_ENDPOINTS = [
  ["storageAccount", "blob"],
  ["storageAccount", "file"],
  ["keyVault", "vault"],
  ["containerRegistry", "registry"],
  ["", "amlworkspace"],
] as const;

function workspace(resource: CostedResource, { siblings }: Surroundings): readonly Part[] {
  const mode = text(resource, "body", "properties", "managedNetwork", "isolationMode");
  if (mode === undefined || mode === "Disabled") return [];
  const made = siblings.filter(
    ({ armType, values }) =>
      armType === `${ML}/workspaces/outboundrules` &&
      // Where the workspace is new, a plan does not know its id yet.
      (values["parent_id"] === undefined || isIdOf(resource, values["parent_id"])),
  );
  const byItself = OWN_ENDPOINTS.filter(
    ([property, part]) =>
      !made.some(
        (rule) =>
          text(rule, "body", "properties", "destination", "subresourceTarget") === part &&
          text(rule, "body", "properties", "destination", "serviceResourceId") ===
            text(resource, "body", "properties", property),
      ),
  );
  const named = made.some((rule) => text(rule, "body", "properties", "type") === "FQDN");
  const sku = text(resource, "body", "properties", "managedNetwork", "firewallSku") ?? "Standard";
  return [
    // What is reached in public needs none, but for those that the stack asks for.
    ...always(
      "private-endpoint",
      text(resource, "body", "properties", "publicNetworkAccess") === "Disabled" ? byItself.length : 0,
      `made by Azure ML itself in the managed network: ${byItself.map(([, part]) => part).join(", ")}`,
    ),
    ...(named && mode === "AllowOnlyApprovedOutbound"
      ? always(
          sku === "Basic" ? "firewall-basic" : "firewall-standard",
          1,
          "rules with names of hosts bring a firewall",
        )
      : []),
  ];
}

function metricAlert(resource: CostedResource): readonly Part[] {
  const criteria = [...list(resource, "body", "properties", "criteria", "allOf"), ...list(resource, "criteria")];
  const series = criteria.reduce((sum: number, one) => {
    const dimensions = [valueAt(one, "dimensions"), valueAt(one, "dimension")].flat().filter(isTree);
    return sum + dimensions.reduce((product, dimension) => product * Math.max(1, values(dimension).length), 1);
  }, 0);
  const count = Math.max(1, series);
  return always(
    "metric-alert",
    count,
    `${counted(count, "time series", "time series")}; a value that stands for all counts once`,
  );
}

/** Whether an id is that of a resource; by type and name alone where a plan does not know yet what it lies in. */
function isIdOf({ armType, name, values: { parent_id: parent } }: CostedResource, id: unknown): boolean {
  if (typeof id !== "string") return false;
  const [type] = armType.split("/").slice(-1);
  const end = `/${type}/${name}`.toLowerCase();
  if (typeof parent !== "string") return id.toLowerCase().endsWith(end);
  // Only what lies in no other resource of its provider has the provider in its id.
  const provider = armType.split("/").length === 2 ? `/providers/${armType.split("/")[0]}` : "";
  return id.toLowerCase() === `${parent}${provider}${end}`.toLowerCase();
}

const values = (dimension: object): readonly unknown[] => {
  const found = valueAt(dimension, "values");
  return Array.isArray(found) ? found : [];
};

const text = ({ values: all }: CostedResource, ...path: string[]): string | undefined => {
  const found = valueAt(all, ...path);
  return typeof found === "string" ? found : undefined;
};
const number = ({ values: all }: CostedResource, ...path: string[]): number | undefined => {
  const found = valueAt(all, ...path);
  return typeof found === "number" ? found : undefined;
};
const list = ({ values: all }: CostedResource, ...path: string[]): readonly unknown[] => {
  const found = valueAt(all, ...path);
  return Array.isArray(found) ? found : [];
};

/** Minutes of `PT5M`, `PT1H`, `P1D`; a quarter of an hour if it is none of these. */
function minutes(duration: string | undefined): number {
  const [, days = "0", hours = "0", mins = "0"] =
    /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$/.exec(duration ?? "") ?? [];
  const total = Number(days) * 1440 + Number(hours) * 60 + Number(mins);
  return total === 0 ? 15 : total;
}

const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;
/** `4`, `1.5`, `30.4` */
export const short = (amount: number): string => String(Math.round(amount * 10) / 10);

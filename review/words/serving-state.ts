import { entriesAt, numberAt, textAt, type Json } from "./json";
import { bodyOf, propertiesOf, type Planned } from "./planned";

const ENDPOINT = "microsoft.machinelearningservices/workspaces/onlineendpoints";
const DEPLOYMENT = `${ENDPOINT}/deployments`;
const AUTOSCALE = "microsoft.insights/autoscalesettings";

/** A deployment as it serves. */
export interface ServingDeployment {
  /** Azure's name of it. */
  readonly name: string;
  /** Model version it serves. */
  readonly model: string;
  /** VM size. */
  readonly size?: string;
  readonly minInstances?: number;
  readonly maxInstances?: number;
  /** What it runs beside the model: `score.py of customer-churn-score 4`, `tabular-score 1`. @default - Azure's own of MLflow */
  readonly code?: string;
  readonly image?: string;
  /** CPU load above which an instance is added, in percent. */
  readonly scaleOutAtCpuPercent?: number;
}

/** Which versions serve, and how requests are shared. */
export interface ServingState {
  readonly deployments: readonly ServingDeployment[];
  readonly live?: ServingDeployment;
  readonly candidate?: ServingDeployment;
  /** What was live before and is kept without requests. */
  readonly former?: ServingDeployment;
  /** Percent; undefined: not known before apply. */
  readonly trafficPercent?: number;
  readonly mirrorPercent?: number;
}

/** What serves before or after, read from the resources of one use case's stack. */
export function servingState(resources: readonly Planned[], time: "before" | "after"): ServingState {
  const deployments = deploymentsOf(resources, time);
  const find = (name: string | undefined) => deployments.find((deployment) => deployment.name === name);
  const live = find(liveOf(resources, time)) ?? (deployments.length === 1 ? deployments[0] : undefined);
  // What settles traffic names what is live and what is tried, and nothing that is only kept.
  const settled = Object.keys(settledIn(resources, time));
  const others = deployments.filter(({ name }) => live !== undefined && name !== live.name);
  const former = settled.length === 0 ? undefined : others.find(({ name }) => !settled.includes(name));
  const candidate = others.find((one) => one !== former);
  if (candidate === undefined) return { deployments, live, former };
  const shares = resources.find(
    ({ type, armType, ...resource }) => type === "azapi_update_resource" && armType === ENDPOINT && resource[time],
  );
  const share = (kind: "traffic" | "mirrorTraffic", otherwise?: number) =>
    numberAt(propertiesOf(shares?.[time]), kind, candidate.name) ??
    (time === "after" ? intended(shares, kind, candidate.name) : undefined) ??
    otherwise;
  return {
    deployments,
    live,
    candidate,
    former,
    trafficPercent: share("traffic"),
    mirrorPercent: share("mirrorTraffic", 0),
  };
}

function deploymentsOf(resources: readonly Planned[], time: "before" | "after"): readonly ServingDeployment[] {
  return resources.flatMap((resource) => {
    const values = resource[time];
    if (resource.armType !== DEPLOYMENT || values === undefined) return [];
    const properties = propertiesOf(values);
    const capacity = numberAt(bodyOf(values), "sku", "capacity");
    const name = textAt(values, "name") ?? resource.name;
    const scale = resources.find(
      (one) => one.armType === AUTOSCALE && one[time] !== undefined && scalesOf(one[time], name),
    )?.[time];
    const profile = ["properties", "profiles", 0] as const;
    const body = bodyOf(scale);
    return [
      {
        name,
        model: textAt(properties, "model")?.split("/versions/").at(1) ?? name.replace(/^model-/, ""),
        size: textAt(properties, "instanceType"),
        ...runsIn(properties),
        minInstances: numberAt(body, ...profile, "capacity", "minimum") ?? capacity,
        maxInstances: numberAt(body, ...profile, "capacity", "maximum") ?? capacity,
        scaleOutAtCpuPercent: numberAt(body, ...profile, "rules", 0, "metricTrigger", "threshold"),
      },
    ];
  });
}

/** Scoring of one's own, by names and versions of the registry. */
function runsIn(properties: unknown): Pick<ServingDeployment, "code" | "image"> {
  const named = (id: string | undefined) => id?.replace(/^.*\/(?:codes|environments)\//, "").replace("/versions/", " ");
  const [code, image] = [textAt(properties, "codeConfiguration", "codeId"), textAt(properties, "environmentId")].map(
    named,
  );
  const script = textAt(properties, "codeConfiguration", "scoringScript");
  return { ...(code !== undefined && { code: `${script ?? "?"} of ${code}` }), ...(image !== undefined && { image }) };
}

/** By name: before a deployment exists its id is not known. The name is `scale-<endpoint>-<deployment>`. */
const scalesOf = (values: Json | undefined, deployment: string): boolean =>
  textAt(propertiesOf(values), "targetResourceUri")?.endsWith(`/deployments/${deployment}`) ??
  textAt(values, "name")?.endsWith(`-${deployment}`) ??
  false;

/** The deployment that all requests are sent to when the set of deployments changes: the live one. */
function liveOf(resources: readonly Planned[], time: "before" | "after"): string | undefined {
  return Object.entries(settledIn(resources, time)).find(([, share]) => share === 100)?.[0];
}

/** The shares that are sent when the set of deployments changes; empty if none are. */
function settledIn(resources: readonly Planned[], time: "before" | "after"): Readonly<Record<string, unknown>> {
  const sent = resources
    .filter(({ type, armType }) => type === "azapi_resource_action" && armType === ENDPOINT)
    .map((resource) => entriesAt(propertiesOf(resource[time]), "traffic"));
  return Object.fromEntries(sent.find((entries) => entries.length > 0) ?? []);
}

/**
 * The share that is meant while the endpoint's marks of rollbacks are not known: the last branch of the expression
 * `${… ? <after a rollback> : <share>}` that guards it.
 */
function intended(shares: Planned | undefined, kind: string, deployment: string): number | undefined {
  const written = textAt(shares?.configured?.expressions, "body", "constant_value", "properties", kind, deployment);
  const match = /\? \d+ : (\d+)\}$/.exec(written ?? "");
  return match === null ? undefined : Number(match[1]);
}

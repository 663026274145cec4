import type { ArmObject } from "../../azure/connection";
import type { Rates } from "../../cost/estimate";
import { stackOfEnvironment } from "../../schema/names";
import { placeAlert, type PlacedAlert } from "./alerts";
import { judgeEndpoint } from "./endpoint";
import { object, propertiesOf, some, text } from "../../azure/arm-object";
import { number, type EnvironmentFacts, type JobFacts, type UseCaseFacts } from "./facts";
import type { ClusterStatus, EnvironmentStatus, OpenAlert, QueueStatus, UseCaseStatus } from "./model";
import type { Place, PlacedUseCase } from "./place";
import { judgeBatch, judgeMonitors, judgeRetraining } from "./runs";

/**
 * What facts say about an environment. Pure.
 * @param rates - what machines cost. @default - nodes without work are counted only
 */
export function judgeEnvironment(place: Place, facts: EnvironmentFacts, rates?: Rates): EnvironmentStatus {
  const { workspace, unread } = facts;
  const base = { environment: stackOfEnvironment(place.environment), unread };
  if (workspace === undefined || workspace === null) {
    const state = workspace === null ? "not deployed" : "unread";
    return { ...base, state, alerts: [], clusters: [], useCases: [] };
  }
  const alerts = (facts.alerts ?? [])
    // Alerts on the activity log never resolve: somebody closes them.
    .filter((alert) => object(propertiesOf(alert)["essentials"])["alertState"] !== "Closed")
    .map((alert) => placeAlert(place, alert))
    .sort((left, right) => Date.parse(right.since) - Date.parse(left.since));
  return {
    ...base,
    state: "deployed",
    alerts: alerts.filter(({ useCase }) => useCase === undefined).map(plain),
    clusters: (facts.computes ?? []).flatMap((compute) => clusterOf(compute, rates)),
    ...some("queue", queueOf(facts.jobs ?? [])),
    ...some("budget", budgetOf(facts.budget)),
    useCases: place.useCases.map((useCase) => judgeUseCase(useCase, facts, alerts)),
  };
}

function judgeUseCase(useCase: PlacedUseCase, facts: EnvironmentFacts, alerts: readonly PlacedAlert[]): UseCaseStatus {
  const { name } = useCase.config;
  const own: UseCaseFacts = facts.useCases.get(name) ?? {};
  const { schedules, now } = facts;
  const endpoint = judgeEndpoint(useCase, own, facts.autoscale ?? [], now);
  const retraining = judgeRetraining(useCase, own.trainings, schedules, now);
  const monitors = judgeMonitors(useCase, facts);
  return {
    useCase: name,
    state: stateOf(useCase, own, retraining.schedule, endpoint?.state),
    alerts: alerts.filter((alert) => alert.useCase === name).map(plain),
    ...some("endpoint", endpoint),
    retraining,
    ...some("batch", judgeBatch(useCase, own.scorings, schedules, now)),
    monitors,
  };
}

/** A stack that was never deployed has neither of the two things that its kind has. */
function stateOf(
  { config }: PlacedUseCase,
  { endpoint }: UseCaseFacts,
  schedule: string,
  state: string | undefined,
): UseCaseStatus["state"] {
  const serves = config.serving !== undefined;
  if (serves) return endpoint === undefined ? "unread" : state === "missing" ? "not deployed" : "deployed";
  if (schedule === "unread") return "unread";
  return schedule === "missing" ? "not deployed" : "deployed";
}

function plain({ alert, rule, severity, since, subject, runbook }: PlacedAlert): OpenAlert {
  return { alert, rule, severity, since, ...some("subject", subject), ...some("runbook", runbook) };
}

function clusterOf(compute: ArmObject, rates: Rates | undefined): readonly ClusterStatus[] {
  const properties = propertiesOf(compute);
  if (properties["computeType"] !== "AmlCompute") return [];
  const own = object(properties["properties"]);
  const idleNodes = number(object(own["nodeStateCounts"])["idleNodeCount"]) ?? 0;
  // A cluster may be in another region than its workspace.
  const region = text(properties["computeLocation"]) ?? text(compute["location"]);
  return [
    {
      name: String(compute["name"]),
      ...some("nodes", number(own["currentNodeCount"])),
      maxNodes: number(object(own["scaleSettings"])["maxNodeCount"]) ?? 0,
      unusableNodes: number(object(own["nodeStateCounts"])["unusableNodeCount"]) ?? 0,
      idleNodes,
      ...some("idleCost", idleNodes === 0 ? undefined : costOf(idleNodes, text(own["vmSize"]), region, rates)),
    },
  ];
}

/** What nodes cost by the hour; undefined if no list has a price. */
function costOf(
  nodes: number,
  size: string | undefined,
  region: string | undefined,
  rates: Rates | undefined,
): ClusterStatus["idleCost"] {
  if (rates === undefined || size === undefined || region === undefined) return undefined;
  const rate = rates.of(size, region);
  if (rate === undefined) return undefined;
  return { perHour: Math.round(nodes * rate.price * 100) / 100, currency: rates.currency };
}

function queueOf(jobs: readonly JobFacts[]): QueueStatus | undefined {
  const waiting = jobs.filter(({ status, createdAt }) => status === "Queued" && createdAt !== "");
  const [first] = waiting.map(({ createdAt }) => createdAt).sort();
  return first === undefined ? undefined : { runs: waiting.length, since: first };
}

function budgetOf(budget: ArmObject | null | undefined): EnvironmentStatus["budget"] {
  const { amount, currentSpend } = propertiesOf(budget);
  const spent = number(object(currentSpend)["amount"]);
  const limit = number(amount);
  if (spent === undefined || limit === undefined) return undefined;
  return { spent, amount: limit, unit: text(object(currentSpend)["unit"]) ?? "" };
}

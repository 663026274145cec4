import { severities } from "../../domain/alerts/environment";
import { everyEnvironmentAlert } from "../../domain/alerts/every";
import { useCaseAlerts } from "../../domain/alerts/use-case";
import { stackOf } from "../../schema/names";
import { runbookOf } from "./alerts";
import type {
  Attention,
  BatchStatus,
  EndpointStatus,
  EnvironmentStatus,
  MonitorStatus,
  OpenAlert,
  UseCaseStatus,
  VersionStatus,
} from "./model";

/** What the configuration asks of a use case, as far as figures are judged by it. */
export interface Limits {
  readonly serverErrorPercent?: number;
  readonly latencyP95Milliseconds?: number;
  /** Components that it names and that exist nowhere, as `<component>:<version>`. @default - none */
  readonly absent?: readonly string[];
}

/** Limits by `<environment>/<use case>`. */
export type LimitsByUseCase = ReadonlyMap<string, Limits>;

/** Fewer answers tell nothing: one error in three requests is no share. The alert on errors asks for as many. */
const FEWEST_ANSWERS = 20;
const OPERATING = "docs/guides/operating.md";

type Found = Omit<Attention, "environment" | "useCase">;

/** What is wrong, the worst first; among equals what began last, and in the order of the environments. Pure. */
export function attentionOf(environments: readonly EnvironmentStatus[], limits: LimitsByUseCase): readonly Attention[] {
  const all = environments.flatMap((environment) => [
    ...ofEnvironment(environment).map((found): Attention => ({ ...found, environment: environment.environment })),
    ...environment.useCases.flatMap((useCase) =>
      ofUseCase(
        environment.environment,
        useCase,
        limits.get(`${environment.environment}/${useCase.useCase}`) ?? {},
      ).map((found): Attention => ({ ...found, environment: environment.environment, useCase: useCase.useCase })),
    ),
  ]);
  const rank = ({ severity }: Attention): number => severities.indexOf(severity);
  const began = ({ since }: Attention): number => Date.parse(since ?? "") || 0;
  return [...all].sort((left, right) => rank(left) - rank(right) || began(right) - began(left));
}

function ofEnvironment({ unread, alerts, clusters, budget, state }: EnvironmentStatus): readonly Found[] {
  const shown = new Set(alerts.map(({ alert }) => alert));
  return [
    // The reason counts once, however many parts it concerns.
    ...[...new Set(unread.map(({ why }) => why))].map((why): Found => {
      const parts = unread.filter((one) => one.why === why).map(({ what }) => what);
      const some = parts.length > 3 ? `${parts.slice(0, 3).join(", ")} and ${parts.length - 3} more` : parts.join(", ");
      return {
        severity: state === "unread" ? "critical" : "warning",
        what: `${some} could not be read: ${why}`,
        todo: "npx mlops doctor",
      };
    }),
    ...alerts.map(ofAlert),
    ...clusters
      .filter(({ unusableNodes }) => unusableNodes > 0 && !shown.has("unusable-nodes"))
      .map(({ name, unusableNodes }): Found => ({
        severity: "warning",
        what: `cluster ${name} has ${unusableNodes} unusable ${unusableNodes === 1 ? "node" : "nodes"}`,
        todo: runbookOf("unusable-nodes"),
      })),
    ...(budget !== undefined && budget.spent > budget.amount
      ? [{ severity: "warning", what: "the month's budget is used up", todo: OPERATING } as const]
      : []),
  ];
}

function ofAlert({ alert, severity, since, subject, runbook }: OpenAlert): Found {
  const table: Readonly<Record<string, { readonly what: string }>> = { ...everyEnvironmentAlert, ...useCaseAlerts };
  const what = Object.hasOwn(table, alert) ? table[alert]!.what : undefined;
  const about = subject === undefined ? "" : ` (${subject})`;
  return {
    severity,
    what: `alert ${alert}${about}${what === undefined ? "" : `: ${what}`}`,
    since,
    todo: runbook ?? `${OPERATING}, alerts of others`,
  };
}

function ofUseCase(environment: string, status: UseCaseStatus, limits: Limits): readonly Found[] {
  const { useCase, alerts, endpoint, retraining, batch, monitors, state } = status;
  const absent = (limits.absent ?? []).map((name): Found => ({
    severity: "warning",
    what: `its component ${name} is neither in ml/ nor external: true`,
    todo: "npx mlops ml check",
  }));
  const told = [...alerts.map(ofAlert), ...absent];
  const stack = stackOf(environment, useCase);
  if (state === "not deployed") {
    return [...told, { severity: "informational", what: "is not deployed here", todo: `npx cdktf deploy ${stack}` }];
  }
  const shown = new Set(alerts.map(({ alert }) => alert));
  const found: Found[] = [...told];
  // What an open alert tells already is not told twice.
  const add = (alert: string, one: Omit<Found, "todo"> & { readonly todo?: string }) => {
    if (!shown.has(alert)) found.push({ ...one, todo: one.todo ?? runbookOf(alert) });
  };
  if (endpoint !== undefined) ofEndpoint(endpoint, { environment, useCase, limits }, add);
  const { last } = retraining;
  if (last?.status === "Failed") {
    add("training-failed", { severity: "warning", what: `training ${last.job} failed`, since: last.at });
  }
  if (retraining.missed !== undefined) {
    add("training-missed", {
      severity: "warning",
      what: "a scheduled training did not come",
      since: retraining.missed,
      todo: `${OPERATING}, a run did not come`,
    });
  }
  if (retraining.schedule === "missing") {
    add("", { severity: "warning", what: "the retraining schedule is not there", todo: `npx mlops plan ${stack}` });
  }
  if (batch !== undefined) ofBatch(batch, stack, add);
  for (const monitor of monitors) ofMonitor(monitor, stack, add);
  return found;
}

function ofBatch({ last, missed, schedule }: BatchStatus, stack: string, add: Add): void {
  if (last?.status === "Failed") {
    add("batch-failed", { severity: "warning", what: `batch scoring ${last.job} failed`, since: last.at });
  }
  if (missed !== undefined) {
    add("batch-late", { severity: "warning", what: "a scheduled batch scoring did not come", since: missed });
  }
  if (schedule === "missing") {
    add("", {
      severity: "warning",
      what: "the schedule of batch scoring is not there",
      todo: `npx mlops plan ${stack}`,
    });
  }
}

/** Whose endpoint is judged, and by what. */
interface Judged {
  readonly environment: string;
  readonly useCase: string;
  readonly limits: Limits;
}

type Add = (alert: string, found: Omit<Found, "todo"> & { readonly todo?: string }) => void;

function ofEndpoint(
  { state, versions, mismatches }: EndpointStatus,
  { environment, useCase, limits }: Judged,
  add: Add,
): void {
  const stack = stackOf(environment, useCase);
  if (state === "Failed")
    add("model-deploy-failed", { severity: "critical", what: "the endpoint's last change failed" });
  for (const { deployment, model, state: own, role, rolledBackAt, keptUntil, keptTooLong, lastHour } of versions) {
    if (keptTooLong === true) {
      add("", {
        severity: "informational",
        what: `${model} was kept until ${keptUntil!}, and its machines still cost`,
        todo: `npx mlops rollout ${useCase} --env ${environment}`,
      });
    }
    if (own === "Failed")
      add("model-deploy-failed", { severity: "critical", what: `${deployment} could not be deployed` });
    if (rolledBackAt !== undefined && isRolledBack(role, versions)) {
      add("rollback-happened", {
        severity: "critical",
        what: `${deployment} was rolled back, but is still ${role === "live" ? "live" : "the candidate"} in the release file`,
        since: rolledBackAt,
        todo: `npx mlops rollback ${useCase} --env ${environment}`,
      });
    }
    const { answers = 0, serverErrorPercent: errors, latencyP95Milliseconds: latency } = lastHour ?? {};
    const { serverErrorPercent: mostErrors, latencyP95Milliseconds: mostLatency } = limits;
    if (errors !== undefined && mostErrors !== undefined && answers >= FEWEST_ANSWERS && errors > mostErrors) {
      add("endpoint-errors", {
        severity: "critical",
        what: `${deployment} answered ${errors} % of the last hour's requests with server errors, at most ${mostErrors} % are allowed`,
      });
    }
    if (latency !== undefined && mostLatency !== undefined && latency > mostLatency) {
      add("endpoint-latency", {
        severity: "warning",
        what: `${deployment} took up to ${latency} ms in the last hour, ${mostLatency} ms are allowed`,
      });
    }
  }
  // A rollback explains the difference, and has a line of its own.
  const rolled = versions.some(({ rolledBackAt, role }) => rolledBackAt !== undefined && isRolledBack(role, versions));
  if (mismatches.length > 0 && !rolled) {
    add("", {
      severity: "warning",
      what: `endpoint and release file differ: ${mismatches.join("; ")}`,
      todo: `npx mlops plan ${stack}`,
    });
  }
}

/** A candidate is rolled back to what is live, and that, while a former version is kept, to it. */
const isRolledBack = (role: VersionStatus["role"], versions: readonly VersionStatus[]): boolean =>
  role === "candidate" || (role === "live" && versions.some((other) => other.role === "former"));

function ofMonitor({ model, last, signals, schedule, missed }: MonitorStatus, stack: string, add: Add): void {
  const breached = signals.filter(({ result }) => result === "breached").map(({ signal }) => signal);
  if (breached.length > 0) {
    add("", {
      severity: "warning",
      what: `model ${model} drifts: ${breached.join(", ")} passed ${breached.length === 1 ? "its threshold" : "their thresholds"}`,
      since: last!.at,
      todo: "docs/guides/operating.md, a model drifts",
    });
  }
  if (last?.status === "Failed") {
    add("monitor-failed", { severity: "warning", what: `the monitor of model ${model} failed`, since: last.at });
  }
  if (missed !== undefined) {
    add("monitor-silent", {
      severity: "warning",
      what: `the monitor of model ${model} has stopped running`,
      since: missed,
    });
  }
  if (schedule === "missing") {
    add("", {
      severity: "warning",
      what: `the monitor of model ${model} is not there`,
      todo: `npx mlops plan ${stack}`,
    });
  }
}

import { styleText } from "node:util";
import { moment, secondsBetween, span } from "../../release/time";
import type {
  Attention,
  EnvironmentStatus,
  MonitorStatus,
  OpenAlert,
  StatusReport,
  UseCaseStatus,
  VersionStatus,
} from "./model";
import { wrap } from "../../print/wrap";

export interface RenderOptions {
  readonly colour: boolean;
  /** Most characters in a line. 60 or more. */
  readonly width: number;
}

type Style = "red" | "yellow" | "green" | "bold" | "dim";

const severityStyle = { critical: "red", warning: "yellow", informational: "dim" } as const;

/** The status for people: what needs attention first, then every environment. */
export function renderStatus(report: StatusReport, options: RenderOptions): string {
  return new Screen(report, { ...options, width: Math.max(60, options.width) }).lines().join("\n");
}

class Screen {
  constructor(
    private readonly report: StatusReport,
    private readonly options: RenderOptions,
  ) {}

  lines(): readonly string[] {
    const { at, target, environments } = this.report;
    const where = target === "sandbox" ? ", in the simulated Azure" : "";
    const head = `${this.paint("bold", "Status")} at ${moment(at)}${where}`;
    return [head, "", ...this.attention(), ...environments.flatMap((one) => this.environment(one))].slice(0, -1);
  }

  private attention(): readonly string[] {
    const { attention } = this.report;
    if (attention.length === 0) return [this.paint("green", "Nothing needs attention."), ""];
    return [
      this.paint("bold", `Needs attention (${attention.length})`),
      ...attention.flatMap((one) => this.oneAttention(one)),
      "",
    ];
  }

  private oneAttention({ severity, environment, useCase, what, since, todo }: Attention): readonly string[] {
    const where = useCase === undefined ? environment : `${environment} ${useCase}`;
    const when = since === undefined ? "" : `, ${this.ago(since)}`;
    const indent = " ".repeat(12);
    const label = severity === "informational" ? "info" : severity;
    const lines = wrap(`${where}: ${what}${when}`, this.options.width - indent.length);
    return [
      `  ${this.paint(severityStyle[severity], (severity === "critical" ? "CRITICAL" : label).padEnd(8))}  ${lines[0]!}`,
      ...lines.slice(1).map((line) => `${indent}${line}`),
      ...wrap(`→ ${todo}`, this.options.width - indent.length, "  ").map(
        (line) => `${indent}${this.paint("bold", line)}`,
      ),
    ];
  }

  private environment(status: EnvironmentStatus): readonly string[] {
    const { environment, state, alerts, clusters, queue, budget, unread, useCases } = status;
    const name = this.paint("bold", environment);
    if (state === "unread") return [`${name}  ${this.paint("red", "could not be read")}`, ""];
    if (state === "not deployed") return [`${name}  not deployed`, ""];
    const open = alerts.length + useCases.reduce((sum, useCase) => sum + useCase.alerts.length, 0);
    const unknown = unread.some(({ what }) => what === "alerts");
    const facts = [
      unknown ? "alerts unknown" : open === 0 ? "no open alerts" : `${open} open ${open === 1 ? "alert" : "alerts"}`,
      ...clusters.map(
        ({ name, nodes, maxNodes, idleNodes, idleCost }) =>
          `${name} ${nodes ?? "?"} of ${maxNodes} nodes${idleNodes > 0 ? `, ${idleNodes} idle` : ""}${
            idleCost === undefined ? "" : ` for ${idleCost.perHour.toFixed(2)} ${idleCost.currency} an hour`
          }`,
      ),
      ...(queue === undefined
        ? []
        : [`${queue.runs} ${queue.runs === 1 ? "run" : "runs"} in the queue, the first came ${this.ago(queue.since)}`]),
      ...(budget === undefined
        ? []
        : [`${round(budget.spent)} of ${round(budget.amount)} ${budget.unit} spent`.replace("  ", " ")]),
    ];
    const [first = "", ...more] = wrap(facts.join(" · "), this.options.width - environment.length - 2);
    return [
      `${name}  ${first}`,
      ...more.map((line) => `${" ".repeat(environment.length + 2)}${line}`),
      ...(alerts.length === 0 ? [] : this.row("alerts", this.alerts(alerts), "  ")),
      ...useCases.flatMap((useCase) => this.useCase(useCase)),
      "",
    ];
  }

  private useCase(status: UseCaseStatus): readonly string[] {
    const { useCase, state, endpoint, retraining, batch, monitors, alerts } = status;
    const name = `  ${this.paint("bold", useCase)}`;
    if (state === "not deployed") return [`${name}  not deployed`];
    const { versions = [], mismatches = [] } = endpoint ?? {};
    const busy =
      endpoint === undefined || ["Succeeded", "missing"].includes(endpoint.state) ? "" : `  endpoint ${endpoint.state}`;
    return [
      `${name}${busy}${state === "unread" ? "  could not be read" : ""}`,
      ...versions.flatMap((version) => this.row(...this.version(version))),
      ...(endpoint !== undefined && versions.length === 0 ? this.row("live", "nothing is deployed") : []),
      ...mismatches.flatMap((text) => this.row("differs", text, "    ", "yellow")),
      ...this.row(
        "retraining",
        this.retraining(retraining),
        "    ",
        retraining.last?.status === "Failed" ? "yellow" : undefined,
      ),
      ...(batch === undefined ? [] : this.row("batch", ...this.batch(batch))),
      ...monitors.flatMap((monitor) => this.row(`monitor ${monitor.model}`, ...this.monitor(monitor))),
      ...(alerts.length === 0 ? [] : this.row("alerts", this.alerts(alerts), "    ", "yellow")),
    ];
  }

  private version(version: VersionStatus): [label: string, text: string, indent: string, style?: Style] {
    const { role, model, state, trafficPercent, mirrorPercent, releasedTrafficPercent, releasedMirrorPercent } =
      version;
    const { instances, lastHour, rolledBackAt } = version;
    const differs =
      trafficPercent !== releasedTrafficPercent || mirrorPercent !== releasedMirrorPercent || role === "none";
    const released = [
      ...(trafficPercent === releasedTrafficPercent ? [] : [`${releasedTrafficPercent} %`]),
      ...(mirrorPercent === releasedMirrorPercent ? [] : [`copy of ${releasedMirrorPercent} %`]),
    ];
    const figures =
      lastHour === undefined
        ? "no requests on record"
        : [
            `${lastHour.answers} answers`,
            ...(lastHour.serverErrorPercent === undefined ? [] : [`${lastHour.serverErrorPercent} % errors`]),
            ...(lastHour.latencyP95Milliseconds === undefined ? [] : [`p95 ${lastHour.latencyP95Milliseconds} ms`]),
          ].join(", ");
    const parts = [
      `${model}  ${trafficPercent} % of requests${mirrorPercent > 0 ? `, copy of ${mirrorPercent} %` : ""}`,
      ...(released.length > 0 ? [`≠ release file: ${released.join(", ")}`] : []),
      ...(rolledBackAt === undefined ? [] : [`rolled back ${this.ago(rolledBackAt)}`]),
      ...(state === "Succeeded" ? [] : [state]),
      ...(instances === undefined ? [] : [`${instances.now} of ${instances.min}–${instances.max} instances`]),
      ...(state === "missing" ? [] : [`last hour: ${figures}`]),
    ];
    const label = role === "none" ? "unreleased" : role;
    return [
      label,
      parts.join(" · "),
      "    ",
      state === "Failed" || differs || rolledBackAt !== undefined ? "yellow" : undefined,
    ];
  }

  private retraining({ last, next, schedule, missed }: UseCaseStatus["retraining"]): string {
    const ran =
      last === undefined
        ? "has not run"
        : `${last.status.toLowerCase()} ${this.ago(last.at)} (${last.trigger === "unknown" ? "by hand" : last.trigger.replace("-", " ")})`;
    return [ran, this.planned(schedule, next, missed)].join(" · ");
  }

  private batch({
    last,
    next,
    schedule,
    missed,
  }: NonNullable<UseCaseStatus["batch"]>): [text: string, indent: string, style?: Style] {
    const by = last?.model === undefined ? "" : ` with ${last.model}`;
    const ran = last === undefined ? "has not run" : `${last.status.toLowerCase()} ${this.ago(last.at)}${by}`;
    const bad = missed !== undefined || last?.status === "Failed";
    return [[ran, this.planned(schedule, next, missed)].join(" · "), "    ", bad ? "yellow" : undefined];
  }

  private monitor({
    last,
    signals,
    schedule,
    next,
    missed,
  }: MonitorStatus): [text: string, indent: string, style?: Style] {
    const breached = signals.filter(({ result }) => result === "breached");
    const passed = signals.filter(({ result }) => result === "pass");
    const names = breached.map(({ signal }) => signal).join(", ");
    const result =
      last === undefined
        ? ["has not run"]
        : [
            `ran ${this.ago(last.at)}`,
            breached.length > 0
              ? `BREACHED ${names}${passed.length > 0 ? `, ${passed.length} pass` : ""}`
              : passed.length === signals.length
                ? `${passed.length === 1 ? "its signal passes" : `all ${passed.length} signals pass`}`
                : `${last.status.toLowerCase()}, signals unknown`,
          ];
    const bad = breached.length > 0 || missed !== undefined || last?.status === "Failed";
    return [[...result, this.planned(schedule, next, missed)].join(" · "), "    ", bad ? "yellow" : undefined];
  }

  private planned(schedule: string, next: string | undefined, missed: string | undefined): string {
    const words: Readonly<Record<string, string>> = {
      paused: "schedule paused",
      missing: "schedule missing",
      none: "no schedule",
      unread: "schedule unknown",
    };
    const late = missed === undefined ? "" : `MISSED ${moment(missed)}, `;
    return words[schedule] ?? (next === undefined ? "next unknown" : `${late}next ${moment(next)}`);
  }

  private alerts(alerts: readonly OpenAlert[]): string {
    return alerts
      .map(
        ({ alert, subject, severity, since }) =>
          `${alert}${subject === undefined ? "" : ` ${subject}`} (${severity}, ${this.ago(since)})`,
      )
      .join(", ");
  }

  private row(label: string, text: string, indent = "    ", style?: Style): readonly string[] {
    const column = indent.length + 14;
    const lines = wrap(text, this.options.width - column);
    return lines.map((line, index) => {
      const left = index === 0 ? `${indent}${label.padEnd(12)}  ` : " ".repeat(column);
      return `${left}${style === undefined ? line : this.paint(style, line)}`;
    });
  }

  private ago(at: string): string {
    const seconds = secondsBetween(at, this.report.at);
    // Seconds matter for a minute only.
    return seconds >= 0 ? `${span(seconds < 60 ? seconds : Math.floor(seconds / 60) * 60)} ago` : moment(at);
  }

  private paint(style: Style, text: string): string {
    return this.options.colour ? styleText(style, text, { validateStream: false }) : text;
  }
}

const round = (amount: number): string => Math.round(amount).toLocaleString("en-US");

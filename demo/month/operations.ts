import {
  AlertWatch,
  endJob,
  runMonitor,
  scheduleOf,
  startScheduledJob,
  type AlertNews,
  type Finding,
  type RunResult,
} from "../../sandbox";
import type { CloudResource } from "../../sandbox";
import type { UseCasePlace } from "../../deploy/promotion/place";
import type { Scene } from "./scene";
import { isFragile, measured, monitorMinutes, TRAINING_HOURS } from "./world";

const HOUR = 3_600_000;
const MINUTE = 60_000;

/** Something that is going to happen. */
export interface Event {
  readonly at: Date;
  readonly happen: () => Promise<void> | void;
}

/** A version that training has made. */
export interface Trained {
  readonly version: string;
  /** Whether it still has to come into the registry. */
  readonly publish: boolean;
}

type Body = Readonly<Record<string, unknown>>;
const name = (id: string): string => id.split("/").at(-1)!;
const round = (value: number): string => String(Math.round(value * 100) / 100);

/** What goes on by itself: schedules start jobs, monitors look, alerts fire, workflows answer. */
export class Operations {
  /** What is going to happen, in no order. */
  readonly pending: Event[] = [];
  /** Runs of monitors that found nothing, since somebody asked. */
  quietRuns = 0;
  /** Environments in which a schedule has just started a training job. */
  private readonly begun: string[] = [];
  private readonly watches = new Map<string, AlertWatch>();

  constructor(
    private readonly scene: Scene,
    /** Called with every version that could be promoted. */
    private readonly trained: (version: Trained) => void,
  ) {}

  /** The next things that deployed schedules start, all at one moment; none if nothing is scheduled. */
  nextScheduled(): readonly Event[] {
    const after = this.scene.now.toISOString();
    const due = this.scene.places().flatMap((place, index, places) =>
      this.schedulesOf(place).flatMap((schedule): Event[] => {
        const properties = schedule.body["properties"] as Body;
        if (properties["isEnabled"] !== true) return [];
        const [next] = scheduleOf(properties["trigger"] as never).nextRuns(after, 1);
        const isMonitor = (properties["action"] as Body)["actionType"] === "CreateMonitor";
        const isLast = index === places.length - 1;
        const happen = () =>
          isMonitor ? this.beginMonitorRun(place, schedule.id, isLast) : this.train(place, schedule.id, index === 0);
        return [{ at: new Date(next!.utc), happen }];
      }),
    );
    const first = Math.min(...due.map(({ at }) => at.getTime()));
    const together = due.filter(({ at }) => at.getTime() === first);
    return together.length === 0 ? [] : [...together, { at: new Date(first), happen: () => this.tellTrainings() }];
  }

  /** Trainings that have just begun in several environments are told at once. */
  private tellTrainings(): void {
    const { now, narrator } = this.scene;
    if (this.begun.length === 0) return;
    const text = `starts a training job in ${this.begun.join(", ")}`;
    narrator.tell(now, "retraining schedule", text);
    this.begun.length = 0;
  }

  /** The use case's own schedules in a workspace. */
  private schedulesOf({ ids }: UseCasePlace): readonly CloudResource[] {
    return this.scene.sandbox.store.below(`${ids.workspace}/schedules`).filter(({ body }) => {
      const { action } = body["properties"] as { readonly action: Body };
      const target = (action["monitorDefinition"] as Body | undefined)?.["monitoringTarget"] as Body | undefined;
      const tags = (action["jobDefinition"] as Body | undefined)?.["tags"] as Body | undefined;
      const watches = String(target?.["deploymentId"]).toLowerCase().startsWith(`${ids.endpoint.toLowerCase()}/`);
      return watches || tags?.["use-case"] === this.scene.useCase;
    });
  }

  private train(place: UseCasePlace, schedule: string, isFirst: boolean): void {
    const job = startScheduledJob(this.scene.sandbox.cloud, schedule);
    if (job === undefined) return;
    this.begun.push(place.environment);
    this.endTraining(place, job, "schedule", isFirst);
  }

  /** Lets a training job end hours later, and register what it made. */
  private endTraining(place: UseCasePlace, job: string, kind: "schedule" | "drift", registers: boolean): void {
    const { scene } = this;
    const day = scene.dayAt(scene.now);
    const end = () => {
      const { status, error } = endJob(scene.sandbox, job, "Completed");
      if (status !== "Completed") {
        const failed = `${place.environment}: ${name(job)} has failed: ${error ?? status}`;
        return scene.narrator.tell(scene.now, "training job", failed, `${place.environment}: a training job fails`);
      }
      if (!registers) return;
      const version = scene.register(place, job, { kind, day });
      const metrics = Object.entries(this.metricsOf(place, version)).map(([metric, value]) => `${metric} ${value}`);
      const made = `${place.environment}: ${name(job)} has completed and registers version ${version} (${metrics.join(", ")})`;
      scene.narrator.tell(scene.now, "training job", made, `version ${version} is trained, by ${kind}`);
      return this.offer(place, version, kind);
    };
    this.pending.push({ at: new Date(scene.now.getTime() + TRAINING_HOURS[kind] * HOUR), happen: end });
  }

  /** Metrics that the gates ask about, as registered. */
  private metricsOf({ ids }: UseCasePlace, version: string): Readonly<Record<string, string>> {
    const { model, variants } = this.scene.promoted();
    const found = this.scene.sandbox.cloud.show(`${ids.workspace}/models/${model}/versions/${version}`);
    const tags = (found?.properties["tags"] ?? {}) as Readonly<Record<string, string>>;
    const gates = variants.flatMap(({ promotion }) => [
      ...Object.keys(promotion?.gates.metrics ?? {}),
      ...(promotion?.gates.champion === undefined ? [] : [promotion.gates.champion.metric]),
    ]);
    const told = [...new Set(gates)].filter((metric) => tags[`metrics.${metric}`] !== undefined);
    return Object.fromEntries(told.map((metric) => [metric, tags[`metrics.${metric}`]!]));
  }

  /** Only the first environment's versions come to the registry with a promotion; what others trained is shared to it. */
  private async offer(place: UseCasePlace, version: string, kind: "schedule" | "drift"): Promise<void> {
    const { scene } = this;
    const isFirst = place.environment === scene.places()[0]!.environment;
    if (!isFirst && kind === "drift") {
      await scene.publish(place, version);
      scene.narrator.tell(scene.now, "publish", `${version} is copied from ${place.workspace} to ${place.registry}`);
    }
    this.trained({ version, publish: isFirst });
  }

  private beginMonitorRun(place: UseCasePlace, monitor: string, isLast: boolean): void {
    const { scene } = this;
    const stamp = scene.now.toISOString().replace(/\D/g, "").slice(0, 12);
    const day = scene.dayAt(scene.now);
    const at = new Date(scene.now.getTime() + monitorMinutes(day) * MINUTE);
    this.pending.push({ at, happen: () => this.endMonitorRun(place, monitor, stamp, isLast) });
  }

  private async endMonitorRun(place: UseCasePlace, monitor: string, run: string, isLast: boolean): Promise<void> {
    const { scene } = this;
    const { sandbox, narrator, now } = scene;
    if (sandbox.store.get(monitor) === undefined) return;
    const definition = sandbox.cloud.show(monitor)!.properties["action"] as { monitorDefinition: Body };
    const target = (definition.monitorDefinition["monitoringTarget"] as Body)["deploymentId"];
    const origin = scene.originOfDeployment(name(String(target)));
    const day = scene.dayAt(now);
    const result = await runMonitor(sandbox, {
      monitor,
      run,
      measure: (about) => measured(about, day, origin, isLast),
    });
    if (result === undefined) return;
    if (result.error !== undefined) {
      const text = `${name(monitor)} in ${place.environment} has failed: ${result.error}`;
      return narrator.tell(now, "drift monitor", text, `${place.environment}: a monitor fails`);
    }
    const breaches = result.findings.filter(({ breached }) => breached);
    if (breaches.length === 0) {
      this.quietRuns++;
      return;
    }
    narrator.tell(
      now,
      "drift monitor",
      `${name(monitor)} in ${place.environment}: ${breaches.map(inWords).join("; ")}`,
      `${place.environment}: a monitor finds drift`,
    );
    if (result.deliveries.length === 0)
      narrator.tell(now, "Event Grid", "no deployed subscription asks for this signal");
    for (const { subscription, result: workflow } of result.deliveries) {
      const outcome = String(workflow.actions["Outcome"]?.outputs ?? workflow.status);
      // What rolls back hears of every monitor, and leaves alone what is not the candidate's.
      if (name(subscription).endsWith("-rollback")) {
        const said = this.messageOf(workflow.actions);
        if (said !== "")
          narrator.tell(now, "rollback workflow", `${outcome}; ${said}`, `rollback workflow: ${outcome}`);
        continue;
      }
      const job = outcome === "submitted" ? this.submitted(place, workflow) : undefined;
      const what = job === undefined ? this.messageOf(workflow.actions) : `submits the training job ${name(job)}`;
      const text = `${name(subscription)} runs the drift workflow: ${outcome}${what === "" ? "" : `; ${what}`}`;
      narrator.tell(now, "Event Grid", text, `drift workflow: ${outcome}`);
      if (job !== undefined) this.endTraining(place, job, "drift", true);
    }
  }

  /** What a workflow tells its owner. */
  private messageOf(actions: Readonly<Record<string, { readonly outputs?: unknown }>>): string {
    const told = actions["Tell"]?.outputs as { readonly message?: string } | undefined;
    return told?.message === undefined ? "" : `the owner is told: ${told.message}`;
  }

  /** The job that a run of the workflow submitted. */
  private submitted({ ids }: UseCasePlace, { actions }: RunResult): string | undefined {
    return this.scene.sandbox.store.get(`${ids.workspace}/jobs/${String(actions["Name"]?.outputs)}`)?.id;
  }

  /** Looks at the alert rules of every environment. */
  async lookAtAlerts(): Promise<readonly AlertNews[]> {
    const news: AlertNews[] = [];
    for (const { ids } of this.scene.places()) {
      const scope = ids.workspace.split("/providers/")[0]!;
      const watch = this.watches.get(scope) ?? new AlertWatch(this.scene.sandbox, scope);
      this.watches.set(scope, watch);
      for (const one of await watch.look()) {
        news.push(one);
        this.tellAlert(one);
      }
    }
    return news;
  }

  private tellAlert({ rule, condition, value, threshold, mailed, runs }: AlertNews): void {
    const { narrator, now, useCase } = this.scene;
    // Other use cases share the environments; nobody calls their endpoints in this story.
    if (!name(rule).includes(useCase)) return;
    if (condition === "Resolved") return narrator.tell(now, "alert", `${name(rule)} is over`);
    const compared = value === undefined ? "" : `: ${round(value)}, threshold ${threshold}`;
    const mail = mailed.length === 0 ? "" : `; mail to ${mailed.join(", ")}`;
    narrator.tell(now, "alert", `${name(rule)} fires${compared}${mail}`, `alert ${name(rule)}`);
    for (const { actions, status } of runs) {
      const outcome = String(actions["Outcome"]?.outputs ?? status);
      const told = this.messageOf(actions);
      narrator.tell(
        now,
        "rollback workflow",
        `${outcome}${told === "" ? "" : `; ${told}`}`,
        `rollback workflow: ${outcome}`,
      );
    }
  }

  /**
   * Expects trouble with versions that have just got their first real requests: looks closely, minute by minute, at the
   * hours in which the fragile version fails.
   * @param rolledBack - called when a workflow has taken a deployment out
   */
  expectTrouble(deployments: readonly string[], failsAt: Date, rolledBack: (deployment: string) => void): void {
    for (const deployment of deployments) {
      if (!isFragile(this.scene.originOfDeployment(deployment))) continue;
      this.pending.push({ at: failsAt, happen: () => this.liveThroughTrouble(deployment, rolledBack) });
    }
  }

  private async liveThroughTrouble(deployment: string, rolledBack: (deployment: string) => void): Promise<void> {
    const { scene } = this;
    const place = scene.places().at(-1)!;
    const share = () => scene.sandbox.cloud.show(place.ids.endpoint)!.properties["traffic"] as Record<string, number>;
    if ((share()[deployment] ?? 0) === 0) return;
    scene.recordTraffic();
    await this.lookAtAlerts();
    const began = scene.now;
    const text = `${deployment} answers with server errors: a service it calls is overloaded`;
    scene.narrator.tell(began, "customers", text, `${deployment} begins to fail`);
    for (let minute = 1; minute <= 90; minute++) {
      const failing = (share()[deployment] ?? 0) > 0;
      await scene.advance(new Date(began.getTime() + minute * MINUTE));
      scene.recordTrafficByMinute();
      await this.lookAtAlerts();
      if (!failing || (share()[deployment] ?? 0) > 0) continue;
      const passed = `${place.names.endpoint}, ${minute} minutes after the first error: ${scene.answers(place)}`;
      scene.narrator.tell(
        scene.now,
        "endpoint",
        passed,
        `${place.environment}: all requests back, after ${minute} minutes`,
      );
      rolledBack(deployment);
    }
  }
}

function inWords({ signal, metric, dataType, value, threshold }: Finding): string {
  const kind = dataType === undefined ? "" : `${dataType.toLowerCase()} `;
  return `${signal.split("_").at(-1)!}, ${kind}${metric} ${value}, threshold ${threshold}`;
}

import {
  AlertWatch,
  endJob,
  runMonitor,
  scheduleOf,
  sharesOf,
  startScheduledJob,
  type AlertNews,
  type Finding,
  type RunResult,
} from "../../sandbox";
import type { CloudResource } from "../../sandbox";
import type { UseCasePlace } from "../../deploy/promotion/place";
import { batchTag, isBatchTagged } from "../../domain/promotion/training-tag";
import type { Made, Scene } from "./scene";
import { signalsOf } from "./monitored";
import { BATCH_MINUTES, monitorMinutes, scenarioOf, TRAINING_HOURS, type Scenario } from "./scenario";
import type { Measured, Scored, TrainingReport, VersionRecipe } from "./world";

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

/** When labels of the night are there. */
const LABELS_HOUR = 9;
/** The metric that tells how quiet a run was. */
const DISTANCE = "JensenShannonDistance";

type Body = Readonly<Record<string, unknown>>;
const name = (id: string): string => id.split("/").at(-1)!;
const round = (value: number): string => String(Math.round(value * 100) / 100);
const exact = (value: number): string => String(Number(value.toPrecision(3)));
const count = (value: number): string => value.toLocaleString("en-US");

/** What goes on by itself: schedules start jobs, monitors look, alerts fire, workflows answer. */
export class Operations {
  /** What is going to happen, in no order. */
  readonly pending: Event[] = [];
  /** Runs of monitors that found nothing, since somebody asked. */
  quietRuns = 0;
  /** Environments in which a schedule has just started a training job. */
  private readonly begun: string[] = [];
  private readonly watches = new Map<string, AlertWatch>();
  private readonly scenario: Scenario;
  /** Runs of monitors that passed no threshold, by environment and day. */
  private readonly quiet = new Map<string, readonly Measured[]>();
  /** The version that answered in each environment when drift was found first. */
  private readonly answered = new Map<string, string>();
  /** The first version that was trained for drift. */
  private afterDrift: string | undefined;
  /** Batches that have scored, by environment. */
  private readonly scored = new Map<string, readonly Scored[]>();
  /** Deployments whose failing was told. */
  private readonly failing = new Set<string>();

  constructor(
    private readonly scene: Scene,
    /** Called with every version that could be promoted. */
    private readonly trained: (version: Trained) => void,
  ) {
    this.scenario = scenarioOf(scene.useCase);
  }

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
        const tags = ((properties["action"] as Body)["jobDefinition"] as Body | undefined)?.["tags"] ?? {};
        const happen = () =>
          isMonitor
            ? this.beginMonitorRun(place, schedule.id, isLast)
            : isBatchTagged(tags)
              ? this.score(place, schedule.id, isLast)
              : this.train(place, schedule.id, index === 0);
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

  /** Lets a batch score with the version that its schedule names, and tells what the list of the last environment holds. */
  private score(place: UseCasePlace, schedule: string, isLast: boolean): void {
    const { scene } = this;
    const day = scene.dayAt(scene.now);
    const job = startScheduledJob(scene.sandbox.cloud, schedule);
    if (job === undefined) return;
    const end = async () => {
      const { status, error } = endJob(scene.sandbox, job, "Completed");
      if (status !== "Completed") {
        const failed = `${place.environment}: ${name(job)} has failed: ${error ?? status}`;
        return scene.narrator.tell(scene.now, "batch scoring", failed, `${place.environment}: a batch fails`);
      }
      const tags = scene.sandbox.cloud.show(job)!.properties["tags"] as Readonly<Record<string, string>>;
      const version = tags[batchTag(scene.useCase)]!;
      const known = this.scored.get(place.environment) ?? [];
      this.scored.set(place.environment, [...known, { at: scene.now, day, version: scene.recipeOf(version) }]);
      if (!isLast) return;
      scene.narrator.busy(`scoring who called in the week before ${scene.narrator.dayOf(scene.now)}`);
      const { rows, positive } = await scene.world.score(scene.recipeOf(version), { day, reached: true });
      const found = positive === null ? "" : `; ${count(positive)} of them are marked`;
      const text = `${place.environment}: ${name(job)} has completed: ${version} has scored ${count(rows)} customers${found}`;
      scene.narrator.tell(scene.now, "batch scoring", text, `${version} scores the list of the week`);
    };
    this.pending.push({ at: new Date(scene.now.getTime() + BATCH_MINUTES * MINUTE), happen: end });
  }

  /** Lets a training job end hours later, and register what it made. */
  private endTraining(place: UseCasePlace, job: string, kind: "schedule" | "drift", registers: boolean): void {
    const { scene } = this;
    const day = scene.dayAt(scene.now);
    const change = this.scenario.trainings.find(
      ({ from, to, edit }) => from <= day && day <= to && scene.world.fits(edit),
    );
    const { lost, edit } = change ?? {};
    const recipe: VersionRecipe = { day, ...(lost !== undefined && { lost }), ...(edit !== undefined && { edit }) };
    const end = async () => {
      const { status, error } = endJob(scene.sandbox, job, "Completed");
      if (status !== "Completed") {
        const failed = `${place.environment}: ${name(job)} has failed: ${error ?? status}`;
        return scene.narrator.tell(scene.now, "training job", failed, `${place.environment}: a training job fails`);
      }
      if (!registers) return;
      const live = this.liveIn(scene.places()[0]!.environment);
      scene.narrator.busy(`training ${scene.useCase} on the customers up to ${scene.narrator.dayOf(scene.now)}`);
      const serving = scene.places().flatMap(({ environment }) => this.liveIn(environment) ?? []);
      const champions = Object.fromEntries([...new Set(serving)].map((one) => [one, scene.recipeOf(one)]));
      const report = await scene.world.train(recipe, champions);
      const { version, isPublished } = scene.register(place, job, recipe, report);
      const where = isPublished ? `publishes version ${version} to ${place.registry}` : `registers version ${version}`;
      const made = `${place.environment}: ${name(job)} has completed and ${where} (${this.inMetrics(report)})`;
      const learned = `; learned from customers up to ${report.learned_to}${change === undefined ? "" : `, ${change.says}`}`;
      const same = this.onTheSame(report, live);
      scene.narrator.tell(
        scene.now,
        "training job",
        `${made}${same}${learned}`,
        `version ${version} is trained, by ${kind}`,
      );
      if (kind === "drift") this.afterDrift ??= version;
      this.offer(place, { version, isPublished });
    };
    this.pending.push({ at: new Date(scene.now.getTime() + TRAINING_HOURS[kind] * HOUR), happen: end });
  }

  /** The version that answers in an environment. */
  private liveIn(environment: string): string | undefined {
    return this.scene.promoted().variants.find((one) => one.environment === environment)?.release.live?.model;
  }

  private inMetrics({ metrics }: TrainingReport): string {
    return this.gated()
      .filter((metric) => metrics[metric] !== undefined)
      .map((metric) => `${metric} ${metrics[metric]}`)
      .join(", ");
  }

  /** How the live version does on the rows that a new one was judged on. */
  private onTheSame({ champions, test_rows }: TrainingReport, live: string | undefined): string {
    const [metric] = this.gated();
    const value = metric === undefined || live === undefined ? undefined : champions[live]?.[metric];
    if (value === undefined) return "";
    return `; on the same ${count(test_rows)} customers ${live!} has ${metric!} ${value}`;
  }

  /** Metrics that the gates ask about. */
  private gated(): readonly string[] {
    const gates = this.scene
      .promoted()
      .variants.flatMap(({ promotion }) => [
        ...Object.keys(promotion?.gates.metrics ?? {}),
        ...(promotion?.gates.champion === undefined ? [] : [promotion.gates.champion.metric]),
      ]);
    return [...new Set(gates)];
  }

  /** What a job has not published can come into the registry with a promotion from the first environment only. */
  private offer(place: UseCasePlace, { version, isPublished }: Made): void {
    const { scene } = this;
    const isFirst = place.environment === scene.places()[0]!.environment;
    if (isPublished || isFirst) return this.trained({ version, publish: !isPublished });
    const text = `${version} stays in ${place.workspace}: nothing brings it to ${place.registry} (compute.publishesModels)`;
    scene.narrator.tell(scene.now, "training job", text);
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
    const deployment = name(String(target));
    // Who tests a version asks the same again and again; customers are others each day.
    const at = isLast ? now : new Date(now.getTime() - (scene.dayAt(now) - 1) * 24 * HOUR);
    narrator.busy(`measuring what ${deployment} was asked in ${place.environment}`);
    const signals = signalsOf(definition.monitorDefinition);
    const recipe = scene.recipeOfDeployment(deployment);
    const since = isLast && recipe.day >= 1 ? scene.deployedAt(place, deployment) : undefined;
    const moved = now.getTime() - at.getTime();
    const scored = (this.scored.get(place.environment) ?? []).map((one) => ({
      ...one,
      at: new Date(one.at.getTime() - moved),
      // The same list again and again, as with requests.
      day: isLast ? one.day : 1,
    }));
    const found = await scene.world.monitor(recipe, signals, { at, since, reached: isLast, scored });
    const of = (about: Pick<Finding, "signal" | "metric" | "dataType">): Measured | undefined =>
      found.find(
        (one) => one.signal === about.signal && one.metric === about.metric && one.dataType === about.dataType,
      );
    const result = await runMonitor(sandbox, {
      monitor,
      run,
      measure: (about) => of(about)?.value,
      measureReference: (about) => of(about)?.reference ?? 0,
    });
    if (result === undefined) return;
    if (result.error !== undefined) {
      const text = `${name(monitor)} in ${place.environment} has failed: ${result.error}`;
      return narrator.tell(now, "drift monitor", text, `${place.environment}: a monitor fails`);
    }
    const breaches = result.findings.filter(({ breached }) => breached);
    if (breaches.length === 0) {
      this.quietRuns++;
      this.quiet.set(`${place.environment}/${scene.dayAt(now)}`, found);
      return;
    }
    if (!this.answered.has(place.environment)) this.answered.set(place.environment, deployment.replace(/^model-/, ""));
    const late = breaches.flatMap(({ signal }) => signals.find((one) => one.name === signal && one.offset > 0) ?? []);
    const silent =
      late.length === 0 ? "" : this.wasQuiet(place.environment, new Date(now.getTime() - late[0]!.offset * HOUR));
    narrator.tell(
      now,
      "drift monitor",
      `${name(monitor)} in ${place.environment}: ${breaches.map((one) => inWords(one, of(one)?.feature)).join("; ")}${silent}`,
      `${place.environment}: a monitor finds drift`,
    );
    if (result.deliveries.length === 0)
      narrator.tell(now, "Event Grid", "no deployed subscription asks for this signal");
    // Each signal raises its event, and what one has started the next ones find done.
    const told = new Set<string>();
    for (const { subscription, result: workflow } of result.deliveries) {
      const outcome = String(workflow.actions["Outcome"]?.outputs ?? workflow.status);
      if (told.has(`${subscription} ${outcome}`)) continue;
      told.add(`${subscription} ${outcome}`);
      // What rolls back hears of every monitor, and leaves alone what is not the candidate's.
      if (/-rollback(-events)?$/.test(name(subscription))) {
        const said = this.messageOf(workflow.actions);
        if (said !== "")
          narrator.tell(now, "rollback workflow", `${outcome}; ${said}`, `rollback workflow: ${outcome}`);
        continue;
      }
      if (outcome === "already-handled") continue;
      const job = outcome === "submitted" ? this.submitted(place, workflow) : undefined;
      const what = job === undefined ? this.messageOf(workflow.actions) : `submits the training job ${name(job)}`;
      const text = `${name(subscription)} runs the drift workflow: ${outcome}${what === "" ? "" : `; ${what}`}`;
      narrator.tell(now, "Event Grid", text, `drift workflow: ${outcome}`);
      if (job !== undefined) this.endTraining(place, job, "drift", true);
    }
  }

  /** What the other signals said of customers whose labels have come now. */
  private wasQuiet(environment: string, then: Date): string {
    const found = this.quiet.get(`${environment}/${this.scene.dayAt(then)}`);
    const distances = (found ?? []).flatMap(({ metric, value }) => (metric === DISTANCE ? [value!] : []));
    if (distances.length === 0) return "";
    const largest = `${DISTANCE} at most ${exact(Math.max(...distances))}`;
    return `; the same customers passed no threshold on ${this.scene.narrator.dayOf(then)} (${largest}): only their labels show it`;
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
   * Expects what happens on a day: labels that come in, and requests that a version may fail on.
   * @param rolledBack - called when a workflow has taken a deployment out
   */
  expectDay(day: number, rolledBack: (deployment: string) => void): void {
    const { scene } = this;
    const { retold } = this.scenario;
    if (retold?.known === day)
      this.pending.push({ at: scene.at(day, LABELS_HOUR), happen: () => this.tellLabels(retold) });
    for (const { from, to, unmetered, fromHour, toHour } of this.scenario.causes) {
      if (unmetered === undefined || day < from || day > to) continue;
      const hours = { day, fromHour: fromHour!, toHour: toHour! };
      this.pending.push({ at: scene.atUtc(day, hours.fromHour), happen: () => this.meetRequests(hours, rolledBack) });
    }
  }

  /** Labels of customers have come: what did the version that answered them make of them, and what would a later one have? */
  private async tellLabels(retold: NonNullable<Scenario["retold"]>): Promise<void> {
    const { scene } = this;
    const { environment } = scene.places().at(-1)!;
    const [before, after] = [this.answered.get(environment), this.afterDrift];
    const [metric] = this.gated();
    if (before === undefined || after === undefined || metric === undefined) return;
    const { rows, metrics } = await scene.world.compare(
      [before, after].map((one) => scene.recipeOf(one)),
      retold,
    );
    const text = `of the ${count(rows)} customers ${retold.says} it is known now who left: ${metric} of ${before}, which answered them, ${metrics[0]![metric]}; of ${after}, trained since, ${metrics[1]![metric]}`;
    scene.narrator.tell(
      scene.now,
      "labels",
      text,
      `${after} would have done better than ${before}: ${metric} ${metrics[1]![metric]} instead of ${metrics[0]![metric]}`,
    );
  }

  /** Asks the versions of the last environment what callers ask now, and lives through it where one fails. */
  private async meetRequests(
    hours: { readonly day: number; readonly fromHour: number; readonly toHour: number },
    rolledBack: (deployment: string) => void,
  ): Promise<void> {
    const { scene } = this;
    const { endpoint } = scene.places().at(-1)!.ids;
    for (const [deployment, percent] of Object.entries(sharesOf(scene.sandbox.cloud, endpoint))) {
      if (percent === 0) continue;
      const { requests, failed, error } = await scene.world.fail(scene.recipeOfDeployment(deployment), hours);
      if (failed === 0) continue;
      const [from, to] = [hours.fromHour, hours.toHour].map((hour) => scene.atUtc(hours.day, hour).getTime()) as [
        number,
        number,
      ];
      scene.noteFailure({ deployment, percent: (failed * 100) / requests, from, to });
      if (this.failing.has(deployment)) continue;
      this.failing.add(deployment);
      await this.liveThroughTrouble(deployment, `${failed} of ${requests} requests (${error!})`, rolledBack);
    }
  }

  private async liveThroughTrouble(
    deployment: string,
    what: string,
    rolledBack: (deployment: string) => void,
  ): Promise<void> {
    const { scene } = this;
    const place = scene.places().at(-1)!;
    const share = () => sharesOf(scene.sandbox.cloud, place.ids.endpoint)[deployment] ?? 0;
    scene.recordTraffic();
    await this.lookAtAlerts();
    const began = scene.now;
    scene.narrator.tell(began, "customers", `${deployment} fails on ${what}`, `${deployment} begins to fail`);
    for (let minute = 1; minute <= 90; minute++) {
      const failing = share() > 0;
      await scene.advance(new Date(began.getTime() + minute * MINUTE));
      scene.recordTrafficByMinute();
      await this.lookAtAlerts();
      if (!failing || share() > 0) continue;
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

function inWords({ signal, metric, dataType, value, threshold }: Finding, feature = ""): string {
  const kind = dataType === undefined ? "" : `${dataType.toLowerCase()} `;
  const where = feature === "" ? "" : ` of ${feature}`;
  return `${signal.split("_").at(-1)!}, ${kind}${metric} ${exact(value)}${where}, threshold ${exact(threshold)}`;
}

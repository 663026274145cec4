import { existsSync } from "node:fs";
import { relative } from "node:path";
import { compareVersions, wasLive } from "../../release";
import { promote } from "../../deploy/promotion/promote";
import type { PromotionReport } from "../../deploy/promotion/report";
import { rollback } from "../../deploy/promotion/rollback";
import { rollout } from "../../deploy/promotion/rollout";
import { smoke } from "../../deploy/promotion/smoke";
import type { Somebody } from "../../sandbox";
import { mlFolder } from "../../cli/ml/python";
import { applyReviewed, planAndReview, type Reviewed } from "./deployment";
import type { Trained } from "./operations";
import type { Scene } from "./scene";

/** Checks that pass by waiting: whoever is refused by them alone tries again. */
const passesByWaiting = (check: string): boolean => ["soak", "bake", "drift"].includes(check);

interface Flight extends Trained {
  /** What it was refused for last, so that the same is told once. */
  refused: string;
}

const missing = ({ reasons }: PromotionReport) => reasons.filter(({ result }) => result !== "pass");

/** What people do: every morning they bring each version one step further, with the commands of this project. */
export class Team {
  private readonly flights: Flight[] = [];
  /** Environments whose release is not deployed yet. */
  private readonly changed = new Set<string>();
  /** Whether one of them is to answer otherwise; removing what answers nobody can wait for the next deployment. */
  private urgent = false;
  /** Deployments that have passed their smoke test. */
  private readonly tried = new Set<string>();
  private readonly refusals = new Map<string, string>();
  private count = 0;
  /** Reports of every deployment, in order. */
  readonly reports: Reviewed[] = [];
  /** Evidence files that were written. */
  readonly evidence = new Set<string>();

  constructor(private readonly scene: Scene) {}

  add(version: Trained): void {
    this.flights.push({ ...version, refused: "" });
  }

  private get options() {
    return { config: this.scene.config, now: () => this.scene.now };
  }

  /** One morning. */
  async turn(): Promise<void> {
    const { scene } = this;
    const { variants } = scene.promoted();
    for (const { environment, release } of variants) {
      const { candidate } = release;
      if (candidate === undefined || this.isRolledBack(environment, candidate.deployment)) continue;
      await this.tryRollout(
        environment,
        candidate.trafficPercent === 100,
        environment === variants.at(-1)!.environment,
      );
    }
    for (const flight of [...this.flights]) await this.tryPromotion(flight);
    if (this.urgent) await this.deploy();
  }

  private async tryRollout(environment: string, answersAll: boolean, isLast: boolean): Promise<void> {
    const asking = { ml: mlFolder, asker: this.scene.asker };
    const { cast } = this.scene;
    const report = await cast.as(cast.planner(environment), () =>
      rollout(this.scene.useCase, { ...this.options, ...asking, env: environment }),
    );
    const key = `rollout ${environment} ${report.model!}`;
    if (report.allowed) {
      this.refusals.delete(key);
      return this.took(report, "mlops rollout", `--env ${environment}`, !answersAll || isLast);
    }
    const why = missing(report)
      .map(({ check }) => check)
      .join();
    if (this.refusals.get(key) === why) return;
    this.refusals.set(key, why);
    this.tellRefusal(report, "mlops rollout", `--env ${environment}`);
  }

  private async tryPromotion(flight: Flight): Promise<void> {
    const { scene } = this;
    const { version } = flight;
    const drop = () => void this.flights.splice(this.flights.indexOf(flight), 1);
    const { stages } = scene.promoted();
    const next = stages.find(({ release }) => !wasLive(release, version))?.release;
    if (next === undefined || stages.some(({ release }) => release.rejected.includes(version))) return drop();
    // Being tried itself, or in line behind another.
    if (next.candidate !== undefined || this.changed.has(next.environment)) return;
    // Somebody newer has overtaken it.
    if (next.live !== undefined && compareVersions(version, next.live.model) < 0) return drop();
    const isFirst = next.environment === stages[0]!.release.environment;
    const publish = isFirst && flight.publish;
    const to = next.environment;
    const who = publish ? scene.cast.publisher(to) : scene.cast.planner(to);
    const report = await scene.cast.as(who, () =>
      promote(scene.useCase, { ...this.options, to, model: version, publish }),
    );
    const words = `--to ${to} --model ${version}${publish ? " --publish" : ""}`;
    if (report.allowed) {
      flight.refused = "";
      return this.took(report, "mlops promote", words);
    }
    const why = missing(report).map(({ check }) => check);
    if (flight.refused !== why.join()) this.tellRefusal(report, "mlops promote", words);
    flight.refused = why.join();
    if (isFirst || !why.every(passesByWaiting)) drop();
  }

  private took(report: PromotionReport, command: string, words: string, urgent = true): void {
    const { scene } = this;
    const { changes, files, approval, reasons, environment } = report;
    const checks = `${reasons.length} checks passed`;
    const approvers = approval?.split(";")[0];
    const agreed = approvers === undefined ? "" : `; approval by ${approvers}, taken as given`;
    const text = `${words}: allowed, ${checks}: ${changes.join("; ")}${agreed}`;
    scene.narrator.tell(scene.now, command, text, changes.join("; "));
    this.changed.add(environment);
    this.urgent ||= urgent;
    for (const file of files.filter((one) => one.includes("evidence"))) this.evidence.add(file);
  }

  private tellRefusal(report: PromotionReport, command: string, words: string): void {
    const { scene } = this;
    const why = missing(report).map(({ check, text }) => `${check}: ${text}`);
    const wait = missing(report).every(({ check }) => passesByWaiting(check));
    const short = wait ? undefined : `${report.model ?? ""} is refused in ${report.environment}`;
    scene.narrator.tell(scene.now, command, `${words}: refused, ${why.join("; ")}`, short);
  }

  /** Deploys what was decided: one plan, one review. */
  async deploy(): Promise<void> {
    const { scene } = this;
    if (this.changed.size === 0) return;
    const order = scene.places().map(({ environment }) => environment);
    const environments = order.filter((environment) => this.changed.has(environment));
    const reviewed = await this.review(environments);
    this.changed.clear();
    this.urgent = false;
    if (reviewed.verdict === "blocked") {
      const text = `BLOCKED, so nothing is deployed: ${reviewed.reasons.join("; ")}`;
      return scene.narrator.tell(scene.now, "mlops review", text, "a deployment is blocked");
    }
    scene.narrator.busy(`applying ${reviewed.counts}`);
    scene.recordTraffic();
    await this.apply(reviewed, environments);
    const report = relative(scene.folder, reviewed.report);
    scene.narrator.tell(scene.now, "plan, review, apply", `${reviewed.counts}; ${inWords(reviewed)}; report ${report}`);
    for (const environment of environments) await this.tryOut(environment);
  }

  /** Asks what has been deployed the sample request, as the pipeline does after every deployment. */
  private async tryOut(environment: string): Promise<void> {
    const { scene } = this;
    const asked = scene.promoted().variants.find((variant) => variant.environment === environment);
    if (asked?.promotion?.smokeTest === undefined || asked.release.live === undefined) return;
    const { tests } = await scene.cast.as(scene.cast.deployer(environment), () =>
      smoke(scene.useCase, { ...this.options, ml: mlFolder, env: environment, asker: scene.asker }),
    );
    for (const { deployment, reasons } of tests) {
      const key = `${environment} ${deployment}`;
      const failed = reasons.filter(({ result }) => result !== "pass");
      if (failed.length === 0 && this.tried.has(key)) continue;
      this.tried.add(key);
      const text = reasons.map(({ check, text, result }) => (result === "pass" ? text : `${check} ${result}: ${text}`));
      scene.narrator.tell(scene.now, "mlops smoke", `--env ${environment}: ${text.join("; ")}`);
    }
  }

  private async review(environments: readonly string[]): Promise<Reviewed> {
    const { scene } = this;
    const { places } = scene.promoted();
    const stacks = environments.map((environment) => places.get(environment)!.names.stack);
    this.count++;
    const name = `${String(this.count).padStart(2, "0")}-${environments.join("-")}`;
    scene.narrator.busy(`planning ${stacks.join(", ")}`);
    const { folder, config, today } = scene;
    const besides = await this.signedIn(environments, (environment) => scene.cast.planner(environment));
    const reviewed = await planAndReview({ folder, config, stacks, name, today, besides });
    this.reports.push(reviewed);
    return reviewed;
  }

  private async apply(reviewed: Reviewed, environments: readonly string[]): Promise<void> {
    const { cast, config } = this.scene;
    const besides = await this.signedIn(environments, (environment) => cast.deployer(environment));
    await applyReviewed(reviewed, config, besides, () => this.review(environments));
  }

  /** What the use case's stacks are signed in as. */
  private signedIn(environments: readonly string[], who: (environment: string) => Somebody) {
    const { cast } = this.scene;
    const { places } = this.scene.promoted();
    return cast.signedIn(
      new Map(environments.map((environment) => [places.get(environment)!.names.stack, who(environment)])),
    );
  }

  /** Deploys environments whose release was changed before the story begins. */
  async deployFirst(environments: readonly string[]): Promise<void> {
    if (environments.length > 0) await this.apply(await this.review(environments), environments);
  }

  /** After a workflow has rolled something back: the plan shows it, and the release file comes to say so, too. */
  async writeRollbackDown(environment: string, because: string): Promise<void> {
    const { scene } = this;
    const seen = await this.review([environment]);
    const warned = seen.warnings.map((text) => `; warns: ${text}`).join("");
    const shown = seen.changes ? seen.counts : "no changes: traffic stays where the workflow put it";
    scene.narrator.tell(scene.now, "mlops plan", `${shown}${warned}`);
    const report = await scene.cast.as(scene.cast.planner(environment), () =>
      rollback(scene.useCase, { ...this.options, env: environment, reason: because }),
    );
    if (!report.allowed) return this.tellRefusal(report, "mlops rollback", `--env ${environment}`);
    this.took(report, "mlops rollback", `--env ${environment} --reason "${because}"`);
    await this.deploy();
  }

  /** Plans everything the use case has, once more. */
  async planAll(): Promise<Reviewed> {
    return this.review(this.scene.places().map(({ environment }) => environment));
  }

  /** Whether the endpoint is marked: a workflow has taken the deployment out. */
  private isRolledBack(environment: string, deployment: string): boolean {
    const { ids } = this.scene.promoted().places.get(environment)!;
    const marks = this.scene.sandbox.cloud.show(ids.endpoint)?.properties["properties"] ?? {};
    return Object.hasOwn(marks as object, `rolledBack-${deployment}`);
  }

  /** Evidence files that are there. */
  evidenceFiles(): readonly string[] {
    return [...this.evidence].filter((file) => existsSync(file));
  }
}

const titles: Readonly<Record<Reviewed["verdict"], string>> = {
  blocked: "BLOCKED",
  "needs-security-approval": "NEEDS SECURITY APPROVAL",
  review: "REVIEW",
  "no-change": "NO CHANGE",
};

const inWords = ({ verdict }: Reviewed): string => `verdict ${titles[verdict]}`;

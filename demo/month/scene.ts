import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { nextVersion } from "../../domain/promotion/publication";
import { instantOf, wallMinutes } from "../../domain/time/time-zone";
import { writeWhole } from "../../files";
import {
  callerOf,
  publishedTo,
  publishModel,
  registerModel,
  recordTraffic,
  sharesOf,
  type Sandbox,
  whyNotAnswered,
} from "../../sandbox";
import type { Asker } from "../../deploy/promotion/answers";
import type { UseCasePlace } from "../../deploy/promotion/place";
import { loadPromoted, type PromotedUseCase } from "../../deploy/promotion/use-case";
import type { Cast } from "./cast";
import type { Narrator } from "./narrator";
import { Stopped } from "./stopped";
import { recipeBefore, registerReleased, releasedVersions, tagsOf } from "./released-models";
import { PLATFORM, requestsPerMinute } from "./scenario";
import type { TrainingReport, VersionRecipe, World } from "./world";

const HOUR = 3_600_000;
const DAY_MINUTES = 24 * 60;

/** A clock that goes when it is told to. */
export interface Clock {
  now: Date;
}

export interface SceneProps {
  readonly sandbox: Sandbox;
  /** The sandbox's clock. */
  readonly clock: Clock;
  /** Folder of the month. */
  readonly folder: string;
  /** Folder of its configuration. */
  readonly config: string;
  readonly useCase: string;
  readonly timeZone: string;
  readonly narrator: Narrator;
  /** Customers, and what versions make of them. */
  readonly world: World;
  /** Who does what. */
  readonly cast: Cast;
  /** Whether somebody wants it to end. */
  readonly stopping: () => boolean;
}

/** A version that a training job has made. */
export interface Made {
  readonly version: string;
  /** Whether the job has written it into the registry. */
  readonly isPublished: boolean;
}

/** A share of the requests that a deployment fails on. */
interface Failure {
  readonly deployment: string;
  readonly percent: number;
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
}

/** Where and when the story plays: the sandbox, its clock, and what the world does to it meanwhile. */
export class Scene {
  readonly sandbox: Sandbox;
  readonly narrator: Narrator;
  readonly world: World;
  readonly cast: Cast;
  readonly folder: string;
  readonly config: string;
  readonly useCase: string;
  private readonly firstWall: number;
  private readonly recipes = new Map<string, VersionRecipe>();
  private readonly failures: Failure[] = [];
  private recordedUntil: Date;
  /** The use case as it was read last. */
  private read: PromotedUseCase | undefined;

  constructor(private readonly props: SceneProps) {
    this.sandbox = props.sandbox;
    this.narrator = props.narrator;
    this.world = props.world;
    this.cast = props.cast;
    this.folder = props.folder;
    this.config = props.config;
    this.useCase = props.useCase;
    const wall = wallMinutes(props.clock.now.getTime(), props.timeZone);
    this.firstWall = wall - (wall % DAY_MINUTES);
    this.recordedUntil = props.clock.now;
  }

  get now(): Date {
    return this.props.clock.now;
  }

  /** The use case as its files say it now. Of these only its release changes while the story is told. */
  promoted(): PromotedUseCase {
    const file = this.read?.file;
    const text = file !== undefined && existsSync(file.path) ? readFileSync(file.path, "utf8") : undefined;
    if (file === undefined || file.text !== text) this.read = loadPromoted(this.config, this.useCase);
    return this.read!;
  }

  /** Places where it serves, in promotion order. */
  places(): readonly UseCasePlace[] {
    const { variants, places } = this.promoted();
    return variants.map(({ environment }) => places.get(environment)!);
  }

  /** Day of the story, from 1. */
  dayAt(at: Date): number {
    return Math.floor((wallMinutes(at.getTime(), this.props.timeZone) - this.firstWall) / DAY_MINUTES) + 1;
  }

  /** A time of a day of the story, in hours of UTC. */
  atUtc(day: number, hour: number): Date {
    return new Date(this.firstWall * 60_000 + ((day - 1) * 24 + hour) * HOUR);
  }

  /** A time of a day of the story. */
  at(day: number, hour: number): Date {
    return new Date(instantOf(this.firstWall + (day - 1) * DAY_MINUTES + hour * 60, this.props.timeZone));
  }

  /** `YYYY-MM-DD` */
  get today(): string {
    return this.now.toISOString().slice(0, 10);
  }

  /** Lets time pass. @throws Stopped if somebody wants the story to end */
  async advance(to: Date): Promise<void> {
    // Lets a signal in: everything else happens at once.
    await new Promise((resolve) => setImmediate(resolve));
    if (this.props.stopping()) throw new Stopped();
    if (to > this.now) this.props.clock.now = to;
  }

  /** How a version came about. */
  recipeOf(version: string): VersionRecipe {
    const known = this.recipes.get(version) ?? recipeBefore(version, this.promoted());
    this.recipes.set(version, known);
    return known;
  }

  recipeOfDeployment(deployment: string): VersionRecipe {
    return this.recipeOf(deployment.replace(/^model-/, ""));
  }

  /** Registers the versions that the release file knows, which were trained before the story begins. */
  async registerHistory(): Promise<void> {
    const promoted = this.promoted();
    for (const version of releasedVersions(promoted)) this.recipeOf(version);
    await registerReleased(this.sandbox, promoted, this.world);
  }

  /**
   * Registers what a training job made under the next number of its workspace, and publishes it where the job does, under the
   * registry's: that is its number then.
   */
  register(place: UseCasePlace, job: string, recipe: VersionRecipe, report: TrainingReport): Made {
    const { cloud } = this.sandbox;
    const { model, stages } = this.promoted();
    const registry = publishedTo(cloud, job);
    const made = { model, metrics: report.metrics, tags: tagsOf(report) };
    const released = stages.flatMap(({ release }) => [...release.history, ...release.rejected]);
    const numbers = (home: string) => cloud.within(`${home}/models/${model}`).map(({ name }) => name);
    const own = numbers(place.ids.workspace);
    const version = nextVersion(registry === undefined ? [...released, ...own, ...numbers(place.ids.registry)] : own);
    registerModel(cloud, { home: place.ids.workspace, version, job: job.split("/").at(-1)!, ...made });
    const published = registry === undefined ? undefined : publishModel(cloud, registry, { job, ...made });
    this.recipes.set(published ?? version, recipe);
    return { version: published ?? version, isPublished: published !== undefined };
  }

  /** Lets callers have asked the endpoints until now. Before anything changes who answers, and before anybody looks. */
  recordTraffic(): void {
    const [from, to] = [this.recordedUntil, this.now];
    const fine = new Date(Math.max(from.getTime(), to.getTime() - HOUR / 4));
    this.record(from, fine, 60);
    this.record(fine, to, 5);
  }

  /** The same, closely: a sample a minute. */
  recordTrafficByMinute(): void {
    this.record(this.recordedUntil, this.now, 1);
  }

  private record(from: Date, to: Date, everyMinutes: number): void {
    // A stretch in which nothing begins to fail or ends to.
    const cuts = this.failures.flatMap(({ from: begins, to: ends }) => [begins, ends]);
    const inner = cuts.filter((cut) => cut > from.getTime() && cut < to.getTime());
    const bounds = [from.getTime(), ...[...new Set(inner)].sort((a, b) => a - b), to.getTime()];
    for (const [index, begin] of bounds.slice(0, -1).entries()) {
      this.recordEvenly(new Date(begin), new Date(bounds[index + 1]!), everyMinutes);
    }
    this.recordedUntil = to;
  }

  private recordEvenly(from: Date, to: Date, everyMinutes: number): void {
    const places = this.places();
    const { variants } = this.promoted();
    for (const [index, place] of places.entries()) {
      const { endpoint } = place.ids;
      if (this.sandbox.store.get(endpoint) === undefined || !this.isAnswered(endpoint, variants[index]!)) continue;
      const isLast = index === places.length - 1;
      recordTraffic(this.sandbox.cloud, {
        endpoint,
        from,
        to,
        everyMinutes,
        requestsPerMinute: requestsPerMinute(isLast),
        behaviour: (deployment) => ({
          serverErrorPercent: PLATFORM.lostPercent + (isLast ? this.failingPercent(deployment, from) : 0),
          latencyP95Milliseconds: PLATFORM.answerMilliseconds,
        }),
      });
    }
  }

  /** Whether the applications that are configured to call an endpoint get an answer. What they are told otherwise is told. */
  private isAnswered(endpoint: string, { environment, serving }: PromotedUseCase["variants"][number]): boolean {
    const refused = (serving?.callers ?? []).flatMap(({ group, name }) => {
      const caller = callerOf(this.sandbox, endpoint, { objectId: group, name });
      return whyNotAnswered(this.sandbox, endpoint, caller) ?? [];
    });
    if (refused.length > 0)
      this.narrator.tell(this.now, "customers", `${environment}: ${refused[0]!}`, `${environment}: nobody is answered`);
    return refused.length === 0;
  }

  /** Notes that a deployment of the last environment fails on a share of the requests for a while. */
  noteFailure(failure: Failure): void {
    this.failures.push(failure);
  }

  private failingPercent(deployment: string, at: Date): number {
    const now = at.getTime();
    const failing = this.failures.filter((one) => one.deployment === deployment && one.from <= now && now < one.to);
    return Math.max(0, ...failing.map(({ percent }) => percent));
  }

  /** Asks deployments as callers of the endpoints do. */
  readonly asker: Asker = {
    ask: async (deployment, body) => ({
      ...(await this.world.answer(this.recipeOfDeployment(deployment), body)),
      milliseconds: PLATFORM.answerMilliseconds,
    }),
  };

  /** When a deployment was made. */
  deployedAt({ ids }: UseCasePlace, deployment: string): Date | undefined {
    const made = this.sandbox.store.get(`${ids.endpoint}/deployments/${deployment}`)?.readOnly["systemData"];
    const { createdAt } = (made ?? {}) as { readonly createdAt?: string };
    return createdAt === undefined ? undefined : new Date(createdAt);
  }

  /** Who sees how many of the requests: `model-16 90 %, model-17 10 %`. */
  answers({ ids }: UseCasePlace): string {
    const shares = Object.entries(sharesOf(this.sandbox.cloud, ids.endpoint)).filter(([, percent]) => percent > 0);
    return shares.map(([deployment, percent]) => `${deployment} ${percent} %`).join(", ") || "nobody";
  }

  /** Writes a file of the month. */
  write(name: string, text: string): string {
    const path = join(this.folder, name);
    writeWhole(path, text);
    return path;
  }
}

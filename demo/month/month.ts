import { join, relative } from "node:path";
import type { Schedule } from "../../domain/time/schedule";
import { wallMinutes } from "../../domain/time/time-zone";
import type { Configuration } from "../../schema/configuration";
import { childEnvironment, startSandbox, type Sandbox } from "../../sandbox";
import { Cast } from "./cast";
import { Narrator, type Paper } from "./narrator";
import { Operations } from "./operations";
import { chosenUseCase, prepare } from "./prepare";
import { Scene } from "./scene";
import { ending } from "./summary";
import { Team } from "./team";
import { DAYS, weeks } from "./scenario";
import { SEED, whyNotComputed, World } from "./world";

export interface MonthOptions {
  /** Folder of a sandbox in which everything is deployed, and no sandbox runs. */
  readonly dir: string;
  /** Folder of the configuration that is deployed in it. */
  readonly config: string;
  readonly configuration: Configuration;
  readonly paper: Paper;
  /** Takes a line on what is set up on first use. @default - nobody is told */
  readonly tell?: (line: string) => void;
  /** Days that are told. @default 28 */
  readonly days?: number;
  /** Another seed: other customers, and so another month. @default 1 */
  readonly seed?: number;
  /** Whether somebody wants it to end. @default - never */
  readonly stopping?: () => boolean;
}

/** When people look after their versions. */
const MORNING = 10;
const HOUR = 3_600_000;

/**
 * Tells a month of a use case in a copy of the sandbox: what happens in the world is in `scenario.ts`, what comes of it is
 * decided by what is deployed, by models that are trained meanwhile and by the commands of this project, with real Terraform.
 * @returns why there is nothing to tell; undefined if it was told
 * @throws Stopped when somebody wants it to end
 */
export async function tellMonth(options: MonthOptions): Promise<string | undefined> {
  const { dir, config, configuration, paper } = options;
  const useCase = chosenUseCase(configuration);
  const variant = useCase?.variants.find(({ serving }) => serving !== undefined);
  const schedule = variant?.retraining?.schedule ?? variant?.monitors?.schedule;
  if (useCase === undefined || schedule === undefined) return "no use case serves on a schedule";
  const reason = await whyNotComputed(useCase.name);
  if (reason !== undefined) return reason;

  // The story begins with the first day on which something is scheduled.
  const start = new Date(Date.parse(schedule.nextRuns("1970-01-01T00:00:00Z", 1)[0]!.utc) - HOUR);
  const prepared = prepare(dir, config, useCase, new Date(start.getTime() - 24 * HOUR));
  const clock = { now: start };
  const sandbox = await startSandbox({ dir: prepared.folder, now: () => clock.now });
  const restore = enter(sandbox);
  let world: World | undefined;
  try {
    const narrator = new Narrator(paper, schedule.timeZone);
    world = await worldOf(useCase.name, schedule, options);
    const scene = new Scene({
      world,
      cast: new Cast(
        sandbox,
        configuration,
        useCase.variants.filter(({ serving }) => serving !== undefined).map(({ environment }) => environment),
      ),
      sandbox,
      clock,
      folder: prepared.folder,
      config: prepared.config,
      useCase: useCase.name,
      timeZone: schedule.timeZone,
      narrator,
      stopping: options.stopping ?? (() => false),
    });
    narrator.line(narrator.bold(`A month of ${useCase.name}`));
    narrator.say(`${useCase.description}.`);
    narrator.say(
      `In a copy, ${shown(prepared.folder)}: your files and your sandbox stay as they are. Terraform, commands and deployed workflows are real; customers, data and time (${schedule.timeZone}) are made up. Beside each time stands what acted: a command (mlops …), or a deployed resource.`,
    );
    narrator.say(
      "Each step is done as whoever does it in the pipelines, by the roles that are deployed: plans and decisions about a model as <environment>-plan, deployments as <environment>-apply, publishing as promoter; jobs, monitors, events and workflows as identities of their own. Nobody else may do anything.",
    );
    if (prepared.changes.length > 0) narrator.say(`Changed in the copy: ${prepared.changes.join("; ")}.`);
    const team = await play(scene, prepared.changed, options.days ?? DAYS);
    narrator.line(await ending(scene, team, config));
    return undefined;
  } finally {
    world?.close();
    restore();
    await sandbox.close();
  }
}

async function play(scene: Scene, changed: readonly string[], days: number): Promise<Team> {
  const { narrator } = scene;
  const operations: Operations = new Operations(scene, (version) => team.add(version));
  const rolledBack = () => {
    const { environment } = scene.places().at(-1)!;
    const happen = () => team.writeRollbackDown(environment, "too many server errors");
    operations.pending.push({ at: new Date(scene.now.getTime() + HOUR), happen });
  };
  const team: Team = new Team(scene);
  await scene.registerHistory();
  await team.deployFirst(changed);
  for (let day = 1; day <= days; day++) {
    if (day % 7 === 1) narrator.heading(weeks[(day - 1) / 7] ?? `Week ${(day - 1) / 7 + 1}`);
    operations.expectDay(day, rolledBack);
    operations.pending.push({ at: scene.at(day, MORNING), happen: () => morning(scene, operations, team) });
    for (;;) {
      const next = [...operations.nextScheduled(), ...operations.pending].sort(
        (a, b) => a.at.getTime() - b.at.getTime(),
      );
      const [first] = next;
      if (first === undefined || first.at >= scene.at(day + 1, 0)) break;
      await scene.advance(first.at);
      // All that is due now: schedules are asked for what comes after.
      for (const event of next.filter(({ at }) => at <= first.at)) {
        const index = operations.pending.indexOf(event);
        if (index >= 0) operations.pending.splice(index, 1);
        await event.happen();
      }
    }
    narrator.endDay(scene.at(day, MORNING), operations.quietRuns);
    operations.quietRuns = 0;
  }
  await team.deploy();
  narrator.tellQuiet();
  return team;
}

async function morning(scene: Scene, operations: Operations, team: Team): Promise<void> {
  scene.recordTraffic();
  await operations.lookAtAlerts();
  await team.turn();
}

/** The customers of the use case from the day on which something is scheduled first. */
export function worldOf(
  useCase: string,
  schedule: Schedule,
  { seed = SEED, tell = () => undefined }: { readonly seed?: number; readonly tell?: (line: string) => void },
): Promise<World> {
  const [first] = schedule.nextRuns("1970-01-01T00:00:00Z", 1);
  const minutes = wallMinutes(Date.parse(first!.utc) - HOUR, schedule.timeZone);
  return World.of({ useCase, start: new Date((minutes - (minutes % (24 * 60))) * 60_000), seed, tell });
}

const shown = (path: string): string => relative(process.cwd(), path) || ".";

/** Lets commands in this process find the sandbox, as `mlops sandbox -- …` does. Returns what undoes it. */
function enter(sandbox: Sandbox): () => void {
  const before = process.env;
  process.env = childEnvironment(sandbox);
  return () => void (process.env = before);
}

/** Where the month's files are, below the sandbox's folder. */
export const monthFolder = (dir: string): string => join(dir, "month");

import { type Command, InvalidArgumentError, Option } from "commander";
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import type { Configuration } from "../../schema/configuration";
import { UserError } from "../../domain/problem/problem";
import type { Sandbox } from "../../sandbox";
import { LogFile } from "../../files";
import { DeployProgress, standingOf } from "../../demo/deploy-progress";
import { showProgress } from "../../print/progress";

const project = join(__dirname, "../..");

/** How the providers and Terraform say that a killed run made something it did not record, or tore its state. */
const CUT_OFF = /already exists|refreshing state|unsupported state file/i;

const help = `
Deploys bootstrap, the registry and every environment with real Terraform and the real cdktf CLI; only Azure is simulated. What is
deployed is kept in the sandbox's folder: a second run plans no changes, an edited config/ plans that edit.

Then it tells a month of a use case, in a copy of the sandbox and of config/, in a minute or two: data drifts, a version
is trained, promoted step by step, and another one is rolled back. Customers are made up, and nothing else is: models are
trained and asked, monitors compute, and what happens follows from what is deployed: with other thresholds in config/ the
story goes otherwise. That needs Python 3.11 to 3.13, which is set up in ml/.venv on first use; without it the month is
left out. One seed tells one month; what was computed is kept in ml/.computed.

Examples:
  npm start
  mlops demo --no-month
  mlops demo --only-month                 the month again, without deploying first
  mlops demo --only-month --seed 2        other customers
  mlops demo --dir /tmp/azure
`;

/** Adds `mlops demo`, which is what `npm start` runs. */
export function registerDemo(program: Command): void {
  program
    .command("demo")
    .description("deploy everything into the sandbox and show what was made")
    .option("--dir <folder>", "where the simulated Azure lives", ".sandbox")
    .option("--no-month", "end when everything is deployed")
    .addOption(new Option("--only-month", "tell the month of what is deployed already").conflicts("month"))
    .option("--seed <number>", "which customers the month has", wholeNumber, 1)
    .addHelpText("after", help)
    .action(async ({ dir, month, onlyMonth, seed }: Options) => {
      // Loaded when needed: `--help` must not wait for the sandbox.
      const { loadConfiguration } = require("../../schema/load") as typeof import("../../schema/load");
      const { startSandbox } = require("../../sandbox") as typeof import("../../sandbox");
      const config = resolve(process.env["MLOPS_CONFIG"] ?? join(project, "config"));
      const configuration = loadConfiguration(config);
      const { requireTerraform } = require("../../deploy/machine") as typeof import("../../deploy/machine");
      await requireTerraform();
      if (onlyMonth !== true) {
        const sandbox = await startSandbox({ dir });
        try {
          if (!(await demo(sandbox, configuration))) {
            process.exitCode = STOPPED;
            return;
          }
          await registerModels(sandbox, config, configuration, { setUp: month, seed });
        } finally {
          await sandbox.close();
        }
        if (month) console.log("");
      }
      if (month) process.exitCode = await tellMonth(resolve(dir), config, configuration, seed);
      if (onlyMonth !== true && process.exitCode !== STOPPED) console.log(`\n${nextSteps(configuration)}`);
    });
}

interface Options {
  readonly dir: string;
  readonly month: boolean;
  readonly onlyMonth?: boolean;
  readonly seed: number;
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError("It must be a whole number from 0 to 999999.");
  return number;
}

/** What shells make of a program that Ctrl-C ended. */
const STOPPED = 130;
const NARROWEST = 80;
const WIDEST = 110;

/** Shows what is being done right now, in place of what it showed before. */
function busy(text: string): void {
  if (process.stdout.isTTY)
    process.stdout.write(`\r\u001b[2K${text.slice(0, (process.stdout.columns || NARROWEST) - 1)}`);
}

/** Progress of setting up Python: each package in place of the one before. */
function tellSetUp(line: string): void {
  if (line.startsWith(" ")) return busy(line);
  busy("");
  console.log(line);
}

/** Tells the month; the exit code. Ctrl-C ends it when what is in flight is finished. */
async function tellMonth(dir: string, config: string, configuration: Configuration, seed: number): Promise<number> {
  const month = require("../../demo/month/month") as typeof import("../../demo/month/month");
  const terminal = process.stdout.isTTY;
  let stopping = false;
  const stop = () => void (stopping = true);
  process.on("SIGINT", stop).on("SIGTERM", stop);
  const began = Date.now();
  try {
    const leftOut = await month.tellMonth({
      dir,
      config,
      configuration,
      seed,
      tell: tellSetUp,
      stopping: () => stopping,
      paper: {
        write: (line) => console.log(line),
        width: terminal ? Math.min(Math.max(process.stdout.columns || WIDEST, NARROWEST), WIDEST) : WIDEST,
        colour: terminal && process.env["NO_COLOR"] === undefined,
        busy,
      },
    });
    const seconds = Math.round((Date.now() - began) / 1000);
    console.log(leftOut === undefined ? `\nThe month took ${seconds} s.` : `The month is left out: ${leftOut}.`);
    return 0;
  } catch (error) {
    if (!stopping) throw error;
    console.error(`Stopped. ${relative(process.cwd(), month.monthFolder(dir))} is made anew by the next run.`);
    return STOPPED;
  } finally {
    busy("");
    process.off("SIGINT", stop).off("SIGTERM", stop);
  }
}

/** Whether everything is deployed; false: somebody stopped it. */
async function demo(sandbox: Sandbox, configuration: Configuration): Promise<boolean> {
  const stacks = stacksOf(configuration);
  const log = join(sandbox.dir, "deploy.log");
  console.log(`Deploying ${stacks.join(", ")} into the sandbox in ${relative(process.cwd(), sandbox.dir) || "."}\n`);

  let { code, progress, stopped } = await deploy(sandbox, stacks, log);
  // cdktf stops all stacks when one fails, so a killed run may show in one stack after the other.
  for (let round = 0; code !== 0 && !stopped && round < stacks.length; round++) {
    const named = stacks.filter((name) => progress.of(name).errors.some((message) => CUT_OFF.test(message)));
    // cdktf may end before it has printed why: then whatever the killed run had begun is looked at.
    const cutOff = named.length === 0 && sandbox.afterCrash && round === 0 ? begun(sandbox, stacks) : named;
    if (cutOff.length === 0) break;
    await recover(sandbox, cutOff);
    ({ code, progress, stopped } = await deploy(sandbox, stacks, log));
  }
  if (stopped) {
    console.error("Stopped: what was made is kept. Run it again to go on.");
    return false;
  }
  if (code !== 0) {
    const failed = stacks.filter((name) => progress.of(name).phase === "failed");
    throw new UserError([
      ...failed.flatMap((name) =>
        [...new Set(progress.of(name).errors)].map((message) => ({
          code: "MLOPS-DEMO-001" as const,
          where: name,
          message,
        })),
      ),
      {
        code: "MLOPS-DEMO-002",
        where: relative(process.cwd(), log),
        message: "not everything was deployed",
        fix: "all output is in this file; what was made is kept, so mend the cause and run it again",
      },
    ]);
  }

  const { overview } = require("../../demo/overview/overview") as typeof import("../../demo/overview/overview");
  const colour = process.stdout.isTTY && process.env["NO_COLOR"] === undefined;
  console.log(`\n${overview(sandbox.store.all(), configuration, { colour, now: new Date().toISOString() })}`);
  return true;
}

/**
 * Models that releases name, trained on made-up customers: so that promoting can be tried. Without metrics, which is said,
 * where nothing can be trained.
 */
async function registerModels(
  sandbox: Sandbox,
  config: string,
  { useCases }: Configuration,
  { setUp, seed }: { readonly setUp: boolean; readonly seed: number },
): Promise<void> {
  const { registerReleased } =
    require("../../demo/month/released-models") as typeof import("../../demo/month/released-models");
  const { loadPromoted } =
    require("../../deploy/promotion/use-case") as typeof import("../../deploy/promotion/use-case");
  const { worldOf } = require("../../demo/month/month") as typeof import("../../demo/month/month");
  const { isComputable, whyNotComputed } = require("../../demo/month/world") as typeof import("../../demo/month/world");
  for (const { name, variants } of useCases) {
    const models = new Set(variants.flatMap(({ serving }) => serving?.model ?? []));
    const schedule = variants.flatMap((one) => one.retraining?.schedule ?? one.monitors?.schedule ?? [])[0];
    if (models.size !== 1) continue;
    const reason = await whyNotComputed(name);
    const computed =
      schedule !== undefined && reason === undefined && (setUp || (await isComputable(name)))
        ? await worldOf(name, schedule, { seed, tell: tellSetUp })
        : undefined;
    if (computed === undefined) {
      const why = reason ?? "Python is not set up: mlops demo without --no-month does that";
      console.log(`\nReleased versions of ${name} have no metrics, so that gates refuse them: ${why}.`);
    }
    try {
      busy(`training the released versions of ${name}`);
      await registerReleased(sandbox, loadPromoted(config, name), computed);
    } finally {
      busy("");
      computed?.close();
    }
  }
}

/** What is deployed, in the order it is shown: all but `pipelines`, which protects a repository. */
function stacksOf(configuration: Configuration): string[] {
  // Of a second region its own guide tells.
  const { environmentStacks } = require("../../schema/recovery") as typeof import("../../schema/recovery");
  const first = environmentStacks(configuration).filter(({ environment }) => environment.inRecovery !== true);
  return ["bootstrap", "registry", ...first.map(({ name }) => name)];
}

/** Stacks that Terraform has been initialized for in this sandbox. */
function begun(sandbox: Sandbox, stacks: readonly string[]): string[] {
  return stacks.filter((name) => existsSync(join(stackDirectory(name), sandbox.env["TF_DATA_DIR"]!)));
}

const stackDirectory = (name: string): string => join(project, "cdktf.out", "stacks", name);

/** Takes into the state what a run that was killed had made and could not record any more. */
async function recover(sandbox: Sandbox, stacks: readonly string[]): Promise<void> {
  const { childEnvironment, putTornStateAside, recoverState } =
    require("../../sandbox") as typeof import("../../sandbox");
  console.log("\nA former run was cut off. Taking what it made into the state:");
  for (const name of stacks) {
    if (putTornStateAside(join(sandbox.dir, "state", `${name}.tfstate`))) console.log(`  ${name}  its state was torn`);
    const recovered = await recoverState({
      stackDir: stackDirectory(name),
      env: childEnvironment(sandbox),
      exists: async (id) => sandbox.store.get(id) !== undefined,
    });
    for (const { address } of recovered) console.log(`  ${name}  ${address}`);
  }
  console.log("");
}

/** Runs `cdktf deploy` and shows how far it is; its full output goes to `log`. */
async function deploy(
  sandbox: Sandbox,
  stacks: readonly string[],
  log: string,
): Promise<{ code: number; progress: DeployProgress; stopped: boolean }> {
  const { BRIEF, childEnvironment } = require("../../sandbox") as typeof import("../../sandbox");
  const cdktf = join(project, "node_modules", ".bin", "cdktf");
  const child = spawn(cdktf, ["deploy", ...stacks, "--auto-approve"], {
    cwd: project,
    stdio: ["ignore", "pipe", "pipe"],
    // When a stack fails, cdktf 0.21 leaves a promise unhandled; without this it ends before it has printed why.
    env: {
      ...childEnvironment(sandbox),
      [BRIEF]: "1",
      NODE_OPTIONS: `${process.env["NODE_OPTIONS"] ?? ""} --unhandled-rejections=warn`,
    },
  });
  const output = new LogFile(log);
  const display = showProgress(stacks);
  const progress = new DeployProgress(stacks, (name, state) => display.update(name, standingOf(state)));
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output.add(text);
      progress.feed(text);
    });
  }
  // Ctrl-C reaches the child from the terminal, and Terraform then finishes what it has begun; a second signal to this
  // process must not end the sandbox under it.
  let stopped = false;
  const hold = () => {
    stopped = true;
    console.error("\nStopping when the resources in flight are finished.");
  };
  const pass = () => {
    stopped = true;
    child.kill("SIGTERM");
  };
  process.on("SIGINT", hold).on("SIGTERM", pass);
  try {
    const code = await new Promise<number>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (status) => resolve(status ?? 1));
    });
    if (code === 0) progress.succeeded();
    await display.end(code === 0);
    output.requireComplete();
    // What ended well before the signal reached it is all there.
    return { code, progress, stopped: stopped && code !== 0 };
  } finally {
    process.off("SIGINT", hold).off("SIGTERM", pass);
    output.close();
  }
}

function nextSteps({ environments }: Configuration): string {
  const name = environments[0]!.name;
  const steps = [
    [`edit config/environments/${name}.yaml, npm start`, "plans exactly that change"],
    [`npx mlops sandbox -- npx cdktf diff ${name}`, "what a deployment would do"],
    [`npx mlops sandbox -- npx cdktf destroy '${name}*'`, "take it away again"],
    ["docs/guides/deploy-to-azure.md", "the same stacks on Azure"],
    ["docs/README.md", "everything else, by reader"],
  ] as const;
  const width = Math.max(...steps.map(([command]) => command.length));
  return ["Next", ...steps.map(([command, what]) => `  ${command.padEnd(width)}  ${what}`)].join("\n");
}

import { InvalidArgumentError, type Command } from "commander";
import { configOption, dirOption, mlOption, sandboxOf, sandboxOption, type SandboxFlags } from "./options";

interface Options extends SandboxFlags {
  readonly config: string;
  readonly ml: string;
  readonly json?: true;
  readonly watch?: number | true;
}

const DEFAULT_SECONDS = 30;

const help = `
First what needs attention, the worst first, each with the command or the runbook for it. Then per environment the open
alerts, clusters and costs, and per use case: versions with their shares of requests (a difference between the endpoint
and the release file is marked), instances, errors and latency of the last hour, the last retraining and the next, and
each monitor's last result. Changes nothing.

Exit code 1 if something could not be read; the rest is shown all the same. --json is described in
docs/guides/operating.md. With --watch and no terminal, snapshots follow each other; Ctrl-C ends with 130.

Examples:
  mlops status                       every environment
  mlops status prod --watch          redrawn every 30 seconds
  mlops status --sandbox             the simulated Azure in .sandbox
  mlops status --json | jq -r '.attention[] | [.severity, .environment, .what] | @tsv'
`;

/** Adds `mlops status`. */
export function registerStatus(program: Command): void {
  program
    .command("status")
    .description("show what runs where, how it does, and what needs attention")
    .argument("[environment]", "one environment (default: all)")
    .addOption(configOption())
    .addOption(mlOption())
    .addOption(sandboxOption())
    .addOption(dirOption())
    .option(
      "--watch [seconds]",
      `show it again and again, every 5 to 3600 seconds (default: ${DEFAULT_SECONDS})`,
      seconds,
    )
    .option("--json", "print data")
    .addHelpText("after", help)
    .action(async (environment: string | undefined, options: Options) => {
      // Loaded when needed: `--help` must not wait for Azure's clients.
      const { openStatus, isPartial } = require("../status/status") as typeof import("../status/status");
      const { renderStatus } = require("../status/render") as typeof import("../status/render");
      const { config, ml, json } = options;
      const sandbox = sandboxOf(options);
      const reader = await openStatus({
        config,
        ml,
        ...(environment !== undefined && { environment }),
        ...(sandbox !== undefined && { sandbox }),
      });
      const { stdout } = process;
      const colour = stdout.isTTY && process.env["NO_COLOR"] === undefined;
      // Snapshots that follow each other are told apart by an empty line.
      const gap = options.watch === undefined || stdout.isTTY ? "" : "\n";
      const render = (report: Awaited<ReturnType<typeof reader.read>>): string =>
        json === true
          ? JSON.stringify(report, undefined, options.watch === undefined ? 2 : 0)
          : `${renderStatus(report, { colour, width: stdout.columns ?? 120 })}${gap}`;
      try {
        if (options.watch === undefined) {
          const report = await reader.read();
          stdout.write(`${render(report)}\n`);
          process.exitCode = isPartial(report) ? 1 : 0;
          return;
        }
        const { watch } = require("../status/watch") as typeof import("../status/watch");
        const stop = new AbortController();
        for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => stop.abort());
        const output: import("../status/watch").Output =
          json === true ? { write: (text: string) => stdout.write(text) } : stdout;
        const every = options.watch === true ? DEFAULT_SECONDS : options.watch;
        await watch(reader, render, { seconds: every, output, signal: stop.signal });
        stdout.write(output.isTTY === true ? "\n" : "");
        process.exitCode = 130;
      } finally {
        await reader.close();
        // What was asked of Azure when the watch ended is waited for by nobody.
        if (options.watch !== undefined && process.exitCode === 130) process.exit();
      }
    });
}

function seconds(text: string): number {
  if (/^\d+$/.test(text) && Number(text) >= 5 && Number(text) <= 3600) return Number(text);
  throw new InvalidArgumentError("It must be a whole number from 5 to 3600.");
}

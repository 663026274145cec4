import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Command, CommanderError } from "commander";
import { createProgram } from "../../cli/program";
import { project } from "./documents";
import { programsOf } from "./shell";

/** Subcommands and options of the cdktf CLI that documents use. `test/sandbox/docs.test.ts` asks it whether it has them. */
export const cdktfUsage: Readonly<Record<string, readonly string[]>> = {
  deploy: ["--auto-approve", "--ignore-missing-stack-dependencies", "--migrate-state"],
  destroy: ["--auto-approve", "--ignore-missing-stack-dependencies"],
  diff: [],
  synth: ["--hcl"],
};

const scripts = Object.keys(
  (JSON.parse(readFileSync(join(project, "package.json"), "utf8")) as { scripts: Record<string, string> }).scripts,
);

/** What is wrong with a command line, as far as it calls `mlops`, `cdktf` or a script of ours. */
export const misuses = (commandLine: string): string[] => programsOf(commandLine).flatMap(misuse);

function misuse([program, ...rest]: string[]): string[] {
  switch (program) {
    case "npx":
      return ["mlops", "cdktf"].includes(rest[0] ?? "") ? misuse(rest) : [];
    case "npm":
      return rest[0] === "run" && !scripts.includes(rest.find((word, n) => n > 0 && !word.startsWith("-")) ?? "")
        ? [`no script: npm ${rest.join(" ")}`]
        : [];
    case "cdktf":
      return misuseOfCdktf(rest);
    case "mlops":
      return misuseOfMlops(rest);
    default:
      return [];
  }
}

function misuseOfCdktf([name, ...rest]: string[]): string[] {
  const options = cdktfUsage[name ?? ""];
  if (options === undefined) return [`cdktf has no ${name}`];
  return rest.filter((word) => word.startsWith("-") && !options.includes(word)).map((word) => `cdktf ${name} ${word}`);
}

function misuseOfMlops([name, ...rest]: string[]): string[] {
  return misuseOfCommand(createProgram(), "mlops", [name, ...rest]);
}

/** Commands may have commands of their own. */
function misuseOfCommand(program: Command, called: string, [name, ...rest]: (string | undefined)[]): string[] {
  if (name === undefined || name.startsWith("-") || ["completion", "complete", "help"].includes(name)) return [];
  const command = program.commands.find((one) => one.name() === name);
  if (command === undefined) return [`${called} has no ${name}`];
  const given = rest.filter((word) => word !== undefined);
  if (given.length === 1 && given[0] === "--help") return [];
  if (name === "sandbox" && given.includes("--")) return misuseOfSandbox(command, given);
  if (command.commands.length > 0) return misuseOfCommand(command, `${called} ${name}`, given);
  return problemsOf(command, given);
}

/** `mlops sandbox` runs another command, which may be wrong as well. */
function misuseOfSandbox(command: Command, rest: string[]): string[] {
  const dashes = rest.indexOf("--");
  return [...problemsOf(command, [...rest.slice(0, dashes), "--", "x"]), ...misuse(rest.slice(dashes + 1))];
}

function problemsOf(command: Command, words: string[]): string[] {
  // A placeholder may stand for a value of which only some are allowed.
  const known = command.options.filter(({ argChoices }) => argChoices !== undefined).map(({ long }) => long);
  const given = words.filter((word, n) => !(known.includes(words[n - 1]!) && /^[<…]/.test(word)));
  try {
    const { operands, unknown } = command
      .exitOverride()
      .configureOutput({ writeErr: () => {} })
      .parseOptions(given);
    const slots = command.registeredArguments;
    const required = slots.filter((slot) => slot.required).length;
    const most = slots.some(({ variadic }) => variadic) ? Infinity : slots.length;
    return [
      ...unknown.map((word) => `mlops ${command.name()} has no ${word}`),
      ...(operands.length < required ? [`mlops ${command.name()} needs ${required} arguments`] : []),
      ...(operands.length > most ? [`mlops ${command.name()} takes ${most} arguments: ${operands.join(" ")}`] : []),
    ];
  } catch (error) {
    if (error instanceof CommanderError) return [`mlops ${command.name()}: ${error.message}`];
    throw error;
  }
}

import { Option, type Command } from "commander";
import type { ValidateFormat } from "../validation";
import { configOption, mlOption } from "./options";

const help = `
Every problem at once, each as file:line:column, what was given, what is allowed and how to fix it. Exit code 2 if there
is one. What is no problem and is told all the same: approvals that are asked for and that nothing counts, private environments
that nothing leads into, components that neither ml/ has nor the configuration calls external, signals that Azure judges otherwise
than they look, and monitors that run more often than the batch is scored that they look at. In an editor with a YAML language
server the first line of each file does the same while you type.

Examples:
  mlops validate
  mlops validate --config /tmp/other-config
  mlops validate --format github         annotations on a pull request
  mlops validate --format sarif > validate.sarif
`;

/** Adds `mlops validate`. */
export function registerValidate(program: Command): void {
  program
    .command("validate")
    .description("check the configuration and print every problem in it")
    .addOption(configOption())
    .addOption(mlOption())
    .addOption(
      new Option("--format <format>", "how to print problems")
        .choices(["text", "json", "github", "sarif"])
        .default("text"),
    )
    .addHelpText("after", help)
    .action((options: { readonly config: string; readonly ml: string; readonly format: ValidateFormat }) => {
      // Loaded when needed: `--help` must not wait for the schema.
      const { validate } = require("../validation") as typeof import("../validation");
      const { config, ml, format } = options;
      const { exitCode, output } = validate(config, format, new Date().toISOString().slice(0, 10), ml);
      const stream = exitCode === 0 || options.format !== "text" ? process.stdout : process.stderr;
      stream.write(`${output}\n`);
      process.exitCode = exitCode;
    });
}

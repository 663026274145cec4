import { Option, type Command } from "commander";
import type { ValidateFormat } from "../validation";

/** Adds `mlops validate`. */
export function registerValidate(program: Command): void {
  program
    .command("validate")
    .description("check the configuration and print every problem in it")
    .option("--config <folder>", "folder of organization.yaml and environments/", "config")
    .addOption(
      new Option("--format <format>", "how to print problems").choices(["text", "json", "github"]).default("text"),
    )
    .action((options: { readonly config: string; readonly format: ValidateFormat }) => {
      // Loaded when needed: `--help` must not wait for the schema.
      const { validate } = require("../validation") as typeof import("../validation");
      const { exitCode, output } = validate(options.config, options.format);
      const stream = exitCode === 0 || options.format !== "text" ? process.stdout : process.stderr;
      stream.write(`${output}\n`);
      process.exitCode = exitCode;
    });
}

import { Option, type Command } from "commander";
import type { RunUpgradeOptions } from "../upgrade/run-upgrade";
import { configOption } from "./options";

const help = `
Runs in a repository that mlops init made. What the version that is pinned and the other one make of the configuration is
compared: stacks and addresses, what the changelog says that it did not say before, files that mlops init brought along. Stacks
that differ are deployed as they are pinned into a simulated Azure of their own, and planned there by the other version, whose
review says what it means; that takes minutes. Nothing in Azure is asked or changed.

Moving writes the pin in package.json, and files that belong to a version where you have not changed them. A version that refuses
the configuration, or whose plans are BLOCKED, is not moved to.

A version is a git URL with # and a tag or commit, a tag or commit alone of where the pinned one is from, a folder that is a
checkout, or a tarball of npm pack.

Exit codes: 0 told or moved, 1 not moved to because it does not go with what is here, 2 bad input.

Examples:
  mlops upgrade v0.2.0 --dry-run
  mlops upgrade v0.2.0 --yes
  mlops upgrade ../azure-mlops-environments-0.2.0.tgz --no-rehearsal --json
`;

/** Adds `mlops upgrade`. */
export function registerUpgrade(program: Command): void {
  program
    .command("upgrade")
    .description("tell what another version of this project changes for your repository, and move to it")
    .argument("<version>", "the version: v0.2.0, a commit, a git URL with either, a folder, a tarball")
    .option("--no-rehearsal", "compare only, deploy and plan nothing in a simulated Azure")
    .option("--dry-run", "tell, and write nothing")
    .option("--yes", "move without asking")
    .addOption(configOption())
    .option("--json", "print data")
    .addOption(new Option("--files-for <adopter>", "tell another version the files of this one").hideHelp())
    .addHelpText("after", help)
    .action(async (version: string, options: RunUpgradeOptions) => {
      // Loaded when needed: `--help` must not wait for the schema.
      const { runUpgrade } = require("../upgrade/run-upgrade") as typeof import("../upgrade/run-upgrade");
      process.exitCode = await runUpgrade(version, options);
    });
}

import type { Command } from "commander";
import { configOption, regionOption } from "./options";

const help = `
A drill: what the alert's rule watches goes wrong in the simulated Azure, the rule finds it, and its action groups tell:
whom they would mail is printed, workflows run. Deploy first: npm start deploys everything.

Examples:
  mlops sandbox fire endpoint-errors prod customer-churn
  mlops sandbox fire pfs-prod-failed-runs
`;

/** Adds `mlops sandbox fire`. */
export function registerFire(sandbox: Command): void {
  sandbox
    .command("fire")
    .description("let an alert fire in the simulated Azure, as a drill")
    .argument("<alert>", "the rule's name from a mail, or an alert's name")
    .argument("[environment]", "where (default: what the rule's name says)")
    .argument("[use-case]", "of what (default: what the rule's name says, or the only one)")
    .addOption(configOption())
    .addOption(regionOption())
    .addHelpText("after", help)
    .action(
      async (
        alert: string,
        environment: string | undefined,
        useCase: string | undefined,
        _: object,
        command: Command,
      ) => {
        const { config, dir, region } = command.optsWithGlobals<{
          readonly config: string;
          readonly dir: string;
          readonly region?: string;
        }>();
        const { startSandbox } = require("../../sandbox") as typeof import("../../sandbox");
        const { fire, renderFired } = require("../incident/fire") as typeof import("../incident/fire");
        const running = await startSandbox({ dir });
        try {
          const fired = await fire(running, {
            config,
            alert,
            ...(environment !== undefined && { environment }),
            ...(useCase !== undefined && { useCase }),
            ...(region !== undefined && { region }),
          });
          process.stdout.write(`${renderFired(fired, dir === ".sandbox" ? undefined : dir)}\n`);
        } finally {
          await running.close();
        }
      },
    );
}

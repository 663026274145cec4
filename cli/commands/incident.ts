import type { Command } from "commander";
import { configOption, dirOption, regionOption, sandboxOf, sandboxOption, type SandboxFlags } from "./options";

interface Options extends SandboxFlags {
  readonly config: string;
  readonly json?: true;
  readonly region?: string;
  readonly offline?: true;
}

const help = `
Takes the rule's name as the mail or the portal shows it, or the alert's name with environment and use case. Tells what it
watches, which setting decides when it fires and where that stands, whether it is open, what else needs attention there, and
the runbook with the names of this environment in its commands. Changes nothing. A rule has one name in both regions of an
environment: the one in charge is told of, or what --region names; where it is open, in either.

Exit code 1 if Azure did not tell; the rest is shown all the same.

Examples:
  mlops incident pfs-prod-customer-churn-endpoint-errors
  mlops incident endpoint-errors prod customer-churn
  mlops incident failed-runs prod --offline
`;

/** Adds `mlops incident`. */
export function registerIncident(program: Command): void {
  program
    .command("incident")
    .description("gather what an alert is about: its state, its setting, and its runbook with real names")
    .argument("<alert>", "the rule's name from the mail, or an alert's name")
    .argument("[environment]", "where it fired (default: what the rule's name says)")
    .argument("[use-case]", "what it is about (default: what the rule's name says, or the only one)")
    .addOption(configOption())
    .addOption(regionOption())
    .addOption(sandboxOption())
    .addOption(dirOption())
    .option("--offline", "ask nobody: what follows from the configuration only")
    .option("--json", "print data")
    .addHelpText("after", help)
    .action(async (alert: string, environment: string | undefined, useCase: string | undefined, options: Options) => {
      // Loaded when needed: `--help` must not wait for Azure's clients.
      const { incidentOf, openOf } = require("../incident/incident") as typeof import("../incident/incident");
      const { renderIncident } = require("../incident/render") as typeof import("../incident/render");
      const { config, json, offline, region } = options;
      const incident = incidentOf({
        config,
        alert,
        ...(environment !== undefined && { environment }),
        ...(useCase !== undefined && { useCase }),
        ...(region !== undefined && { region }),
      });
      const status = offline === true ? undefined : await statusOf(incident.environment, config, sandboxOf(options));
      const open = status === undefined ? [] : openOf(incident, status.report);
      process.stdout.write(
        json === true
          ? `${JSON.stringify({ ...incident, ...(status && { open, attention: status.report.attention }) }, undefined, 2)}\n`
          : `${renderIncident(incident, status?.report, open)}\n`,
      );
      process.exitCode = status?.partial === true ? 1 : 0;
    });
}

async function statusOf(environment: string, config: string, sandbox: string | true | undefined) {
  const { openStatus, isPartial } = require("../status/status") as typeof import("../status/status");
  const reader = await openStatus({ config, environment, ...(sandbox !== undefined && { sandbox }) });
  try {
    const report = await reader.read();
    return { report, partial: isPartial(report) };
  } finally {
    await reader.close();
  }
}

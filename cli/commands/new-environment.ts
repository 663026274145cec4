import type { Command } from "commander";
import { configOption } from "./options";

interface Options {
  readonly config: string;
  readonly like: string;
  readonly subscription: string;
  readonly addressSpace: string;
  readonly before?: string;
  readonly dryRun?: true;
}

const help = `
Makes config/environments/<name>.yaml from that of another environment, gives it its place in the order of promotion, and adds
it to every use case whose versions pass there, with the overrides of the one it is made like. Versions that serve further on
are granted as live in it: a release that was nowhere before is refused. Stages of pipelines that must be written out are, too.

All of it is checked together first: what mlops validate would refuse is told, and nothing is written.

Examples:
  mlops new-environment test --like preprod --before preprod \\
    --subscription 3f815eaf-4297-4d60-af4a-ae1325d7a404 --address-space 10.40.12.0/22 --dry-run
`;

/** Adds `mlops new-environment`. */
export function registerNewEnvironment(program: Command): void {
  program
    .command("new-environment")
    .description("bring a new environment: its file, its place in the order, and in every use case that passes there")
    .argument("<name>", "name of the new environment, e.g. test")
    .requiredOption("--like <environment>", "the environment whose settings it takes over")
    .requiredOption("--subscription <guid>", "its subscription")
    .requiredOption("--address-space <cidr>", "its address space, which overlaps no other")
    .option("--before <environment>", "the environment that versions reach after it (default: it is the last)")
    .option("--dry-run", "say what it would write, and write nothing")
    .addOption(configOption())
    .addHelpText("after", help)
    .action((name: string, { config, dryRun, ...wanted }: Options) => {
      // Loaded when needed: `--help` must not wait for the schema.
      const { proposeEnvironment, writeEnvironment } =
        require("../environments/new-environment") as typeof import("../environments/new-environment");
      const { pipelinesFor, pipelinesNaming } =
        require("../environments/pipelines") as typeof import("../environments/pipelines");
      const proposed = proposeEnvironment({ config, name, ...wanted });
      const pipelines = pipelinesFor(".", proposed.order.before, proposed.order.after, proposed.pools);
      const others = pipelinesNaming(".", wanted.like, pipelines);
      if (dryRun !== true) writeEnvironment(config, proposed, pipelines);
      console.log(
        [
          `${dryRun === true ? "Would write" : "Wrote"} in ${config}: ${[...proposed.texts.keys()].join(", ")}`,
          ...proposed.notes.map((note) => `- ${note}`),
          ...(pipelines.size === 0 ? [] : [`and stages of pipelines: ${[...pipelines.keys()].join(", ")}`]),
          ...(others.length === 0 ? [] : [`These name ${wanted.like}, too; add ${name} by hand: ${others.join(", ")}`]),
          "Then: npx mlops plan bootstrap pipelines, for whoever owns them; the pipeline deploys the rest.",
        ].join("\n"),
      );
    });
}

import { type Command, Option } from "commander";
import type { GraphFormat } from "../graph/graph";
import { configOption, regionOption } from "./options";

interface Options {
  readonly config: string;
  readonly format?: GraphFormat;
  readonly out?: string;
  readonly region?: string;
}

const help = `
By what the stacks define, so nothing is asked of Azure: network, use cases, workspace, what it stands on and what watches
it, with an arrow from each resource to what it rests upon. The HTML report of a review has the same picture.

Of an environment with a second region the one that is in charge is drawn, or what --region names; the title tells which.

Mermaid goes into a Markdown page, SVG is a file of its own. Without --format the ending of --out decides, else Mermaid.

Examples:
  mlops graph prod
  mlops graph prod --out prod.svg
  mlops graph prod --format json | jq '.boxes | length'
`;

/** Adds `mlops graph`. */
export function registerGraph(program: Command): void {
  program
    .command("graph")
    .description("draw the architecture of an environment, as Mermaid or SVG")
    .argument("<environment>", "the environment, e.g. prod")
    .addOption(configOption())
    .addOption(regionOption())
    .addOption(new Option("--format <format>", "how to draw it").choices(["mermaid", "svg", "json"]))
    .option("--out <file>", "write it into a file (default: print it)")
    .addHelpText("after", help)
    .action(async (environment: string, { config, format, out, region }: Options) => {
      // Loaded when needed: `--help` must not wait for the schema.
      const { environmentArchitecture, formatOf } = require("../graph/graph") as typeof import("../graph/graph");
      const { architectureFile } =
        require("../../review/render/html/architecture") as typeof import("../../review/render/html/architecture");
      const { architectureMermaid } =
        require("../../review/render/architecture-mermaid") as typeof import("../../review/render/architecture-mermaid");
      const { writeWhole } = require("../../files") as typeof import("../../files");
      const picture = await environmentArchitecture(config, environment, region);
      const chosen = format ?? formatOf(out);
      const text = {
        mermaid: () => `${architectureMermaid(picture)}\n`,
        svg: () => architectureFile(picture),
        json: () => `${JSON.stringify(picture, undefined, 2)}\n`,
      }[chosen]();
      if (out === undefined) process.stdout.write(text);
      else writeWhole(out, text);
    });
}

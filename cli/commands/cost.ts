import { type Command, InvalidArgumentError } from "commander";
import { loadOptions, type Load } from "../../cost/load";
import { configOption } from "./options";

interface Options extends Partial<Record<keyof Load, number>> {
  readonly config: string;
  readonly prices?: string;
  readonly json?: true;
}

const help = `
By what the stacks define, so nothing is asked of Azure: every resource that Azure bills by being there, what it costs idle
and under the load that the options say, and what each figure rests upon. What has no price is named.

Prices are those that mlops prices fetched into prices/, then public ones that ship, each with its date; a price of another
region is marked. A price file of yours goes before both, see mlops review --help.

Examples:
  mlops cost                                   everything
  mlops cost prod                              an environment with its use cases
  mlops cost customer-churn --instances-percent 100    a use case, all instances at their most
  mlops cost prod --json | jq '.lines[] | {what, idle, used}'
`;

/** Adds `mlops cost`. */
export function registerCost(program: Command): void {
  const command = program
    .command("cost")
    .description("what a month costs, idle and under load, by resource and with what each figure rests upon")
    .argument("[name]", "an environment or a use case (default: everything)")
    .addOption(configOption())
    .option("--prices <file>", "a price file of yours: what you pay by contract");
  for (const { option, words, default: usual, max } of loadOptions) {
    command.option(`${option} <number>`, `${words} (default: ${usual})`, amount(max));
  }
  command
    .option("--json", "print data")
    .addHelpText("after", help)
    .action(async (name: string | undefined, options: Options) => {
      // Loaded when needed: `--help` must not wait for the schema.
      const { monthOf } = require("../cost/cost") as typeof import("../cost/cost");
      const { costText, ratesIn } = require("../cost/render") as typeof import("../cost/render");
      const { aboutLists, priceLists, ratesBy, readPrices } = require("../prices") as typeof import("../prices");
      const { usualLoad } = require("../../cost/load") as typeof import("../../cost/load");
      const own = options.prices === undefined ? undefined : readPrices(options.prices);
      const lists = priceLists();
      const given = loadOptions.flatMap(({ key }) =>
        options[key] === undefined ? [] : [[key, options[key]] as const],
      );
      const month = await monthOf({
        config: options.config,
        ...(name !== undefined && { name }),
        rates: ratesBy(lists, own),
        load: { ...usualLoad, ...Object.fromEntries(given) },
      });
      const used = ratesIn(month).filter(({ asOf }) => asOf !== "");
      const about = [
        ...(own === undefined ? [] : ["your price file"]),
        ...(used.length === 0 ? [] : [aboutLists(lists, month.regions, used)]),
      ].join(", then ");
      console.log(
        options.json === true
          ? JSON.stringify({ ...month, prices: about }, undefined, 2)
          : costText(month, name ?? "everything", about),
      );
    });
}

const amount =
  (max: number) =>
  (text: string): number => {
    if (/^\d+(\.\d+)?$/.test(text) && Number(text) <= max) return Number(text);
    throw new InvalidArgumentError(`It must be a number from 0 to ${max}.`);
  };

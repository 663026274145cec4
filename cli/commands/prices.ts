import type { Command } from "commander";
import { configOption } from "./options";

interface Options {
  readonly config: string;
  readonly region: string;
  readonly currency: string;
  readonly size: readonly string[];
  readonly json?: true;
}

const help = `
Asks Azure's public list of retail prices, which needs no sign-in, for every meter that we know and the sizes of machines in
the configuration. Prices that you pay by contract are not in it: write those into a price file, see mlops review --help.
Prices in other currencies than USD are Azure's own conversion.

Without it, public prices that ship are used; they say their dates.

Examples:
  mlops prices --region westeurope
  mlops prices --region westeurope --currency EUR --size Standard_NC24ads_A100_v4
`;

/** Adds `mlops prices`. */
export function registerPrices(program: Command): void {
  program
    .command("prices")
    .description("fetch a region's list prices into prices/, for reviews and mlops cost")
    .requiredOption("--region <name>", "region as ARM writes it, e.g. westeurope")
    .option("--currency <code>", "currency as Azure writes it", "USD")
    .option("--size <name...>", "more sizes of machines than the configuration has", [])
    .addOption(configOption())
    .option("--json", "print the list")
    .addHelpText("after", help)
    .action(async ({ config, region, currency, size, json }: Options) => {
      // Loaded when needed: `--help` must not wait for the schema.
      const { fetchPrices, fetchedText } = require("../cost/fetch") as typeof import("../cost/fetch");
      const { requireCurrency } = require("../prices") as typeof import("../prices");
      requireCurrency(currency);
      const today = new Date().toISOString().slice(0, 10);
      const fetched = await fetchPrices({ config, region, currency, sizes: size, today });
      console.log(json === true ? JSON.stringify(fetched.list, undefined, 2) : fetchedText(fetched));
    });
}

import { type Command, Option } from "commander";
import type { FailOn } from "../review/review";

interface Options {
  readonly markdown?: string;
  readonly html?: string;
  readonly json?: string;
  readonly sarif?: string;
  readonly reportUrl?: string;
  readonly runUrl?: string;
  readonly policiesUrl?: string;
  readonly prices?: string | false;
  readonly waivers?: string;
  readonly failOn: FailOn;
}

const help = `
Says what the plans in a folder do: what is destroyed or replaced, who gains which access, what opens, which policies
fail, what changes for models; with a verdict. Reads nothing but the folder, and refuses one that was altered.

Several folders of one commit, made by jobs with an identity each, are reviewed as one. Then a folder without plans is
a job that failed: a row in the review, which is BLOCKED.

Without options it prints a summary in a terminal and Markdown elsewhere. A file given as - is stdout. The Markdown
is one comment of at most 60,000 bytes; the HTML report has everything and needs no network.

What changes in the money of a month is told at list prices of Azure: those that mlops prices fetched, then public ones
that ship. A price file tells what you pay instead, for what runs all the time (prices of a month are optional):
  currency: EUR
  perHour: { Standard_D2as_v4: 0.11 }
  perMonth: { private endpoint: 7.30, azurerm_container_registry: 46 }

Verdicts: BLOCKED (a stack could not be planned, Azure would refuse a change, a release changes without evidence that
holds, data is destroyed or replaced, or a policy newly fails), NEEDS SECURITY APPROVAL (access widens, something opens,
or a person went on against the evidence of a release), REVIEW, NO CHANGE.
Exit codes: 0 reviewed, 1 refused by --fail-on, 2 bad input. Files are written in any case but the last.

Examples:
  mlops review plans
  mlops review plans --html review.html
  mlops review plans --markdown comment.md --html report.html --report-url "$RUN_URL" --fail-on never
  mlops review plans --prices prices.yaml
  mlops review plans --json - | jq .verdict
  mlops review plans/dev plans/preprod plans/prod --markdown comment.md
  mlops review plans --waivers config/waivers.yaml      try out waivers without planning again
`;

/** Adds `mlops review`. */
export function registerReview(program: Command): void {
  program
    .command("review")
    .description("say what plans will do, for whoever approves them")
    .argument("<folders...>", "folders that mlops plan made")
    .option("--markdown <file>", "the comment for a pull request")
    .option("--html <file>", "the full report, in one file")
    .option("--json <file>", "the review as data")
    .option("--sarif <file>", "what is wrong, for code scanning")
    .option("--report-url <url>", "where the full report will be: linked in the comment")
    .option("--run-url <url>", "the run of the pipeline: linked in the comment")
    .option("--policies-url <url>", "the page that describes policies: linked in the comment")
    .option("--prices <file>", "a price file of yours, in place of list prices")
    .option("--no-prices", "do not speak of money")
    .option("--waivers <file>", "take waivers from this file (default: those kept with the plans)")
    .addOption(
      new Option("--fail-on <verdict>", "exit code 1 when blocked, already when security has to approve, or never")
        .choices(["blocked", "security", "never"])
        .default("blocked"),
    )
    .addHelpText("after", help)
    .action((folders: string[], options: Options) => {
      // Loaded when needed: `--help` must not wait for the rules.
      const { review } = require("../review/review") as typeof import("../review/review");
      const terminal = process.stdout.isTTY === true;
      const { output, exitCode } = review(folders, {
        ...options,
        // commander: `true` where neither option is given.
        prices: (options.prices as unknown) === true ? undefined : options.prices,
        today: new Date().toISOString().slice(0, 10),
        terminal,
        colour: terminal && process.env["NO_COLOR"] === undefined,
      });
      process.stdout.write(output);
      process.exitCode = exitCode;
    });
}

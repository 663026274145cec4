import { type Problem, requireNone, UserError } from "../../domain/problem/problem";
import { renderJson, renderSarif, type Review, reviewPlans, type Verdict } from "../../review";
import { isLink } from "../../review/render/escape";
import { renderHtml } from "../../review/render/html";
import { type MarkdownOptions, renderMarkdown } from "../../review/render/markdown";
import { listPrices, priceLists, readPrices } from "../prices";
import type { PricesByRegion } from "../../review/cost";
import type { OtherWaivers } from "./folder";
import { distinct, readFolders } from "./folders";
import { checkOutputs, type Format, formats, type Outputs, writeOutputs } from "./outputs";
import { reviewSummary } from "./summary";

/** From which verdict on the exit code is 1. */
export const failures = ["blocked", "security", "never"] as const;
export type FailOn = (typeof failures)[number];

export interface ReviewCommand extends Outputs {
  readonly reportUrl?: string;
  readonly runUrl?: string;
  readonly policiesUrl?: string;
  /** A price file in place of list prices; `false`: money is not spoken of. @default - list prices of each region */
  readonly prices?: string | false;
  /** A waivers file in place of the waivers in the plan folder. */
  readonly waivers?: string;
  readonly failOn: FailOn;
  /** `YYYY-MM-DD`: the day waivers are judged on. */
  readonly today: string;
  /** Whether a person reads stdout. */
  readonly terminal: boolean;
  readonly colour: boolean;
}

/** What to print and how to end. */
export interface Reviewed {
  readonly output: string;
  readonly exitCode: 0 | 1;
}

const otherWaivers = ({ waivers: file, today }: ReviewCommand): OtherWaivers | undefined =>
  file === undefined ? undefined : { file, today };

const refused: Readonly<Record<FailOn, readonly Verdict[]>> = {
  blocked: ["blocked"],
  security: ["blocked", "needs-security-approval"],
  never: [],
};

/**
 * Reviews plan folders as one and writes what was asked for.
 * @throws UserError with everything that is wrong with the folders, the waivers and the options
 */
export function review(folders: readonly string[], command: ReviewCommand): Reviewed {
  const wrong = [...distinct(folders.flatMap((folder) => checkOutputs(command, folder))), ...checkLinks(command)];
  const found: Problem[] = [];
  const prices = noting(found, () => pricesOf(command.prices));
  const { input } = collecting([...wrong, ...found], () => readFolders(folders, otherWaivers(command)));
  const result = reviewPlans(input, { today: command.today, ...(prices !== undefined && { prices }) });
  const { reportUrl, runUrl, policiesUrl, colour } = command;
  const options: MarkdownOptions = { reportUrl, runUrl, policiesUrl };

  const render: Readonly<Record<Format, (review: Review) => string>> = {
    markdown: (given) => renderMarkdown(given, options),
    html: renderHtml,
    json: renderJson,
    sarif: renderSarif,
  };
  const chosen = formats.flatMap((format) =>
    command[format] === undefined ? [] : [[format, command[format]] as const],
  );
  writeOutputs(
    chosen.filter(([, path]) => path !== "-").map(([format, path]) => [format, path, render[format](result)] as const),
  );
  const printed = chosen.find(([, path]) => path === "-")?.[0];
  const summarized = printed === undefined && (command.terminal || command.markdown !== undefined);
  const output = summarized ? `${reviewSummary(result, { colour })}\n` : render[printed ?? "markdown"](result);
  return { output, exitCode: refused[command.failOn].includes(result.verdict) ? 1 : 0 };
}

function pricesOf(given: ReviewCommand["prices"]): PricesByRegion | undefined {
  if (given === false) return undefined;
  if (given !== undefined) return readPrices(given);
  const lists = priceLists();
  return (region) => listPrices(lists, region);
}

/** What a step makes; nothing, and what is wrong is noted, if it cannot. */
function noting<T>(problems: Problem[], step: () => T): T | undefined {
  try {
    return step();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    problems.push(...error.problems);
    return undefined;
  }
}

/** What a step makes; its problems join those that were found before. */
function collecting<T>(problems: readonly Problem[], step: () => T): T {
  let made: T;
  try {
    made = step();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError([...problems, ...error.problems]);
  }
  requireNone(problems);
  return made;
}

function checkLinks({ reportUrl, runUrl, policiesUrl }: ReviewCommand): Problem[] {
  const given = { "--report-url": reportUrl, "--run-url": runUrl, "--policies-url": policiesUrl };
  return Object.entries(given)
    .filter(([, url]) => url !== undefined && !isLink(url))
    .map(([where, url]) => ({
      code: "MLOPS-REVIEW-016",
      where,
      message: "this is no address of a page",
      given: url,
      allowed: "https://… of at most 500 characters",
    }));
}

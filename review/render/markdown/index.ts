import { notKnown } from "../../heading";
import type { Review } from "../../model";
import { isLink, link } from "../escape";
import { accessPart, exposuresPart } from "./access";
import { changesPart } from "./changes";
import { costPart } from "./cost";
import { dangersPart } from "./dangers";
import { driftPart } from "./drift";
import { type Fitted, fit, type Sections, size } from "./fit";
import { graph } from "./graph";
import { header } from "./header";
import { matrixPart } from "./matrix";
import { type Rest, whole } from "./part";
import { isOld, isOpen, policyFailsPart, policyNotesPart, warningsPart } from "./policy";
import { releasesPart } from "./releases";
import { leftOut, resourceDetails, Resources } from "./resources";
import { type Links, verdictLines } from "./verdict";
import { names } from "./words";

export { MARKDOWN_MARKER, readHeader } from "./header";
export { isOld, isOpen } from "./policy";

export interface MarkdownOptions {
  /** Most UTF-8 bytes, and so most characters, too; at least 4,000. @default 60000, below GitHub's 65,536 characters */
  readonly limitBytes?: number;
  /** Where the full report is. @default - it is said to be in the report, without a link */
  readonly reportUrl?: string;
  /** The run of the pipeline. */
  readonly runUrl?: string;
  /** The page that describes policies; each has an anchor by its id. @default - ids are no links */
  readonly policiesUrl?: string;
}

const DEFAULT_LIMIT = 60_000;
const LEAST_LIMIT = 4_000;

/**
 * The review as one comment on a pull request: what decides first, never longer than the limit. What does not fit is
 * counted and said to be in the report; verdict, numbers, dangers, access and policy are complete before anything else.
 * @throws RangeError if the limit is below 4,000 bytes
 */
export function renderMarkdown(review: Review, options: MarkdownOptions = {}): string {
  const limit = options.limitBytes ?? DEFAULT_LIMIT;
  if (limit < LEAST_LIMIT) throw new RangeError(`limitBytes is ${limit}; expected ${LEAST_LIMIT} or more`);
  const about = { report: checked(options.reportUrl), run: checked(options.runUrl) };
  const sections = sectionsOf(review, options, about);

  const complete = head(review, about, false, true);
  const all = fit(sections, limit - size(complete) - 3);
  if (!isShortened(all)) return `${complete}\n\n${all.body}`.trimEnd() + "\n";
  // Links to lines are long, and what they link is named anyway: rows are worth more.
  if (all.rows && review.codeUrl !== undefined) return renderMarkdown({ ...review, codeUrl: undefined }, options);

  // Digests and reasons go only if the numbers of the sections alone are too much with them.
  for (const { digests, reasons } of [
    { digests: true, reasons: undefined },
    { digests: false, reasons: undefined },
    { digests: false, reasons: 0 },
  ]) {
    const short = head(review, about, true, digests, reasons);
    const around = (fitted: Fitted): string => `${short}\n\n${fitted.body}\n\n${footer(fitted)}\n`;
    const longestFooter = size(footer({ body: "", graph: true, detail: "counts", rows: true }));
    const printed = around(fit(sections, limit - size(short) - longestFooter - 6));
    if (size(printed) <= limit) return printed;
  }
  return `${head(review, about, true, false, 0)}\n`;
}

const checked = (url: string | undefined): string | undefined => (url !== undefined && isLink(url) ? url : undefined);

function head(review: Review, about: Links, truncated: boolean, digests: boolean, reasons?: number): string {
  return `${header(review, truncated, digests)}\n${verdictLines(review, about, truncated, reasons)}`;
}

function sectionsOf(review: Review, options: MarkdownOptions, links: Links): Sections {
  const rest: Rest = { where: links.report === undefined ? "in the report" : `in the ${link("report", links.report)}` };
  const rules = checked(options.policiesUrl);
  const matrix = matrixPart(review, rest);
  const dangers = dangersPart(review, rest);
  const access = accessPart(review, rest);
  const exposures = exposuresPart(review, rest);
  const fails = policyFailsPart(review, rest, rules);
  const notes = policyNotesPart(review, rest, rules);
  const warnings = warningsPart(review, rest);
  const drift = driftPart(review, rest);
  const changes = changesPart(review, rest);
  const cost = costPart(review, rest);
  const releases = releasesPart(review, rest);
  const none = whole(nothing(review));
  const parts = [releases, matrix, none, dangers, access, exposures, fails, notes, warnings, drift, changes, cost];
  const resources = new Resources(review, rest);
  return {
    parts,
    sheds: [cost, drift, changes, warnings, notes, fails, exposures, access, matrix, dangers, releases].map((part) =>
      parts.indexOf(part),
    ),
    resources: (detail, room) => (resources.least(detail) > room ? undefined : resources.print(detail)),
    graph: graph(review, rest),
  };
}

/** What a reviewer looks for and there is none of: said, for a missing section could also be a forgotten one. */
function nothing(review: Review): string {
  const { verdict, dangers, access, exposures, policy, stacks } = review;
  if (verdict === "no-change") return "";
  const unknown = notKnown(review);
  const not = `Not known for ${names(unknown)}, which could not be planned: whether data is lost, access changes, anything opens or a policy fails.`;
  if (unknown.length === stacks.length && unknown.length > 0) return not;
  const none = [
    ...(dangers.length === 0 ? ["nothing that holds data is destroyed or replaced"] : []),
    ...(access.length === 0 ? ["no access changes"] : []),
    ...(exposures.length === 0 ? ["nothing opens or closes besides roles"] : []),
    ...(policy.findings.some((finding) => isOpen(finding) && !isOld(finding)) ? [] : ["no new policy findings"]),
  ];
  if (none.length === 0) return unknown.length > 0 ? not : "";
  const sentence = none.join("; ");
  if (unknown.length > 0) return `${not} In the others: ${sentence}.`;
  return `✅ ${sentence[0]!.toUpperCase()}${sentence.slice(1)}.`;
}

const isShortened = ({ graph: missing, detail, rows }: Fitted): boolean => missing || detail !== "all" || rows;

/** What was left out, at the end: the verdict says that something was. */
function footer({ graph: missing, detail, rows }: Fitted): string {
  const steps = resourceDetails.slice(1, resourceDetails.indexOf(detail) + 1);
  const parts = [
    ...(missing ? ["the graph"] : []),
    ...steps.map((step) => leftOut[step]),
    ...(rows ? ["rows of the sections above, as counted there"] : []),
  ];
  return `<sub>Left out for length: ${parts.join(", ")}.</sub>`;
}

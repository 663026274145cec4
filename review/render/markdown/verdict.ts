import type { Review } from "../../model";
import { code, link, text } from "../escape";
import { counted } from "./part";
import { instant, verdictTitles } from "./words";

export interface Links {
  readonly report?: string;
  readonly run?: string;
}

/** Most reasons that are printed. */
const REASONS = 8;

/**
 * The first thing that is read: may this be applied, why not, and what exactly is meant.
 * @param shortened - whether something was left out
 * @param reasons - how many may be printed
 */
export function verdictLines(review: Review, links: Links, shortened: boolean, reasons = REASONS): string {
  const { verdict, source, organization } = review;
  const where = links.report === undefined ? "the rest is in the full report" : `${reportLink(links)} has the rest`;
  const title = [verdictTitles[verdict], text(organization, 80), ...(shortened ? [`shortened, ${where}`] : [])];
  const shown = review.reasons.slice(0, Math.min(reasons, REASONS)).map((reason) => `- ${text(reason, 250)}`);
  const missing = review.reasons.length - shown.length;
  return [
    `## ${title.join(" · ")}`,
    ...(shown.length > 0 ? ["", ...shown] : []),
    ...(missing > 0 ? [`- ${counted(missing, "more reason")}`] : []),
    "",
    facts(review, links).join(" · "),
    "",
    mayApply(review),
    ...(source.target === "sandbox"
      ? ["", "Planned against a **simulated Azure**: it shows what the change does; it cannot be applied."]
      : []),
  ].join("\n");
}

function facts({ source }: Review, links: Links): string[] {
  return [
    source.commit === undefined ? "no commit" : `commit ${code(source.commit.slice(0, 12))}`,
    `plan digest ${code(source.digest.slice(0, 12))}`,
    `planned ${instant(source.plannedAt)}`,
    ...(links.report === undefined ? [] : [reportLink(links)]),
    ...(links.run === undefined ? [] : [link("run", links.run)]),
  ];
}

const reportLink = ({ report }: Links): string => link("full report", report!);

function mayApply({ verdict }: Review): string {
  const exactly = "`mlops apply` takes exactly this plan and refuses any other";
  switch (verdict) {
    case "blocked":
      return "**Nothing may be applied** until this is mended or, for a policy, waived.";
    case "needs-security-approval":
      return `**May be applied once security has approved it**; ${exactly}.`;
    case "review":
      return `**May be applied with the usual approvals**; ${exactly}.`;
    case "no-change":
      return "There is nothing to apply.";
  }
}

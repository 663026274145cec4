import type { Review } from "../../model";
import { code, link, text } from "../escape";
import { counted } from "./part";
import { instant, verdictTitles } from "./words";

export interface Links {
  readonly report?: string;
  readonly run?: string;
}

/** What is known of the plans besides what is in them. */
export interface Origin {
  /** `destroy`: they take everything away; `drift`: they only take note of what is there. @default "normal" */
  readonly mode?: "normal" | "destroy" | "drift";
  /** Whether files were changed since the commit. @default false */
  readonly dirty?: boolean;
}

const modes: Readonly<Record<NonNullable<Origin["mode"]>, string | undefined>> = {
  normal: undefined,
  destroy: "These plans **take away everything** in their stacks.",
  drift: "These plans only look for what was changed outside Terraform.",
};

/** Most reasons that are printed. */
const REASONS = 8;

/**
 * The first thing that is read: may this be applied, why not, and what exactly is meant.
 * @param shortened - whether something was left out
 * @param reasons - how many may be printed
 */
export function verdictLines(review: Review, about: Links & Origin, shortened: boolean, reasons = REASONS): string {
  const { verdict, source, organization } = review;
  const mode = modes[about.mode ?? "normal"];
  const where = about.report === undefined ? "the rest is in the full report" : `${reportLink(about)} has the rest`;
  const title = [verdictTitles[verdict], text(organization, 80), ...(shortened ? [`shortened, ${where}`] : [])];
  const given = verdict === "no-change" ? [] : review.reasons;
  const shown = given.slice(0, Math.min(reasons, REASONS)).map((reason) => `- ${text(reason, 250)}`);
  const missing = given.length - shown.length;
  return [
    `## ${title.join(" · ")}`,
    ...(shown.length > 0 ? ["", ...shown] : []),
    ...(missing > 0 ? [`- ${counted(missing, "more reason")}`] : []),
    "",
    facts(review, about).join(" · "),
    "",
    mayApply(review),
    ...(mode === undefined ? [] : ["", mode]),
    ...(source.target === "sandbox"
      ? ["", "Planned against a **simulated Azure**: it shows what the change does, and cannot be applied to Azure."]
      : []),
  ].join("\n");
}

function facts({ source }: Review, links: Links & Origin): string[] {
  const changed = links.dirty === true ? " **with files changed since**" : "";
  return [
    source.commit === undefined ? "no commit" : `commit ${code(source.commit.slice(0, 12))}${changed}`,
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
      return "**Nothing may be applied** until this is mended, or accepted for a while in `config/waivers.yaml`.";
    case "needs-security-approval":
      return `**May be applied once security has approved it**; ${exactly}.`;
    case "review":
      return `**May be applied with the usual approvals**; ${exactly}.`;
    case "no-change":
      return "There is nothing to apply.";
  }
}

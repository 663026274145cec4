import { headingOf } from "../../heading";
import type { Review, ReviewSource } from "../../model";
import { code, link, text } from "../escape";
import { counted } from "./part";
import { instant, verdictTitles } from "./words";

export interface Links {
  readonly report?: string;
  readonly run?: string;
}

const modes: Partial<Record<NonNullable<ReviewSource["mode"]>, { readonly title: string; readonly note: string }>> = {
  destroy: { title: "🧨 DESTROY", note: "These plans **take away everything** in their stacks." },
  drift: { title: "👣 DRIFT", note: "These plans only look for what was changed outside Terraform." },
};

/** Most reasons that are printed. */
const REASONS = 8;

/**
 * The first thing that is read: may this be applied, why not, and what exactly is meant.
 * @param shortened - whether something was left out
 * @param reasons - how many may be printed
 */
export function verdictLines(review: Review, about: Links, shortened: boolean, reasons = REASONS): string {
  const { verdict, source, organization } = review;
  const mode = modes[source.mode ?? "normal"];
  const where = about.report === undefined ? "the rest is in the full report" : `${reportLink(about)} has the rest`;
  const heading = headingOf(review);
  const isDrift = heading === "drift" || heading === "no-drift";
  const title = [
    verdictTitles[heading],
    ...(heading === "drift" ? [counted(review.drift.length, "resource")] : []),
    ...(mode === undefined || isDrift ? [] : [mode.title]),
    text(organization, 80),
    ...(shortened ? [`shortened, ${where}`] : []),
  ];
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
    ...(mode === undefined ? [] : ["", mode.note]),
    ...(source.target === "sandbox"
      ? ["", "Planned against a **simulated Azure**: it shows what the change does, and cannot be applied to Azure."]
      : simulatedNote(source)),
  ].join("\n");
}

/** Most names of stacks that are printed. */
const NAMES = 12;

function simulatedNote({ simulated = [] }: ReviewSource): string[] {
  if (simulated.length === 0) return [];
  const names = simulated.slice(0, NAMES).map((name) => text(name, 80));
  const more = simulated.length > NAMES ? [counted(simulated.length - NAMES, "more stack")] : [];
  const who = [...names, ...more].join(", ");
  return ["", `> ${who}: planned against a **simulated Azure**, because only an owner can read what is deployed.`];
}

function facts({ source }: Review, links: Links): string[] {
  const why = source.dirtyBecause === undefined ? "" : `: ${text(source.dirtyBecause, 300)}`;
  const changed = source.dirty === true ? ` **with files changed since**${why}` : "";
  return [
    source.commit === undefined ? "no commit" : `commit ${code(source.commit.slice(0, 12))}${changed}`,
    `plan digest ${code(source.digest.slice(0, 12))}`,
    `planned ${instant(source.plannedAt)}`,
    ...(links.report === undefined ? [] : [reportLink(links)]),
    ...(links.run === undefined ? [] : [link("run", links.run)]),
  ];
}

const reportLink = ({ report }: Links): string => link("full report", report!);

function mayApply({ verdict, source }: Review): string {
  if (source.mode === "drift") return "**Nothing can be applied** from these plans.";
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

import { styleText } from "node:util";
import { decidedBy, HOW_TO, resultInWords, statusWords, tellingChecks } from "../../review/evidence/words";
import type { CostReview, Counts, ReleaseEvidence, Review, StackReview } from "../../review/model";
import { type Heading, headingOf } from "../../review/heading";
import { cut, visible } from "../../review/render/escape";
import { difference, totalInWords } from "../../review/render/money";
import { isOld, isOpen } from "../../review/render/markdown";

const verdicts: Readonly<Record<Heading, { readonly title: string; readonly colour: "red" | "yellow" | "green" }>> = {
  blocked: { title: "BLOCKED", colour: "red" },
  "needs-security-approval": { title: "NEEDS SECURITY APPROVAL", colour: "yellow" },
  review: { title: "REVIEW", colour: "yellow" },
  "no-change": { title: "NO CHANGE", colour: "green" },
  drift: { title: "DRIFT", colour: "yellow" },
  "no-drift": { title: "NO DRIFT", colour: "green" },
};

const done: Readonly<Record<keyof Counts, string>> = {
  destroy: "destroyed",
  replace: "replaced",
  forget: "forgotten",
  create: "created",
  update: "updated",
  import: "imported",
  move: "moved",
  drift: "changed outside Terraform",
};

const effects: Readonly<Record<Review["access"][number]["effect"], string>> = {
  widens: "widens",
  narrows: "narrows",
  regrants: "re-grants",
  changes: "changes",
};

const modes: Partial<Record<NonNullable<Review["source"]["mode"]>, string>> = {
  destroy: "DESTROY: these plans take away everything in their stacks",
  drift: "DRIFT: these plans only look for what was changed outside Terraform",
};

/** Lines of each section. */
const LINES = 12;
/** What a release rests on is what the review is for. */
const RELEASE_LINES = 60;

export interface SummaryOptions {
  readonly colour: boolean;
}

/** The review for a terminal: what decides, in a screenful. */
export function reviewSummary(review: Review, { colour }: SummaryOptions): string {
  const { cost } = review;
  const { notPlanned = [], mode = "normal", dirty = false, dirtyBecause } = review.source;
  const { title, colour: shade } = verdicts[headingOf(review)];
  const paint = (style: Parameters<typeof styleText>[0], words: string): string =>
    colour ? styleText(style, words, { validateStream: false }) : words;
  const width = Math.max(0, ...[...review.stacks, ...notPlanned].map(({ name }) => plain(name).length));
  const row = (name: string, words: string): string => `  ${plain(name).padEnd(width)}  ${words}`;
  const section = (heading: string, lines: readonly string[], most = LINES): string[] =>
    lines.length === 0
      ? []
      : [
          "",
          paint("bold", heading),
          ...lines.slice(0, most).map((line) => `  ${line}`),
          ...(lines.length > most ? [`  and ${lines.length - most} more, see --html or --markdown`] : []),
        ];
  return [
    `${paint(["bold", shade], title)}  ${plain(review.organization)}`,
    ...[
      modes[mode],
      dirty &&
        `planned with files that were changed since the commit${dirtyBecause === undefined ? "" : `: ${plain(dirtyBecause)}`}`,
    ].filter((note) => note),
    ...(review.verdict === "no-change" ? [] : review.reasons.map((reason) => `  - ${plain(reason)}`)),
    "",
    ...review.stacks.map((stack) => row(stack.name, stackWords(stack, cost?.currency))),
    ...notPlanned.map(({ name, why }) => row(name, `not planned: ${plain(why)}`)),
    ...section("Releases and their evidence", review.releases.flatMap(releaseLines), RELEASE_LINES),
    ...section(
      "Dangers",
      review.dangers.map(
        ({ stacks, what, action, because, accepted }) =>
          `${accepted === undefined ? "" : "accepted: "}${plain(stacks.join(", "))}: ${plain(what)} is ${done[action]}: ${plain(because)}`,
      ),
    ),
    ...section(
      "Access",
      review.access.map(
        ({ change, effect, who, role, privileged, scope, stacks }) =>
          `${change} ${plain(who.name)}: ${plain(role)}${privileged ? " (privileged)" : ""} on ${plain(scope)}, ${effects[effect]} in ${plain(stacks.join(", "))}`,
      ),
    ),
    ...section(
      "Exposure",
      review.exposures.map(({ effect, text, stacks }) => `${effect}: ${plain(text)} (${plain(stacks.join(", "))})`),
    ),
    ...section(
      "New policy findings",
      review.policy.findings
        .filter((finding) => isOpen(finding) && !isOld(finding))
        .map(
          ({ severity, rule, stack, address, message }) =>
            `${severity} ${plain(rule)} ${plain(stack)} ${plain(address)}: ${plain(message)}`,
        ),
    ),
    ...section(
      "What it means",
      review.changes.map(({ useCase = "environment", environments, text }) =>
        environments.length === 0
          ? plain(text)
          : `${plain(useCase)} in ${plain(environments.join(", "))}: ${plain(text)}`,
      ),
    ),
    ...(cost === undefined ? [] : section(`Cost: ${totalInWords(review, cost)}`, costLines(cost))),
  ].join("\n");
}

function releaseLines(release: ReleaseEvidence): string[] {
  const { useCase, environment, what, before, status, problems, notes, commands, steps, approval } = release;
  const indented = (words: string): string => `  ${plain(words)}`;
  return [
    `${status === "evidenced" ? "" : `${statusWords[status].toUpperCase()}: `}${plain(useCase)} in ${plain(environment)}: ${plain(what)} (before: ${plain(before)})`,
    ...problems.map((problem) => indented(`BLOCKED: ${problem}`)),
    ...(commands.length === 0 ? [] : [indented(HOW_TO)]),
    // Commands are copied: never shortened.
    ...commands.map((command, index) => `  ${index === 0 ? "make it:" : "or:"} ${visible(command)}`),
    ...notes.map(indented),
    ...steps.flatMap((step) => [
      indented(`${decidedBy(step)}, ${step.at.slice(0, 16).replace("T", " ")} UTC`),
      ...(step.override === undefined ? [] : [indented(`OVERRIDDEN by ${step.override.by}: ${step.override.reason}`)]),
      ...(step.because === undefined ? [] : [indented(`because ${step.because}`)]),
      ...(step.origin === undefined ? [] : [indented(`made ${step.origin}`)]),
      ...tellingChecks(step).map((check) => indented(`${check.check}: ${resultInWords(check)}, ${check.text}`)),
      ...step.notes.map(indented),
    ]),
    ...(approval === undefined ? [] : [indented(`approvals asked: ${approval}`)]),
  ];
}

function costLines({ currency, changes, uncounted }: CostReview): string[] {
  return [
    ...changes.map(
      (change) =>
        `${plain(change.stack)}: ${plain(change.what)}: ${plain(change.text)}, ${difference(change)} ${currency}`,
    ),
    ...uncounted.map(
      ({ stack, what, text, why }) => `${plain(stack)}: ${plain(what)}: ${plain(text)}, not counted: ${plain(why)}`,
    ),
  ];
}

function stackWords(stack: StackReview, currency: string | undefined): string {
  const { status, failed, counts, policyFails, monthlyCost } = stack;
  if (status === "failed") return `failed: ${plain(failed ?? "no reason given")}`;
  const words = (Object.keys(done) as (keyof Counts)[])
    .filter((key) => counts[key] > 0)
    .map((key) => `${counts[key]} ${done[key]}`);
  if (policyFails > 0) words.push(`${policyFails} policy ${policyFails === 1 ? "failure" : "failures"}`);
  if (currency !== undefined && monthlyCost !== undefined && monthlyCost.before !== monthlyCost.after) {
    words.push(`${difference(monthlyCost)} ${currency} a month`);
  }
  if (words.length > 0) return words.join(", ");
  return status === "changes" ? "outputs change, resources do not" : "no change";
}

/** On one line, and without what would steer a terminal. */
const plain = (words: string): string => visible(cut(words.replace(/\s+/g, " ").trim()));

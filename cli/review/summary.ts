import { styleText } from "node:util";
import type { Counts, Review, StackReview, Verdict } from "../../review/model";
import { cut, visible } from "../../review/render/escape";
import type { NotPlanned } from "../../review/render/markdown";

const verdicts: Readonly<Record<Verdict, { readonly title: string; readonly colour: "red" | "yellow" | "green" }>> = {
  blocked: { title: "BLOCKED", colour: "red" },
  "needs-security-approval": { title: "NEEDS SECURITY APPROVAL", colour: "yellow" },
  review: { title: "REVIEW", colour: "yellow" },
  "no-change": { title: "NO CHANGE", colour: "green" },
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

export interface SummaryOptions {
  readonly colour: boolean;
  readonly notPlanned?: readonly NotPlanned[];
}

/** The review for a terminal: what decides, in a screenful. */
export function reviewSummary(review: Review, { colour, notPlanned = [] }: SummaryOptions): string {
  const { title, colour: shade } = verdicts[review.verdict];
  const paint = (style: Parameters<typeof styleText>[0], words: string): string =>
    colour ? styleText(style, words, { validateStream: false }) : words;
  const width = Math.max(0, ...[...review.stacks, ...notPlanned].map(({ name }) => plain(name).length));
  const row = (name: string, words: string): string => `  ${plain(name).padEnd(width)}  ${words}`;
  return [
    `${paint(["bold", shade], title)}  ${plain(review.organization)}`,
    ...(review.verdict === "no-change" ? [] : review.reasons.map((reason) => `  - ${plain(reason)}`)),
    "",
    ...review.stacks.map((stack) => row(stack.name, stackWords(stack))),
    ...notPlanned.map(({ name, why }) => row(name, `not planned: ${plain(why)}`)),
    ...review.dangers.flatMap(({ stacks, what, action, because }, index) => [
      ...(index === 0 ? ["", paint("bold", "Dangers")] : []),
      `  ${plain(stacks.join(", "))}: ${plain(what)} is ${done[action]}: ${plain(because)}`,
    ]),
    ...review.access.flatMap(({ change, effect, who, role, privileged, scope, stacks }, index) => [
      ...(index === 0 ? ["", paint("bold", "Access")] : []),
      `  ${change} ${plain(who.name)}: ${plain(role)}${privileged ? " (privileged)" : ""} on ${plain(scope)}, ${effect} in ${plain(stacks.join(", "))}`,
    ]),
    ...review.exposures.flatMap(({ effect, text, stacks }, index) => [
      ...(index === 0 ? ["", paint("bold", "Exposure")] : []),
      `  ${effect}: ${plain(text)} (${plain(stacks.join(", "))})`,
    ]),
    ...review.changes.flatMap(({ useCase, environments, text }, index) => [
      ...(index === 0 ? ["", paint("bold", "What it means")] : []),
      `  ${plain([useCase, environments.join(", ")].filter((part) => part !== undefined && part !== "").join(" in "))}: ${plain(text)}`,
    ]),
  ].join("\n");
}

function stackWords({ status, failed, counts, policyFails }: StackReview): string {
  if (status === "failed") return `failed: ${plain(failed ?? "no reason given")}`;
  const words = (Object.keys(done) as (keyof Counts)[])
    .filter((key) => counts[key] > 0)
    .map((key) => `${counts[key]} ${done[key]}`);
  if (policyFails > 0) words.push(`${policyFails} policy ${policyFails === 1 ? "failure" : "failures"}`);
  if (words.length > 0) return words.join(", ");
  return status === "changes" ? "outputs change, resources do not" : "no change";
}

/** On one line, and without what would steer a terminal. */
const plain = (words: string): string => visible(cut(words.replace(/\s+/g, " ").trim()));

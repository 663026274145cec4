import { styleText } from "node:util";
import type { Reason } from "../../release";
import { plainTable } from "../../print/table";

/** What a command of promotion did or would do. What `--json` prints. */
export interface PromotionReport {
  readonly command: "promote" | "rollout" | "rollback" | "accept";
  readonly useCase: string;
  readonly environment: string;
  /** Which region decided, and what the other does. @default - none: the environment has one region only */
  readonly regions?: string;
  /** Undefined: there is no version to speak of. */
  readonly model?: string;
  readonly allowed: boolean;
  readonly target: "azure" | "sandbox";
  readonly reasons: readonly Omit<Reason, "overridable">[];
  /** Why a person decided against checks. */
  readonly override?: string;
  /** What is changed, one sentence per environment. Empty if refused. */
  readonly changes: readonly string[];
  /** Files written; with `--dry-run`, those that would be. */
  readonly files: readonly string[];
  readonly dryRun: boolean;
  /** Who is to agree before the change takes effect, and whether that is counted. */
  readonly approval?: string;
  /** What to do next, one command each. */
  readonly next: readonly string[];
  /** Address of the pull request that was opened. */
  readonly pullRequest?: string;
}

const VERBS = { promote: "Promote", rollout: "Roll out", rollback: "Roll back", accept: "Accept" } as const;

/** The report for people. */
export function renderReport(report: PromotionReport, colour: boolean): string {
  const paint = (style: "green" | "red" | "yellow" | "bold", text: string) =>
    colour ? styleText(style, text, { validateStream: false }) : text;
  const shown = (reason: Omit<Reason, "overridable">): string => {
    if (reason.result === "pass") return paint("green", "pass");
    const word = reason.result === "fail" ? "FAIL" : "UNKNOWN";
    return paint(
      reason.overridden === true ? "yellow" : "red",
      reason.overridden === true ? `${word}, overridden` : word,
    );
  };
  const { model, useCase, environment, regions, allowed, reasons, changes, files, next } = report;
  const verdict = allowed ? paint("green", report.dryRun ? "would be allowed" : "allowed") : paint("red", "refused");
  const place = report.command === "promote" ? `to ${environment}` : `in ${environment}`;
  const lines = [
    `${paint("bold", `${VERBS[report.command]} ${useCase}${model === undefined ? "" : ` ${model}`} ${place}`)}: ${verdict}`,
    ...(regions === undefined ? [] : [`  by ${regions}`]),
    ...(reasons.length === 0
      ? []
      : [
          "",
          plainTable(
            ["check", "result", "fact"],
            reasons.map((reason) => [reason.check, shown(reason), reason.text]),
          ),
        ]),
  ];
  if (report.override !== undefined)
    lines.push("", `${report.command === "accept" ? "Accepted" : "Overridden"} because: ${report.override}`);
  if (!allowed) {
    const missing = reasons.filter(({ result }) => result !== "pass");
    const count = missing.length === 1 ? "1 check" : `${missing.length} checks`;
    return [...lines, "", `${count} did not pass. Nothing was written.`].join("\n");
  }
  lines.push("", report.dryRun ? "Would change" : "Changed", ...changes.map((change) => `  ${change}`));
  lines.push("", report.dryRun ? "Would write" : "Written", ...files.map((file) => `  ${file}`));
  if (report.approval !== undefined) lines.push("", `Approval: ${report.approval}`);
  if (report.pullRequest !== undefined) lines.push("", `Pull request: ${report.pullRequest}`);
  if (next.length > 0) lines.push("", "Next", ...next.map((command) => `  ${command}`));
  return lines.join("\n");
}

/** The report for the reviewers of a pull request, in Markdown. */
export function renderForReview(report: PromotionReport): string {
  const cell = (text: string): string =>
    text
      .replaceAll("|", "\\|")
      .replaceAll(/[\r\n]+/g, " ")
      .replaceAll("<", "&lt;");
  const rows = report.reasons.map(
    ({ check, result, overridden, text }) =>
      `| ${cell(check)} | ${result === "pass" ? "pass" : `**${result}**${overridden === true ? ", overridden" : ""}`} | ${cell(text)} |`,
  );
  return [
    ...report.changes.map((change) => `- ${cell(change)}`),
    ...(report.regions === undefined ? [] : [`- By ${cell(report.regions)}.`]),
    "",
    "| check | result | fact |",
    "| --- | --- | --- |",
    ...rows,
    ...(report.override === undefined ? [] : ["", `**Overridden because:** ${cell(report.override)}`]),
    ...(report.approval === undefined ? [] : ["", `Approval: ${cell(report.approval)}`]),
    "",
  ].join("\n");
}

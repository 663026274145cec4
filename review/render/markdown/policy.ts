import type { PolicyFinding, Severity, Waiver } from "../../../policy/model";
import { severities } from "../../../policy/model";
import type { Review } from "../../model";
import { code, html, link, text } from "../escape";
import { counted, foldPart, listPart, type Part, type Rest, row, tableHead } from "./part";

const severityWords: Readonly<Record<Severity, string>> = {
  critical: "🛑 critical",
  high: "🔴 high",
  medium: "🟠 medium",
  low: "🟡 low",
};

/** What rules refuse and nobody has accepted. New ones first, the gravest of them first. */
export function policyFailsPart({ policy }: Review, rest: Rest, rules?: string): Part {
  const fails = policy.findings.filter(isOpen).toSorted(byWeight);
  const fresh = fails.filter(({ since }) => since !== "existing").length;
  const head = tableHead(["Severity", "", "Rule", "Resource", "What is wrong"]);
  const rows = fails.map((finding) =>
    row([
      severityWords[finding.severity],
      finding.since === "existing" ? "as before" : "**new**",
      `${ruleId(finding.rule, rules)} ${text(finding.title, 160)}`,
      resourceOf(finding),
      `${text(finding.message)}. Fix: ${text(finding.fix)}` +
        (finding.expired === undefined
          ? ""
          : `. ⌛ Waiver of ${text(finding.expired.owner, 80)} expired on ${text(finding.expired.expires, 20)}`),
    ]),
  );
  const passed = policy.passed > 0 ? `, ${counted(policy.passed, "check")} passed` : "";
  return listPart(`### 📏 ${counted(fails.length, "policy finding")}, ${fresh} new${passed}`, head, rows, rest);
}

/** What a reviewer may want to know and need not act on: unknown, accepted, mended, waivers that cover nothing. */
export function policyNotesPart({ policy }: Review, rest: Rest, rules?: string): Part {
  const waived = policy.findings.filter(({ result, waiver }) => result === "fail" && waiver !== undefined);
  const unknown = policy.findings.filter(({ result }) => result === "unknown");
  const fixed = policy.findings.filter(({ result, since }) => result === "pass" && since === "fixed");
  const about = (finding: PolicyFinding): string => `${ruleId(finding.rule, rules)} ${resourceOf(finding)}`;
  const rows = [
    ...unknown.toSorted(byWeight).map((finding) => `- ❔ not known yet: ${about(finding)}: ${text(finding.message)}`),
    ...waived.toSorted(byWeight).map((finding) => `- 🤝 waived: ${about(finding)}: ${waiverWords(finding.waiver!)}`),
    ...fixed.toSorted(byWeight).map((finding) => `- ✅ fixed: ${about(finding)}: ${text(finding.title, 160)}`),
    ...policy.unused.map(
      (waiver) =>
        `- 🧹 waiver that covers nothing: ${ruleId(waiver.rule, rules)} ${code(waiver.resource)}: ${waiverWords(waiver)}`,
    ),
  ];
  const counts = [
    [unknown.length, "not known yet"],
    [waived.length, "waived"],
    [fixed.length, "fixed"],
    [policy.unused.length, policy.unused.length === 1 ? "waiver to remove" : "waivers to remove"],
  ] as const;
  const summary = counts.filter(([count]) => count > 0).map(([count, words]) => `${count} ${words}`);
  return foldPart(`Policy: ${html(summary.join(", "))}`, [], rows, rest);
}

/** Whether it fails and nobody has accepted it. */
export const isOpen = ({ result, waiver }: PolicyFinding): boolean => result === "fail" && waiver === undefined;

const byWeight = (a: PolicyFinding, b: PolicyFinding): number =>
  Number(a.since === "existing") - Number(b.since === "existing") ||
  severities.indexOf(a.severity) - severities.indexOf(b.severity);

const resourceOf = ({ stack, address }: PolicyFinding): string => `${text(stack, 80)} ${code(address, 160)}`;

const waiverWords = ({ owner, expires, reason }: Waiver): string =>
  `${text(owner, 80)} until ${text(expires, 20)}: ${text(reason)}`;

function ruleId(rule: string, rules: string | undefined): string {
  return rules !== undefined && /^[a-z0-9-]+$/.test(rule) ? link(code(rule), `${rules}#${rule}`) : code(rule, 80);
}

/** What `check` blocks warn of. */
export function warningsPart({ warnings }: Review, rest: Rest): Part {
  const rows = warnings.map(({ stack, text: words }) => `- **${text(stack, 80)}**: ${text(words)}`);
  return listPart(`### ⚠️ ${counted(warnings.length, "warning")}`, [], rows, rest);
}

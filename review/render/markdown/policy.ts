import type { Loosening, PolicyFinding, Severity, Waiver } from "../../../policy/model";
import { severities } from "../../../policy/model";
import type { Review } from "../../model";
import { code, link, text, thousands } from "../escape";
import { counted, foldPart, listPart, type Part, type Rest, row, tableHead } from "./part";

const severityWords: Readonly<Record<Severity, string>> = {
  critical: "🛑 critical",
  high: "🔴 high",
  medium: "🟠 medium",
  low: "🟡 low",
};

/** What rules refuse because of this change, and nobody has accepted. The gravest first. */
export function policyFailsPart({ policy }: Review, rest: Rest, rules?: string): Part {
  const fails = policy.findings.filter((finding) => isOpen(finding) && !isOld(finding)).toSorted(byWeight);
  const head = tableHead(["Severity", "Rule", "Resource", "What is wrong"]);
  const rows = fails.map(
    (finding) => () =>
      row([
        severityWords[finding.severity],
        `${ruleId(finding.rule, rules)} ${text(finding.title, 160)}`,
        resourceOf(finding),
        `${text(finding.message)}. Fix: ${text(finding.fix)}${expiredWords(finding)}`,
      ]),
  );
  return listPart(`### 📏 ${counted(fails.length, "new policy finding")}`, head, rows, rest);
}

/** What a reviewer may want to know and did not come with this change, or asks for nothing. */
export function policyNotesPart({ policy }: Review, rest: Rest, rules?: string): Part {
  const of = (matches: (finding: PolicyFinding) => boolean): PolicyFinding[] =>
    policy.findings.filter(matches).toSorted(byWeight);
  const about = (finding: PolicyFinding): string => `${ruleId(finding.rule, rules)} ${resourceOf(finding)}`;
  const unknown = of(({ result }) => result === "unknown");
  const old = of((finding) => isOpen(finding) && isOld(finding));
  const waived = of(({ result, waiver }) => result === "fail" && waiver !== undefined);
  const accepted = of((finding) => finding.result === "fail" && finding.accepted !== undefined);
  const fixed = of(({ result, since }) => result === "pass" && since === "fixed");
  const rows = [
    ...unknown.map((finding) => () => `- ❔ not known yet: ${about(finding)}: ${text(finding.message)}`),
    ...old.map(
      (finding) => () =>
        `- ${severityWords[finding.severity]}, as before: ${about(finding)}: ${text(finding.message)}${expiredWords(finding)}`,
    ),
    ...waived.map((finding) => () => `- 🤝 waived: ${about(finding)}: ${waiverWords(finding.waiver!)}`),
    ...accepted.map(
      (finding) => () =>
        `- 🗝️ accepted: ${about(finding)}: ${text(finding.message)}: ${acceptedWords(finding.accepted!)}`,
    ),
    ...fixed.map((finding) => () => `- ✅ fixed: ${about(finding)}: ${text(finding.title, 160)}`),
    ...policy.unused.map(
      (waiver) => () =>
        `- 🧹 waiver that covers nothing: ${ruleId(waiver.rule, rules)} ${code(waiver.resource)}: ${waiverWords(waiver)}`,
    ),
  ];
  const counts = [
    [unknown.length, "not known yet"],
    [old.length, "failing as before"],
    [waived.length, "waived"],
    [accepted.length, "accepted by the configuration"],
    [fixed.length, "fixed"],
    [policy.unused.length, policy.unused.length === 1 ? "waiver to remove" : "waivers to remove"],
    [policy.passed, policy.passed === 1 ? "check passed" : "checks passed"],
  ] as const;
  const summary = counts.filter(([count]) => count > 0).map(([count, words]) => `${thousands(count)} ${words}`);
  return foldPart(`📏 <b>Policy</b>: ${summary.join(", ")}`, rows, rest);
}

/** Whether it fails and nobody has accepted it. */
export const isOpen = ({ result, waiver, accepted }: PolicyFinding): boolean =>
  result === "fail" && waiver === undefined && accepted === undefined;

/** Whether it was there before this change. */
export const isOld = ({ since }: PolicyFinding): boolean => since === "existing";

const byWeight = (a: PolicyFinding, b: PolicyFinding): number =>
  severities.indexOf(a.severity) - severities.indexOf(b.severity);

const resourceOf = ({ stack, address }: PolicyFinding): string => `${text(stack, 80)} ${code(address, 160)}`;

const expiredWords = ({ expired, early }: PolicyFinding): string => {
  if (early !== undefined) {
    return `. ⌛ Waiver of ${text(early.owner, 80)} does not hold before ${text(early.granted, 20)}`;
  }
  return expired === undefined
    ? ""
    : `. ⌛ Waiver of ${text(expired.owner, 80)} expired on ${text(expired.expires, 20)}`;
};

const waiverWords = ({ owner, expires, reason }: Waiver): string =>
  `${text(owner, 80)} until ${text(expires, 20)}: ${text(reason)}`;

const acceptedWords = ({ path, where, reason }: Loosening): string =>
  `${code(path, 80)} in ${code(where, 160)}: ${text(reason)}`;

function ruleId(rule: string, rules: string | undefined): string {
  return rules !== undefined && /^[a-z0-9-]+$/.test(rule) ? link(code(rule), `${rules}#${rule}`) : code(rule, 80);
}

/** What `check` blocks warn of. */
export function warningsPart({ warnings }: Review, rest: Rest): Part {
  const rows = warnings.map(
    ({ stack, text: words }) =>
      () =>
        `- **${text(stack, 80)}**: ${text(words)}`,
  );
  return listPart(`### ⚠️ ${counted(warnings.length, "warning")}`, [], rows, rest);
}

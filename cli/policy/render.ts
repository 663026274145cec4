import { sarifLog, type SarifRule } from "../../domain/problem/sarif";
import { blocks, rules, type PolicyFinding } from "../../policy";
import type { Checked, PolicyFormat } from "./checked";
import { renderText } from "./text";

/** What is printed, by format; ends with a line end, or is empty. */
export const renderers: Readonly<Record<PolicyFormat, (checked: Checked) => string>> = {
  text: renderText,
  json: (checked) => `${JSON.stringify({ schema: 1, ...checked }, undefined, 2)}\n`,
  sarif: renderSarif,
  github: renderAnnotations,
};

/** How a failure shows in code scanning and on pull requests. */
function levelOf(finding: PolicyFinding): "error" | "warning" | "note" {
  if (finding.waiver !== undefined || finding.accepted !== undefined || finding.severity === "low") return "note";
  return blocks(finding) ? "error" : "warning";
}

const placeOf = ({ stack, address }: PolicyFinding): string => `${stack}/${address}`;

function renderSarif({ findings, failed }: Checked): string {
  const failures = findings.filter(({ result }) => result === "fail");
  const found = new Set(failures.map(({ rule }) => rule));
  const described = Object.entries(rules)
    .filter(([id]) => found.has(id))
    .map(([id, { title, why, fix }]): [string, SarifRule] => [id, { title, why, help: fix }]);
  const log = sarifLog(
    [
      ...failed.map(({ stack, why }) => ({
        rule: "policy/not-planned",
        level: "error" as const,
        message: why,
        where: stack,
      })),
      ...failures.map((finding) => ({
        rule: finding.rule,
        level: levelOf(finding),
        message: messageOf(finding),
        where: placeOf(finding),
      })),
    ],
    Object.fromEntries(described),
  );
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function messageOf(finding: PolicyFinding): string {
  const waived = finding.waiver === undefined ? "" : ` (waived: ${finding.waiver.reason})`;
  const { accepted } = finding;
  const asked = accepted === undefined ? "" : ` (accepted: ${accepted.where} ${accepted.path}: ${accepted.reason})`;
  return `${placeOf(finding)}: ${finding.message}; ${finding.fix}${waived}${asked}`;
}

/** Workflow commands of GitHub Actions. What is waived or accepted needs nobody's eye. */
function renderAnnotations({ findings, failed }: Checked): string {
  const commands = { error: "error", warning: "warning", note: "notice" };
  const lines = [
    ...failed.map(({ stack, why }) => `::error title=${property(stack)}::${escaped(`could not be planned: ${why}`)}`),
    ...findings
      .filter(({ result, waiver, accepted }) => result === "fail" && waiver === undefined && accepted === undefined)
      .map((finding) => {
        const title = `${finding.severity}: ${finding.title}`;
        return `::${commands[levelOf(finding)]} title=${property(title)}::${escaped(messageOf(finding))}`;
      }),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

const escaped = (text: string): string => text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
const property = (text: string): string => escaped(text).replaceAll(":", "%3A").replaceAll(",", "%2C");

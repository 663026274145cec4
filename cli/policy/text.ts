import { blocks, severities, type PolicyFinding, type Waiver } from "../../policy";
import { plainTable } from "../../print/table";
import type { Checked } from "./checked";

/** The report for people: what stops a change first, then what does not, then what cannot be told. */
export function renderText(checked: Checked): string {
  const { findings, unused, failed } = checked;
  const failures = findings.filter(({ result }) => result === "fail");
  const open = failures.filter(isOpen);
  const sections = [
    section(
      "Could not be planned, and so not checked",
      failed.map(({ stack, why }) => `  ${stack}: ${why}`),
    ),
    section("Must be mended or waived", details(failures.filter(blocks))),
    section("Should be mended", details(open.filter((finding) => !blocks(finding) && finding.severity !== "low"))),
    section("Worth knowing", table(open.filter(({ severity }) => severity === "low"))),
    section("Waived", details(failures.filter(({ waiver }) => waiver !== undefined))),
    section("Accepted: the configuration asks for it and says why", loosened(failures)),
    section("Not known before it is applied", details(findings.filter(({ result }) => result === "unknown"))),
    section("Mended by this change", table(findings.filter(({ since }) => since === "fixed"))),
    section(
      "Waivers that cover nothing: remove them",
      unused.map(({ rule, resource, owner }) => `  ${rule} for ${resource} (${owner})`),
    ),
    summary(checked),
  ];
  return `${sections.filter((text) => text !== "").join("\n\n")}\n`;
}

/** Whether nobody accepted a failure. */
const isOpen = ({ waiver, accepted: asked }: PolicyFinding): boolean => waiver === undefined && asked === undefined;

/** By what asks for them: the reason once, then what it accepts. */
function loosened(failures: readonly PolicyFinding[]): readonly string[] {
  const byPlace = new Map<string, PolicyFinding[]>();
  for (const finding of failures) {
    const place = finding.accepted && `${finding.accepted.where} ${finding.accepted.path}: ${finding.accepted.reason}`;
    if (place !== undefined) byPlace.set(place, [...(byPlace.get(place) ?? []), finding]);
  }
  return [...byPlace].flatMap(([place, findings]) => [
    `  ${place}`,
    ...findings.map(
      (finding) => `    ${finding.rule}  ${finding.stack}/${finding.address}: ${finding.message}${sinceIn(finding)}`,
    ),
  ]);
}

const section = (title: string, lines: readonly string[]): string =>
  lines.length === 0 ? "" : [title, ...lines].join("\n");

/** One line for each finding, worst first. */
function table(findings: readonly PolicyFinding[]): readonly string[] {
  if (findings.length === 0) return [];
  const rows = findings.map((finding) => [
    finding.severity,
    finding.rule,
    `${finding.stack}/${finding.address}: ${finding.message}${sinceIn(finding)}`,
  ]);
  return plainTable(["severity", "rule", "resource"], rows).split("\n");
}

/** Findings by rule: what is wrong where, and once what to do about it. */
function details(findings: readonly PolicyFinding[]): readonly string[] {
  const byRule = new Map<string, PolicyFinding[]>();
  for (const finding of findings) {
    const key = `${finding.severity} ${finding.rule}`;
    byRule.set(key, [...(byRule.get(key) ?? []), finding]);
  }
  return [...byRule.values()].flatMap((ofRule) => {
    const [{ severity, rule, title, fix, upstream }] = ofRule as [PolicyFinding];
    const known = upstream.length === 0 ? "" : ` (${upstream.join(", ")})`;
    const places = ofRule.flatMap((finding) => [
      `    ${finding.stack}/${finding.address}: ${finding.message}${sinceIn(finding)}`,
      ...(finding.waiver === undefined ? [] : [`      accepted ${accepted(finding.waiver)}`]),
      ...(finding.expired === undefined ? [] : [`      was accepted ${accepted(finding.expired)}: expired`]),
      ...(finding.early === undefined
        ? []
        : [`      is accepted from ${finding.early.granted} on only, ${accepted(finding.early)}`]),
    ]);
    return [`  ${severity}  ${rule}: ${title}${known}`, ...places, `    to mend: ${fix}`];
  });
}

function sinceIn({ since }: PolicyFinding): string {
  if (since === "new") return " [new with this change]";
  return since === "existing" ? " [was there before]" : "";
}

const accepted = ({ expires, owner, reason }: Waiver): string => `until ${expires} by ${owner}: ${reason}`;

function summary({ findings, passed, stacks, today }: Checked): string {
  const failures = findings.filter(({ result }) => result === "fail");
  const open = failures.filter(isOpen);
  const waivedCount = failures.filter(({ waiver }) => waiver !== undefined).length;
  const acceptedCount = failures.length - open.length - waivedCount;
  const counts = severities.flatMap((severity) => {
    const count = open.filter((finding) => finding.severity === severity).length;
    return count === 0 ? [] : [`${count} ${severity}`];
  });
  const expired = open.filter((finding) => finding.expired !== undefined).length;
  const notKnown = findings.filter(({ result }) => result === "unknown").length;
  return [
    `${stacks.length} ${stacks.length === 1 ? "stack" : "stacks"}`,
    `${passed} ${passed === 1 ? "check" : "checks"} passed`,
    `${open.length} failed${counts.length === 0 ? "" : ` (${counts.join(", ")})`}`,
    ...(acceptedCount === 0 ? [] : [`${acceptedCount} accepted`]),
    `${waivedCount} waived on ${today}${expired === 0 ? "" : ` (${expired} no longer)`}`,
    `${notKnown} not known`,
  ].join(", ");
}

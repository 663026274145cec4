import { outOfScope, severities, type Rule } from "../../policy";
import type { PolicyFormat } from "./checked";
import { plainTable } from "../../print/table";

/** Rules as a table, worst first; as JSON with all they say. */
export function ruleList(rules: Readonly<Record<string, Rule>>, format: PolicyFormat): string {
  const sorted = Object.entries(rules).sort(
    ([a, left], [b, right]) =>
      severities.indexOf(left.severity) - severities.indexOf(right.severity) || (a < b ? -1 : 1),
  );
  if (format === "json") {
    const described = sorted.map(([id, { title, severity, severityIn, upstream, why, fix, kinds }]) => ({
      id,
      title,
      severity,
      ...(severityIn && { severityIn }),
      upstream,
      why,
      fix,
      kinds,
    }));
    return `${JSON.stringify({ rules: described, outOfScope }, undefined, 2)}\n`;
  }
  const rows = sorted.map(([id, { title, severity, upstream }]) => [severity, id, title, upstream.join(" ")]);
  const count = `${rows.length} ${rows.length === 1 ? "rule" : "rules"}`;
  return `${plainTable(["severity", "rule", "what must hold", "in other tools"], rows, 0)}\n\n${count}\n`;
}

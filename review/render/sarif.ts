import { sarifLog, type SarifResult, type SarifRule } from "../../domain/problem/sarif";
import { rules as policies } from "../../policy";
import { blocksChange } from "../dangers";
import { HOW_TO } from "../evidence/words";
import type { AccessChange, Danger, Exposure, ReleaseEvidence, Review } from "../model";

const own: Readonly<Record<string, SarifRule>> = {
  "review/plan-failed": { title: "A stack could not be planned", help: "read the message, mend it, plan again" },
  "review/danger": {
    title: "Something that holds data, or a name that others reach it by, goes",
    help: "keep it, or accept the loss with a waiver of keeps-data",
  },
  "review/release-evidence": { title: "A release changes without evidence that holds", help: HOW_TO },
  "review/release-overridden": {
    title: "A person went on against the evidence for a release, or without any",
    help: "read the reason that stands in the evidence",
  },
  "review/access-widens": { title: "Somebody gains access", help: "read who, what and why in the review" },
  "review/exposure-opens": {
    title: "Something opens to networks, keys, trust or rights, or with less asked before",
    help: "read what opens to whom in the review",
  },
};

/**
 * The review as a SARIF 2.1.0 log, for code scanning: stacks that failed, dangers, access that widens, what opens, and
 * policies that fail. A finding stands at the line of the configuration that says so, else at the stack's resource.
 * Waived failures are notes.
 */
export function renderSarif(review: Review): string {
  const results: SarifResult[] = [
    ...review.stacks.flatMap(({ name, failed }): SarifResult[] =>
      failed === undefined ? [] : [{ rule: "review/plan-failed", level: "error", message: failed, where: name }],
    ),
    ...review.dangers.flatMap(dangerResults),
    ...review.releases.flatMap(releaseResults),
    ...review.access.filter(({ effect }) => effect === "widens" || effect === "changes").flatMap(accessResults),
    ...review.exposures.filter(({ effect }) => effect === "opens" || effect === "changes").flatMap(exposureResults),
    ...review.policy.findings
      .filter(({ result }) => result === "fail")
      .map(({ rule, severity, message, fix, stack, address, waiver, accepted }): SarifResult => {
        const grave = severity === "critical" || severity === "high";
        const text = `${stack}/${address}: ${message}; ${fix}`;
        const where = `${stack}/${address}`;
        if (waiver !== undefined) return { rule, level: "note", message: `${text} (waived: ${waiver.reason})`, where };
        if (accepted === undefined) return { rule, level: grave ? "error" : "warning", message: text, where };
        return { rule, level: "note", message: `${text} (accepted: ${accepted.where}: ${accepted.reason})`, where };
      }),
  ];
  const failed = new Set(results.map(({ rule }) => rule));
  const catalogue = Object.entries(policies)
    .filter(([id]) => failed.has(id))
    .map(([id, { title, why, fix }]): [string, SarifRule] => [id, { title, why, help: fix }]);
  return `${JSON.stringify(sarifLog(results, { ...own, ...Object.fromEntries(catalogue) }), undefined, 2)}\n`;
}

function dangerResults(danger: Danger): SarifResult[] {
  const { stacks, address, what, action, because, consequence, uncertain } = danger;
  const fates = {
    destroy: "is destroyed",
    replace: uncertain ? "may be replaced" : "is replaced",
    forget: "is given up",
  };
  const message = `${what} ${fates[action]}: ${because}; ${consequence}`;
  const level = blocksChange(danger) ? "error" : "warning";
  return stacks.map((stack) => ({ rule: "review/danger", level, message, where: `${stack}/${address}` }));
}

function releaseResults({
  stack,
  useCase,
  environment,
  what,
  status,
  problems,
  commands,
  steps,
  where,
}: ReleaseEvidence) {
  const about = `${useCase} in ${environment}: ${what}`;
  const at = where ?? stack;
  const command = commands[0] === undefined ? "" : `; ${HOW_TO}: ${commands.join(" or ")}`;
  const results: SarifResult[] = [];
  if (status === "blocked") {
    const message = `${about}: ${problems.join("; ")}${command}`;
    results.push({ rule: "review/release-evidence", level: "error", message, where: at });
  }
  if (status === "first") {
    const message = `${about}: nobody decided on it, and nothing served there before`;
    results.push({ rule: "review/release-evidence", level: "warning", message, where: at });
  }
  for (const { override } of steps) {
    if (override === undefined) continue;
    const message = `${about}: ${override.by}, ${override.at.slice(0, 10)}: ${override.reason}`;
    results.push({ rule: "review/release-overridden", level: "warning", message, where: at });
  }
  return results;
}

function accessResults({ stacks, address, who, role, scope, why, where }: AccessChange): SarifResult[] {
  const message = `${stacks.join(", ")}: ${who.name} gains ${role} on ${scope}${why === undefined ? "" : `: ${why}`}`;
  return located(stacks, address, where).map((place) => ({
    rule: "review/access-widens",
    level: "warning",
    message,
    where: place,
  }));
}

function exposureResults({ stacks, address, text, where }: Exposure): SarifResult[] {
  return located(stacks, address, where).map((place) => ({
    rule: "review/exposure-opens",
    level: "warning",
    message: `${stacks.join(", ")}: ${text}`,
    where: place,
  }));
}

/** One place in the configuration, or one resource in each stack. */
function located(stacks: readonly string[], address: string, where: AccessChange["where"]) {
  return where === undefined ? stacks.map((stack) => `${stack}/${address}`) : [where];
}

import type { PolicyFinding, Waiver } from "./model";

/**
 * What waivers call the rule that nothing irreplaceable is destroyed or replaced. It is about what a plan does, not
 * about what a resource is, so reviews judge it and no rule here does.
 */
export const KEEPS_DATA = "keeps-data";

/** Whether a waiver is about a finding, whether it holds or not. */
export const covers = (waiver: Waiver, { rule, stack, address }: Pick<PolicyFinding, "rule" | "stack" | "address">) =>
  waiver.rule === rule && fits(waiver.resource, `${stack}/${address}`);

/** Whether a text fits a pattern in which `*` stands for any text; nothing else is special. */
export function fits(pattern: string, text: string): boolean {
  const [first, ...rest] = pattern.split("*");
  if (rest.length === 0) return pattern === text;
  if (!text.startsWith(first!)) return false;
  const last = rest.pop()!;
  let from = first!.length;
  for (const part of rest) {
    const found = text.indexOf(part, from);
    if (found === -1) return false;
    from = found + part.length;
  }
  return text.length - last.length >= from && text.endsWith(last);
}

/** Whether a waiver holds on a day, `YYYY-MM-DD` in UTC: from the day it was granted to its last one, both included. */
export const holds = ({ granted, expires }: Waiver, day: string): boolean => granted <= day && day <= expires;

/** The finding with the waiver that covers it: one that holds if there is one, else one that does not yet or no longer. */
export function waived(finding: PolicyFinding, waivers: readonly Waiver[], today: string): PolicyFinding {
  if (finding.result === "pass") return finding;
  const about = waivers.filter((waiver) => covers(waiver, finding));
  const waiver = about.find((one) => holds(one, today));
  if (waiver !== undefined) return { ...finding, waiver };
  const [other] = about;
  if (other === undefined) return finding;
  return other.granted > today ? { ...finding, early: other } : { ...finding, expired: other };
}

/**
 * Waivers that cover nothing. Only those are judged whose rule and stacks were looked at: `dev/…` needs the stack dev,
 * a pattern for several stacks needs all of them to be here.
 */
export function unusedWaivers(
  waivers: readonly Waiver[],
  findings: readonly PolicyFinding[],
  seen: { readonly rules: readonly string[]; readonly stacks: readonly string[]; readonly complete: boolean },
): readonly Waiver[] {
  return waivers.filter((waiver) => {
    const stack = waiver.resource.split("/")[0]!;
    const lookedAt = seen.complete || (!stack.includes("*") && seen.stacks.includes(stack));
    if (!lookedAt || waiver.rule === KEEPS_DATA) return false;
    if (!seen.rules.includes(waiver.rule) && !seen.complete) return false;
    return !findings.some((finding) => finding.result !== "pass" && covers(waiver, finding));
  });
}

import type { Loosening, PolicyFinding } from "./model";

/**
 * A failure with the place in the configuration that asks for it, if one does. What a waiver covers stays waived: it has an
 * end, and a reason in the configuration has none.
 */
export function accepted(
  finding: PolicyFinding,
  {
    paths = [],
    choices,
    in: stack = finding.stack,
  }: {
    readonly paths?: readonly string[] | undefined;
    readonly choices?: readonly string[] | undefined;
    readonly in?: string | undefined;
  },
  loosened: readonly Loosening[],
): PolicyFinding {
  if (finding.result !== "fail" || finding.waiver !== undefined) return finding;
  const found = loosened.find(
    ({ path, choice, stacks }) =>
      paths.includes(path) && stacks.includes(stack) && (choices === undefined || choices.includes(choice ?? "")),
  );
  return found === undefined ? finding : { ...finding, accepted: found };
}

const compiled = new Map<string, RegExp>();

/**
 * Whether an action of a role definition, which may hold `*`, covers an operation. Without regard to case; `*` stands for
 * any number of letters and segments, and between two slashes for no segment at all: `userAssignedIdentities/*\/assign/action`
 * covers `userAssignedIdentities/assign/action`.
 * Source: learn.microsoft.com/azure/role-based-access-control/role-definitions.
 */
export function coversOperation(action: string, operation: string): boolean {
  let pattern = compiled.get(action);
  if (pattern === undefined) {
    const [first, ...rest] = action
      .replaceAll(/\*(\/?\*)+/g, "*")
      .split("*")
      .map(escaped);
    pattern = new RegExp(`^${rest.reduce(joined, first!)}$`, "is");
    compiled.set(action, pattern);
  }
  return pattern.test(operation);
}

const joined = (before: string, after: string): string =>
  before.endsWith("/") && after.startsWith("/") ? `${before}(?:.*/)?${after.slice(1)}` : `${before}.*${after}`;

const escaped = (text: string): string => text.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&");

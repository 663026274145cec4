/** `azurerm_x.Name` of `azurerm_x.Name["key"]`; `module.a.azurerm_x.Name` likewise. */
export const withoutIndex = (address: string): string =>
  address.endsWith("]") ? address.replace(/\[(?:"(?:[^"\\]|\\.)*"|\d+)\]$/, "") : address;

/** Addresses of managed resources that an expression, or anything that holds expressions, refers to. */
export function addressesIn(expressions: unknown): readonly string[] {
  const found = new Set<string>();
  collect(expressions, found);
  return [...found];
}

function collect(expression: unknown, found: Set<string>): void {
  if (expression === null || typeof expression !== "object") return;
  for (const [key, below] of Object.entries(expression)) {
    if (key === "constant_value") continue;
    if (key === "references" && Array.isArray(below)) {
      for (const reference of below) {
        const address = typeof reference === "string" ? /^[a-z][a-z0-9]*_\w+\.[\w-]+/.exec(reference)?.[0] : undefined;
        if (address !== undefined) found.add(address);
      }
    } else collect(below, found);
  }
}

import { join } from "node:path";
import { loadConfiguration } from "../../schema/load";
import { resourcesOf, synthStacks } from "../support/stacks";

const stacks = synthStacks(loadConfiguration(join(__dirname, "../../config")));

/** Addresses that a stack's expressions refer to. */
function referencesOf(stack: object): Set<string> {
  const expressions = JSON.stringify(stack).match(/\$\{[^}]*\}/g) ?? [];
  return new Set(
    expressions.flatMap(
      (expression) => expression.match(/\b(?:data\.|ephemeral\.)?(?:azurerm|azapi|github)_\w+\.[\w-]+/g) ?? [],
    ),
  );
}

describe("a stack", () => {
  it.each(Object.keys(stacks))("%s refers to nothing outside itself", (name) => {
    const stack = stacks[name]!;
    const data = (stack["data"] ?? {}) as Record<string, object>;
    const asked = (stack["ephemeral"] ?? {}) as Record<string, object>;
    const own = new Set([
      ...resourcesOf(stack).keys(),
      ...Object.entries(asked).flatMap(([type, byName]) => Object.keys(byName).map((id) => `ephemeral.${type}.${id}`)),
      ...Object.entries(data).flatMap(([type, byName]) => Object.keys(byName).map((id) => `data.${type}.${id}`)),
    ]);
    expect([...referencesOf(stack)].filter((address) => !own.has(address))).toEqual([]);
    expect(Object.keys(data)).not.toContain("terraform_remote_state");
  });

  it("has references, so that the check above sees them", () => {
    expect(referencesOf(stacks["dev"]!).size).toBeGreaterThan(10);
  });
});

import { planValues } from "../../sandbox/engine/azurerm/azurerm-plan";
import { azurermSchema } from "../../sandbox/engine/azurerm/azurerm-schema";
import type { Values } from "../../sandbox/engine/azurerm/type-entry";
import { type ObjectValue, UNKNOWN, type Value } from "../../sandbox/engine/terraform/wire";
import { azurermTypes } from "../../sandbox/services/types";
import { UserError } from "../../domain/problem/problem";
import { fasterCdktf } from "../../stacks/faster-cdktf";
import { proposed } from "../support/proposed";
import { runs, spread } from "../support/runs";
import { resourcesOf, synthStacks } from "../support/stacks";
import { changesOf, exampleFiles, type Files, loadFiles } from "../support/variants";

fasterCdktf();

const schema = azurermSchema();
const files = exampleFiles();
/** What decides over lists of addresses, replicas and networks: what providers read back otherwise. */
const changes = changesOf(files).filter(({ what }) => /network|inbound|replicas|budget|alerts|storage/i.test(what));

const withoutUnknown = (value: Value): Value => {
  if (value === UNKNOWN) return null;
  if (Array.isArray(value)) return (value as Value[]).map(withoutUnknown);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withoutUnknown(inner)])) as ObjectValue;
};

/** Arguments of azurerm resources that the provider reads back otherwise than they were written. */
function readOtherwise(configuration: Files): string[] | undefined {
  let stacks;
  try {
    stacks = synthStacks(loadFiles(configuration), ["bootstrap", "dev", "prod"]);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
  return Object.entries(stacks).flatMap(([stack, json]) =>
    [...resourcesOf(json)].flatMap(([address, written]) => {
      const type = address.split(".")[0]!;
      const entry = azurermTypes[type];
      if (entry?.read === undefined) return [];
      const block = schema.resources[type]!;
      const sent = withoutUnknown(planValues(block, entry, proposed(block, written as ObjectValue, null), null));
      return Object.entries(entry.read(sent as Values))
        .filter(([name, value]) => JSON.stringify(value) !== JSON.stringify((sent as ObjectValue)[name]))
        .map(([name]) => `${stack}: ${address}.${name}`);
    }),
  );
}

describe("a second plan", () => {
  it("of the example has nothing that azurerm reads back otherwise", () => {
    expect(readOtherwise(files)).toEqual([]);
  });

  it("of any accepted configuration neither", () => {
    const judged = spread(changes, runs(10)).map(({ what, apply }) => ({ what, found: readOtherwise(apply(files)) }));
    const accepted = judged.filter(({ found }) => found !== undefined);
    expect(accepted.filter(({ found }) => found!.length > 0)).toEqual([]);
    expect(accepted.length).toBeGreaterThan(judged.length / 4);
  });
});

import { UserError } from "../../domain/problem/problem";
import type { Configuration } from "../../schema/configuration";
import { Fleet } from "../support/fleet";
import { runs, spread } from "../support/runs";
import { changesOf, exampleFiles, loadFiles, spreadOverPlaces, type Change } from "../support/variants";

const files = exampleFiles();

type Variant = readonly [what: string, configuration: Configuration];
const changes = changesOf(files);

/** Changes whose result is accepted, evenly spread. */
function accepted(fits: (change: Change) => boolean, count: number): readonly Variant[] {
  const load = ({ what, apply }: Change): Variant[] => {
    try {
      return [[what, loadFiles(apply(files))]];
    } catch (error) {
      if (error instanceof UserError) return [];
      throw error;
    }
  };
  const found = spreadOverPlaces(changes.filter(fits), 4 * count).flatMap(load);
  return spread(found, count);
}
const inFile =
  (kind: RegExp) =>
  ({ file }: Change): boolean =>
    file !== undefined && kind.test(file);
const called =
  (name: string) =>
  ({ what }: Change): boolean =>
    what.startsWith(`${name} renamed `);

// More by MLOPS_RUNS=20 npx jest --selectProjects sandbox test/sandbox/variants.test.ts; others by FC_SEED.
describe("a configuration that is accepted", () => {
  const stacks = ["registry", "dev", "dev-customer-churn"];
  let fleet: Fleet;
  beforeAll(async () => {
    fleet = await Fleet.launch(loadFiles(files), stacks);
    expect(await fleet.each(["init", "-input=false"])).toEqual({});
    expect(await fleet.each(["apply", "-auto-approve", "-input=false"])).toEqual({});
  });
  afterAll(() => fleet.close());

  // What is looked up in Azure is there: a plan of another prefix or environment would look for what nobody deployed.
  const tried = [
    ...accepted(inFile(/^environments\/dev/), runs(3)).map((variant) => [...variant, "dev"] as const),
    ...accepted(inFile(/^use-cases\/customer-churn/), runs(4)).map(
      (variant) => [...variant, "dev-customer-churn"] as const,
    ),
    ...accepted(inFile(/^releases\/customer-churn/), runs(1)).map(
      (variant) => [...variant, "dev-customer-churn"] as const,
    ),
  ];
  it.each(tried)("with %s can be planned", async (_, configuration, stack) => {
    fleet.define(configuration, [stack]);
    expect(await fleet.each(["init", "-input=false"])).toEqual({});
    expect(await fleet.each(["plan", "-input=false", "-lock=false"])).toEqual({});
  });
});

/** Nothing is deployed: names and places are other ones, of which Terraform would otherwise say that it may not replace them. */
describe("a configuration that is accepted, in an Azure in which nothing is", () => {
  let fleet: Fleet;
  beforeAll(async () => {
    fleet = await Fleet.launch(loadFiles(files), []);
  });
  afterAll(() => fleet.close());

  const nameIn = (what: string) => what.split(" ").at(-1)!;
  const tried: readonly (readonly [...Variant, stacks: readonly string[]])[] = [
    ...accepted(inFile(/^organization/), runs(2)).map(
      (variant) => [...variant, ["bootstrap", "registry", "dev", "dev-customer-churn"]] as const,
    ),
    ...accepted(called("environment dev"), runs(1)).map(
      (variant) => [...variant, [nameIn(variant[0]), `${nameIn(variant[0])}-customer-churn`]] as const,
    ),
    ...accepted(called("use case customer-churn"), runs(1)).map(
      (variant) => [...variant, [`dev-${nameIn(variant[0])}`]] as const,
    ),
  ];
  it.each(tried)("with %s can be planned", async (_, configuration, stacks) => {
    fleet.define(configuration, stacks);
    expect([...fleet.names].sort()).toEqual([...stacks].sort());
    expect(await fleet.each(["init", "-input=false"])).toEqual({});
    expect(await fleet.each(["plan", "-input=false", "-lock=false"])).toEqual({});
  });

  it("is tried with an organization, an environment and a use case that are others", () => {
    expect(tried.length).toBeGreaterThanOrEqual(4);
  });
});

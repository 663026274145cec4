import { UserError } from "../../domain/problem/problem";
import type { Configuration } from "../../schema/configuration";
import { Fleet } from "../support/fleet";
import { runs, spread } from "../support/runs";
import { changesOf, exampleFiles, loadFiles, type Change } from "../support/variants";

const files = exampleFiles();

/** Changes of one kind of file whose result is accepted, evenly spread, with the stack in which they show. */
function accepted(kind: RegExp, count: number): readonly (readonly [what: string, Configuration])[] {
  const changes = changesOf(files).filter(({ file }) => file !== undefined && kind.test(file));
  const load = ({ what, apply }: Change): (readonly [string, Configuration])[] => {
    try {
      return [[what, loadFiles(apply(files))]];
    } catch (error) {
      if (error instanceof UserError) return [];
      throw error;
    }
  };
  const found = spread(changes, 4 * count).flatMap(load);
  return spread(found, count);
}

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
    ...accepted(/^environments\/dev/, runs(3)).map((variant) => [...variant, "dev"] as const),
    ...accepted(/^use-cases\/customer-churn/, runs(4)).map((variant) => [...variant, "dev-customer-churn"] as const),
    ...accepted(/^releases\/customer-churn/, runs(1)).map((variant) => [...variant, "dev-customer-churn"] as const),
  ];
  it.each(tried)("with %s can be planned", async (_, configuration, stack) => {
    fleet.define(configuration, [stack]);
    expect(await fleet.each(["init", "-input=false"])).toEqual({});
    expect(await fleet.each(["plan", "-input=false", "-lock=false"])).toEqual({});
  });
});

import fc from "fast-check";
import type { Configuration } from "../../schema/configuration";
import { UserError } from "../../domain/problem/problem";
import { defineStacks } from "../../stacks/app";
import { fasterCdktf } from "../../stacks/faster-cdktf";
import { testApp } from "../support/app";
import { runs } from "../support/runs";
import { changesOf, exampleFiles, loadFiles, spreadOverPlaces, type Change } from "../support/variants";

fasterCdktf();

const files = exampleFiles();
const changes = changesOf(files);

/** The example with changes, if it is accepted. Anything but a list of problems fails the test. */
function accepted(chosen: readonly Change[]): Configuration | undefined {
  try {
    return loadFiles(chosen.reduce((changed, { apply }) => apply(changed), files));
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw new Error(`not loaded: ${told(chosen)}`, { cause: error });
  }
}

/** Fails with the changes in words if stacks cannot be defined. */
function define(configuration: Configuration, chosen: readonly Change[]): void {
  try {
    defineStacks(testApp(), configuration, { state: { kind: "azure" } });
  } catch (error) {
    throw new Error(`validate accepts, and synthesis refuses: ${told(chosen)}\n${String(error)}`, { cause: error });
  }
}

const told = (chosen: readonly Change[]): string => chosen.map(({ what }) => what).join(" AND ");

// More by MLOPS_RUNS=20 npx jest test/stacks/variants.test.ts; others by FC_SEED.
describe("a configuration that is accepted", () => {
  it("can be synthesized, whatever single value of the example is another", () => {
    const tried = spreadOverPlaces(changes, runs(60));
    const defined = tried.filter((change) => {
      const configuration = accepted([change]);
      if (configuration !== undefined) define(configuration, [change]);
      return configuration !== undefined;
    });
    // Nothing would be shown if everything were refused.
    expect(defined.length).toBeGreaterThan(tried.length / 3);
  });

  it("can be synthesized, whatever several values of the example are others", () => {
    const known = new Map<Change, boolean>();
    const isAccepted = (change: Change): boolean => {
      const found = known.get(change) ?? accepted([change]) !== undefined;
      known.set(change, found);
      return found;
    };
    let defined = 0;
    // Not shrunk to an earlier change, which would be about something else; shrunk to fewer.
    const chosen = fc.array(fc.noShrink(fc.constantFrom(...changes)), { minLength: 2, maxLength: 6 });
    const property = fc.property(chosen, (several) => {
      const fitting = several.filter(isAccepted);
      const configuration = accepted(fitting);
      if (configuration === undefined) return;
      define(configuration, fitting);
      defined += 1;
    });
    fc.assert(property, { numRuns: runs(25) });
    expect(defined).toBeGreaterThan(runs(25) / 2);
  });

  it("can be synthesized, whatever the organization's file says, and by whatever name an environment or use case goes", () => {
    const own = changes.filter(({ file }) => file === undefined || file === "organization.yaml");
    const tried = spreadOverPlaces(own, runs(30));
    const defined = tried.filter((change) => {
      const configuration = accepted([change]);
      if (configuration !== undefined) define(configuration, [change]);
      return configuration !== undefined;
    });
    expect(defined.filter(({ file }) => file === undefined).length).toBeGreaterThan(0);
    expect(defined.filter(({ file }) => file === "organization.yaml").length).toBeGreaterThan(tried.length / 4);
  });

  it.each([
    ["environments/dev.yaml", "budget.amount = 0.999"],
    ["use-cases/customer-churn.yaml", 'promotion.rollout[0].bake = "14m"'],
    ["organization.yaml", 'platform.registry.inbound.allowedAddresses = ["203.0.113.0/24"]'],
  ])("no longer has %s: %s, which synthesis refuses", (file, what) => {
    const change = changes.find((one) => one.what === `${file}: ${what}`)!;
    expect(accepted([change])).toBeUndefined();
  });
});

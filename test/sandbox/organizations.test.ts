import { cornerCases, filesOf, type Organization } from "../support/organizations";
import { Fleet } from "../support/fleet";
import { loadFiles } from "../support/variants";

const title = (chosen: Organization) =>
  Object.entries(chosen)
    .map(([name, value]) => `${name}: ${value}`)
    .sort()
    .join(", ");

const only = process.env["MLOPS_ONLY"];
/** Five environments with several use cases each: nineteen stacks, which take longer than all others together. */
const isLargest = ({ environments, useCases }: Organization) => environments === 5 && useCases === "several";
const tried = cornerCases().filter((chosen, index) =>
  only === undefined ? !isLargest(chosen) : only === "all" || only.split(",").includes(String(index)),
);

// Every two choices meet in one of these, or in the largest, which is tried when asked for: MLOPS_ONLY=all.
describe("an organization with", () => {
  it.each(tried.map((chosen) => [title(chosen), chosen] as const))(
    "%s is deployed, stays as it is, and goes",
    async (_, chosen) => {
      const fleet = await Fleet.launch(loadFiles(filesOf(chosen)));
      try {
        expect(await fleet.each(["init", "-input=false"])).toEqual({});
        expect(await fleet.each(["apply", "-auto-approve", "-input=false"])).toEqual({});
        expect(await fleet.each(["plan", "-detailed-exitcode", "-input=false"])).toEqual({});
        // What holds the states is never destroyed by Terraform.
        const names = fleet.names.filter((name) => name !== "bootstrap");
        // What the plan has just read need not be read again.
        const destroy = ["destroy", "-auto-approve", "-input=false", "-refresh=false"];
        expect(await fleet.each(destroy, { names, backwards: true })).toEqual({});
        const left = fleet.sandbox.store.all().map(({ id }) => id);
        expect(
          left.filter((id) => !/resourcegroups\/rg-pfs-ml-state|\/providers\/microsoft\.authorization\//i.test(id)),
        ).toEqual([]);
      } finally {
        await fleet.close();
      }
    },
    // Up to nineteen stacks, each planned, applied, planned and destroyed, on a loaded machine.
    1_800_000,
  );
});

import { inOrder, matchStacks, reversed, selectStacks } from "../../deploy/stacks";
import { exampleConfiguration } from "../support/configuration";

const configuration = exampleConfiguration();
const synthesized = [
  { name: "prod-customer-churn", dependencies: ["prod"] },
  { name: "prod", dependencies: [] },
  { name: "dev-customer-churn", dependencies: ["dev"] },
  { name: "dev", dependencies: [] },
  { name: "registry", dependencies: [] },
  { name: "bootstrap", dependencies: [] },
  { name: "later", dependencies: ["registry"] },
];

describe("the order of stacks", () => {
  it("is the registry, then each environment with its use cases, in the order of promotion", () => {
    const ordered = inOrder(configuration, synthesized);
    expect(ordered.map(({ name }) => name)).toEqual([
      "bootstrap",
      "registry",
      "dev",
      "dev-customer-churn",
      "prod",
      "prod-customer-churn",
      "later",
    ]);
    const needs = Object.fromEntries(ordered.map(({ name, dependencies }) => [name, dependencies]));
    expect(needs).toMatchObject({
      bootstrap: [],
      dev: ["bootstrap", "registry"],
      prod: ["bootstrap", "registry", "dev", "dev-customer-churn"],
      later: ["registry"],
    });
  });

  it("is turned round for taking away", () => {
    const ordered = reversed(inOrder(configuration, synthesized));
    expect(ordered.at(-1)).toMatchObject({ name: "bootstrap" });
    expect(ordered.find(({ name }) => name === "dev")!.dependencies).toEqual([
      "dev-customer-churn",
      "prod",
      "prod-customer-churn",
    ]);
  });
});

describe("choosing stacks", () => {
  const names = inOrder(configuration, synthesized).map(({ name }) => name);

  it("takes all but the owner's unless they are named", () => {
    expect(selectStacks(names, [])).toEqual(names.filter((name) => name !== "bootstrap"));
    expect(selectStacks(names, ["bootstrap"])).toEqual(["bootstrap"]);
  });

  it("takes * for any text and everything else as it is", () => {
    expect(matchStacks(names, ["*-customer-churn", "prod"])).toEqual([
      "dev-customer-churn",
      "prod",
      "prod-customer-churn",
    ]);
    expect(() => matchStacks(names, ["d.v"])).toThrow("given d.v");
  });

  it("rejects what matches nothing, all of it, with what was probably meant", () => {
    const choose = () => matchStacks(names, ["prd", "test*", "dev"]);
    expect(choose).toThrow(/there is no stack of this name \(given prd; allowed bootstrap, .*\); did you mean prod\?/);
    expect(choose).toThrow("no stack has a name like this (given test*");
  });
});

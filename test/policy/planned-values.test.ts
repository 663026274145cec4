import { fromPlan, Unknown } from "../../policy/value";

/** What is written of a value that a plan tells as unknown as a whole: providers plan so, whatever of it is known. */
describe("a planned value that is unknown as a whole", () => {
  const id = {
    references: ["azurerm_monitor_action_group.Owner.id"],
    constant_value: "${azurerm_monitor_action_group.Owner.id}",
  };

  it("is what is written, where that is a constant", () => {
    expect(fromPlan({ value: undefined, unknown: true, expression: { constant_value: [] } })).toEqual([]);
  });

  it("is not known where it refers to something, whether or not its text stands beside", () => {
    for (const expression of [id, { references: id.references }, {}, undefined]) {
      expect(fromPlan({ value: undefined, unknown: true, expression })).toBeInstanceOf(Unknown);
    }
  });

  it("is known block by block", () => {
    const expression = [{ threshold: { constant_value: 80 }, contact_groups: id }];
    const [block] = fromPlan({ value: undefined, unknown: true, expression }) as { [key: string]: unknown }[];
    expect(block!["threshold"]).toBe(80);
    expect(block!["contact_groups"]).toBeInstanceOf(Unknown);
  });

  it("is not told where it is a secret", () => {
    const expression = { constant_value: "x" };
    expect(fromPlan({ value: "x", unknown: true, sensitive: true, expression })).toBeInstanceOf(Unknown);
  });
});

import { join } from "node:path";
import { loadConfiguration } from "../../schema/load";
import { synthStacks } from "../support/stacks";

const stacks = synthStacks(loadConfiguration(join(__dirname, "../../config")));

describe("every stack of the shipped configuration", () => {
  it.each(Object.keys(stacks))("%s is synthesized as recorded", (name) => {
    expect(stacks[name]).toMatchSnapshot();
  });
});

import { App, TerraformStack, Testing } from "cdktf";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exampleConfiguration } from "../support/configuration";
import { resourcesOf, type StackJson, synthStacks } from "../support/stacks";
import { definePlain, type Template } from "./plain-app";

/** A ratio says something only while both sides make the same, and the bench itself runs too seldom to tell. */
describe("the baseline of the benchmark", () => {
  const outdir = mkdtempSync(join(tmpdir(), "mlops-plain-"));
  afterAll(() => rmSync(outdir, { recursive: true, force: true }));

  it.each(["dev", "prod"])("makes in plain cdktf exactly the resources of %s", (name) => {
    const ours = synthStacks(exampleConfiguration(), [name])[name]!;
    const app = new App({ outdir: join(outdir, name), stackTraces: false });
    definePlain(app, ours as unknown as Template, 2);
    const stacks = app.node.children.filter((child) => TerraformStack.isStack(child));
    const made = stacks.map((stack) => JSON.parse(Testing.synth(stack)) as StackJson);
    expect(made).toHaveLength(2);
    for (const plain of made) expect(resourcesOf(plain)).toEqual(resourcesOf(ours));
  });
});

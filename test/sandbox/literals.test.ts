import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Configuration } from "../../schema/configuration";
import { HOSTILE, loaded, withText } from "../support/hostile-configuration";
import { synthStacks } from "../support/stacks";

const NO_KEY = /[<>%&\\?/]/;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mlops-literals-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What real Terraform makes of texts and keys, each an output of a configuration without resources. */
function terraformReads(values: readonly unknown[]): unknown[] {
  const output = Object.fromEntries(values.map((value, index) => [`o${index}`, { value }]));
  writeFileSync(join(folder, "main.tf.json"), JSON.stringify({ output }));
  const env = { ...process.env, CHECKPOINT_DISABLE: "1", MLOPS_CANARY: "canary-4711" };
  const run = (...parameters: string[]) =>
    execFileSync("terraform", parameters, { cwd: folder, env, encoding: "utf8" });
  run("init", "-input=false", "-no-color");
  run("apply", "-auto-approve", "-input=false", "-no-color");
  const read = JSON.parse(run("output", "-json")) as Record<string, { value: unknown }>;
  return values.map((_, index) => read[`o${index}`]!.value);
}

describe("hostile texts of a configuration that nobody looked at", () => {
  it("are to real Terraform the texts that they are, as values and as keys", () => {
    const configuration = loaded();
    const description = { path: ["useCases", 0, "variants", 0, "description"], key: false };
    const found = HOSTILE.map((hostile) => {
      let changed: unknown = withText(configuration, description, () => `begin ${hostile} end`);
      changed = withText(
        changed,
        { path: ["organization", "tags", "owner"], key: false },
        () => `begin ${hostile} end`,
      );
      // Azure refuses some signs in the names of tags, and so do we: another reason why they are not evaluated.
      const key = (): string => (NO_KEY.test(hostile) ? "begin a end" : `begin ${hostile} end`);
      changed = withText(changed, { path: ["organization", "tags", "owner"], key: true }, key);
      return JSON.parse(
        JSON.stringify(synthStacks(changed as Configuration, ["dev", `dev-${configuration.useCases[0]!.name}*`])),
      ) as unknown;
    });
    // Each object of tags, and each text with a description in it, as it stands in the stacks.
    const objects = found.map((stacks) =>
      tagsIn(stacks).filter((tags) => Object.keys(tags).some((key) => key.startsWith("begin "))),
    );
    const texts = found.map((stacks) => stringsIn(stacks).filter((text) => /^begin .* end$/s.test(text)));
    for (const list of [...objects, ...texts]) expect(list.length).toBeGreaterThan(0);
    const reads = terraformReads([...objects.map((list) => list[0]), ...texts.map((list) => [...new Set(list)])]);
    for (const [index, hostile] of HOSTILE.entries()) {
      const given = `begin ${hostile} end`;
      const key = NO_KEY.test(hostile) ? "begin a end" : given;
      expect(reads[index]).toEqual(expect.objectContaining({ [key]: given }));
      expect(new Set(reads[HOSTILE.length + index] as string[])).toEqual(new Set([given]));
    }
    expect(JSON.stringify(reads)).not.toContain("canary-4711");
  });
});

function stringsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(stringsIn);
}

function tagsIn(value: unknown): Record<string, string>[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
    key === "tags" && typeof inner === "object" ? [inner as Record<string, string>] : tagsIn(inner),
  );
}

import { stringify } from "yaml";
import { resourcesIn } from "../../cli/explain/resources";
import { readSources } from "../../schema/load";
import { environmentSettings, organizationSettings } from "../../schema/settings";
import { inFolder, writeFiles } from "../support/configuration";
import { exampleOf, together, withFeatures } from "../support/features";
import { synthStacks } from "../support/stacks";
import { exampleFiles, type Files, loadFiles } from "../support/variants";

const [withRegion, withOthers] = Object.values(together);
const configurations: readonly (readonly [string, Files])[] = [
  ["the example", exampleFiles()],
  ["the example with a second region and all that goes with it", withFeatures(exampleFiles(), withRegion!)],
  ["the example with what others keep and all that goes with it", withFeatures(exampleFiles(), withOthers!)],
  ["the landing zone", exampleOf("landing-zone")],
  ["Azure DevOps", exampleOf("azure-devops")],
];

/** Keys with dots of every single value in a file, as settings name them. A list of single values is one. */
function keysOf(value: unknown, at = ""): readonly string[] {
  if (Array.isArray(value) && value.some((item) => typeof item === "object" && item !== null)) {
    return value.flatMap((item: unknown, index) => keysOf(item, `${at}[${index}]`));
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [at];
  return Object.entries(value).flatMap(([key, inner]) => keysOf(inner, at === "" ? key : `${at}.${key}`));
}

describe.each(configurations)("mlops explain of %s", (_, files) => {
  it("has every value that is written, with the line that it is written in", () => {
    inFolder((folder) => {
      writeFiles(folder, new Map(Object.entries(files).map(([path, value]) => [path, stringify(value)])));
      const sources = readSources(folder);
      for (const [path, value] of Object.entries(files)) {
        const [kind, name = ""] = path.replace(/\.yaml$/, "").split("/");
        const told =
          kind === "organization"
            ? organizationSettings(sources)
            : kind === "environments"
              ? environmentSettings(sources, name)
              : undefined;
        if (told === undefined) continue;
        const written = told.filter(({ origin, where }) => origin === "file" && where!.line > 0);
        expect(written.map(({ key }) => key).sort()).toEqual([...keysOf(value)].sort());
      }
    });
  });

  it("calls every resource by a noun, not by Azure's type", () => {
    const kinds = Object.values(synthStacks(loadFiles(files))).flatMap((stack) =>
      resourcesIn(stack).map(({ kind }) => kind),
    );
    expect([...new Set(kinds)].filter((kind) => kind.includes("/") || kind.includes("_"))).toEqual([]);
  });
});

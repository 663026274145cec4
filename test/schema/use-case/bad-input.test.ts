import { setInYaml } from "../../../schema/yaml/edit";
import { loadConfiguration } from "../../../schema/load";
import { useCaseCodes } from "../../../domain/problem/codes/use-cases";
import { UserError } from "../../../domain/problem/problem";
import { inFolder, shippedTexts, writeFiles } from "../../support/configuration";
import { badUseCases, FILES, type BadUseCase } from "./bad-input-cases";

/** What loading the shipped files, spoilt, complains about; one line per problem, paths without the folder. */
function complaints({ edits, add = {}, drop = [] }: Omit<BadUseCase, "name" | "says">): readonly string[] {
  const texts = spoil(edits, add, drop);
  return inFolder((folder) => {
    writeFiles(folder, texts);
    try {
      loadConfiguration(folder);
      return [];
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return error.message.split("\n").map((line) => line.replaceAll(`${folder}/`, ""));
    }
  });
}

function spoil(edits: BadUseCase["edits"], add: object, drop: BadUseCase["drop"] = []): Map<string, string> {
  const texts = shippedTexts();
  for (const [file, from, to] of edits) {
    const text = texts.get(FILES[file])!;
    expect(text.split(from)).toHaveLength(2);
    texts.set(
      FILES[file],
      text.replace(from, () => to),
    );
  }
  for (const [file, key] of drop) texts.set(FILES[file], setInYaml(texts.get(FILES[file])!, key.split("."), undefined));
  const special: Readonly<Record<string, string>> = {
    shipped: texts.get(FILES.churn)!,
    "dev-one": texts.get("environments/dev.yaml")!.replace("10.40.0.0/22", "10.40.12.0/22").replace("ci-ada", "ci-eve"),
  };
  for (const [path, text] of Object.entries(add) as [string, string][]) texts.set(path, special[text] ?? text);
  return texts;
}

describe("loading bad use cases and releases", () => {
  it("accepts the files that every case spoils", () => {
    expect(complaints({ edits: [] })).toEqual([]);
  });

  it.each(badUseCases.map((input) => [input.name, input] as const))("tells of %s", (_, input) => {
    expect(complaints(input)).toEqual(input.says);
  });

  it("has a case for every code", () => {
    const said = badUseCases.flatMap(({ says }) => says).join("\n");
    const untold = Object.keys(useCaseCodes).filter((code) => !said.includes(code));
    expect(untold).toEqual([]);
  });
});

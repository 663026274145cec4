import { useCaseCodes } from "../../../domain/problem/codes/use-cases";
import { complaintsAbout, inFolder, writeFiles } from "../../support/configuration";
import { badUseCases, type BadUseCase, spoilt } from "./bad-input-cases";

/** What loading the shipped files, spoilt, complains about; one line per problem, paths without the folder. */
function complaints(input: Omit<BadUseCase, "name" | "says">): readonly string[] {
  const texts = spoilt(input);
  return inFolder((folder) => {
    writeFiles(folder, texts);
    return complaintsAbout(folder);
  });
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

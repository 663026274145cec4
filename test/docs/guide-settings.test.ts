import { parse } from "yaml";
import { blocksOf, documents } from "../support/documents";
import { complaintsAbout, inFolder, writeConfiguration, type ConfigurationChanges } from "../support/configuration";

type Raw = Record<string, unknown>;

/** Settings that a guide shows, by where they stand: `# config/environments/prod.yaml`, or with `, in alerts` further in. */
const shown = documents
  .filter(({ path }) => path.startsWith("docs/guides/"))
  .flatMap((document) =>
    blocksOf(document)
      .filter(({ info }) => info === "yaml")
      .map(({ code, line }) => [`${document.path}:${line}`, code] as const),
  );

const GUID = "0c5e2b7a-1f64-4a36-9c1d-7be0f2a4d101";
/** What a guide leaves to its reader. */
const filled = (code: string): string =>
  code
    .replaceAll("/subscriptions/…/", `/subscriptions/${GUID}/`)
    .replaceAll(
      "…/namespaces/",
      `/subscriptions/${GUID}/resourceGroups/rg-siem/providers/Microsoft.EventHub/namespaces/`,
    );

/** Where the pipelines of an environment are that the guide for Azure DevOps shows. */
const ON_AZURE_DEVOPS = {
  repository: {
    provider: "azure-devops",
    organization: "a",
    project: "b",
    name: "c",
    owner: undefined,
    agentServiceId: GUID,
  },
};

function changesOf(code: string, place = ""): ConfigurationChanges {
  const [, folder, name, within] = /^# config\/(?:([\w-]+)\/)?([\w-]+)\.yaml(?:, in (\w+))?$/m.exec(code)!;
  const settings = parse(filled(code)) as Raw;
  const raw = within === undefined ? settings : { [within]: settings };
  if (folder === undefined) return { organization: asThere(raw) };
  return {
    ...(place.startsWith("docs/guides/azure-devops.md") && { organization: ON_AZURE_DEVOPS }),
    [folder === "environments" ? "environments" : "useCases"]: { [name!]: raw },
  };
}

/** A repository elsewhere has no owner on GitHub, and who approves is named among its own groups. */
const asThere = (raw: Raw): Raw => {
  const repository = raw["repository"] as Raw | undefined;
  return repository?.["provider"] === "azure-devops"
    ? { ...raw, repository: { ...repository, owner: undefined } }
    : raw;
};

describe("settings that guides show", () => {
  it("are found, each with the file that it stands in", () => {
    expect(shown.length).toBeGreaterThan(8);
    expect(shown.filter(([, code]) => !code.startsWith("# config/")).map(([place]) => place)).toEqual([]);
  });

  it.each(shown)("are valid in the example: %s", (place, code) => {
    inFolder((folder) => {
      writeConfiguration(folder, changesOf(code, place));
      expect(complaintsAbout(folder)).toEqual([]);
    });
  });

  it("that are none would be refused", () => {
    inFolder((folder) => {
      writeConfiguration(folder, changesOf("# config/environments/prod.yaml\nnetwork:\n  hubb: {}\n"));
      expect(complaintsAbout(folder)).toEqual([expect.stringContaining("hubb")]);
    });
  });
});

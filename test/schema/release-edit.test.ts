import fc from "fast-check";
import { parse } from "yaml";
import { setInYaml } from "../../schema/yaml/edit";
import { checkConfiguration, type ConfigurationSources } from "../../schema/load";
import { YamlFile, type Path } from "../../schema/yaml/file";
import { UserError } from "../../domain/problem/problem";
import { trafficOf, type ReleaseInEnvironment } from "../../domain/promotion/release";
import { shippedTexts } from "../support/configuration";

const texts = shippedTexts();
const RELEASE = "releases/customer-churn.yaml";
const shipped = texts.get(RELEASE)!;

const edit = (text: string, ...edits: readonly (readonly [Path, unknown])[]): string =>
  edits.reduce((before, [path, value]) => setInYaml(before, path, value), text);

describe("a promotion, written into a release file", () => {
  const commented = `# header
dev:
  live:
    model: "13" # trained on Monday
  history: ["11", "12"]

# slow and careful
preprod:
  live:
    model: "12"
  candidate:
    model: '13'
    trafficPercent: 50 # half way
  history: ["11"]
`;

  it("moves a candidate on and leaves comments, order, quotes and blank lines as they are", () => {
    expect(edit(commented, [["preprod", "candidate", "trafficPercent"], 100])).toBe(
      commented.replace("trafficPercent: 50", "trafficPercent: 100"),
    );
  });

  it("makes the candidate live, and remembers the version before", () => {
    const text = edit(
      commented,
      [["preprod", "live", "model"], "13"],
      [["preprod", "history", 1], "12"],
      [["preprod", "candidate"], undefined],
    );
    expect(text).toBe(`# header
dev:
  live:
    model: "13" # trained on Monday
  history: ["11", "12"]

# slow and careful
preprod:
  live:
    model: "13"
  history: ["11", "12"]
`);
  });

  it("adds an environment with versions that stay text", () => {
    const text = edit(commented, [["prod", "live", "model"], "12"]);
    expect(text).toBe(`${commented}prod:\n  live:\n    model: "12"\n`);
    expect(parse(text)).toMatchObject({ prod: { live: { model: "12" } } });
  });

  it("takes away what is not there without complaint", () => {
    expect(edit(commented, [["dev", "candidate", "trafficPercent"], undefined])).toBe(commented);
  });

  it("rolls back", () => {
    const text = edit(commented, [["preprod", "candidate"], undefined], [["preprod", "rejected"], ["13"]]);
    expect(parse(text)).toMatchObject({ preprod: { live: { model: "12" }, rejected: ["13"] } });
    expect(text).toContain("# slow and careful");
    expect(text).not.toContain("candidate");
  });
});

/** What the shipped configuration makes of a release; undefined if it is refused. */
function load(release: string): readonly ReleaseInEnvironment[] | undefined {
  const files = (folder: string) =>
    new Map(
      [...texts]
        .filter(([path]) => path.startsWith(`${folder}/`))
        .map(([path, text]) => [
          path.slice(folder.length + 1).replace(".yaml", ""),
          YamlFile.parse(path === RELEASE ? release : text, path),
        ]),
    );
  const sources: ConfigurationSources = {
    organization: YamlFile.parse(texts.get("organization.yaml")!, "organization.yaml"),
    environments: files("environments"),
    useCases: new Map([...files("use-cases")].filter(([name]) => name === "customer-churn")),
    releases: new Map([...files("releases")].filter(([name]) => name === "customer-churn")),
    problems: [],
  };
  try {
    return checkConfiguration(sources).releases[0]!.environments;
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

describe("whatever is edited in a release", () => {
  const environment = fc.constantFrom("dev", "preprod", "prod");
  const version = fc.constantFrom("11", "12", "13", "14");
  const one = fc.oneof(
    fc.tuple(fc.tuple(environment, fc.constant("live"), fc.constant("model")), version),
    fc.tuple(fc.tuple(environment, fc.constant("candidate"), fc.constant("model")), version),
    fc.tuple(fc.tuple(environment, fc.constant("candidate")), fc.constant(undefined)),
    fc.tuple(
      fc.tuple(environment, fc.constant("candidate"), fc.constantFrom("trafficPercent", "mirrorPercent")),
      fc.constantFrom<unknown>(undefined, 0, 10, 20, 30, 50, 60, 100, 101, -1, 12.5, "10"),
    ),
    fc.tuple(fc.tuple(environment, fc.constantFrom("history", "rejected")), fc.uniqueArray(version, { maxLength: 3 })),
    fc.tuple(fc.tuple(environment, fc.constantFrom("live", "history")), fc.constant(undefined)),
  ) as fc.Arbitrary<[Path, unknown]>;

  it("is refused, or shares out all requests or none, and has been live in every environment before", () => {
    let accepted = 0;
    fc.assert(
      fc.property(fc.array(one, { minLength: 1, maxLength: 4 }), (edits) => {
        const environments = load(edit(shipped, ...edits));
        if (environments === undefined) return;
        accepted++;
        for (const [index, release] of environments.entries()) {
          const { traffic, mirrorTraffic } = trafficOf(release);
          expect([0, 100]).toContain(Object.values(traffic).reduce((sum, percent) => sum + percent, 0));
          expect(Object.values(traffic).every((percent) => Number.isInteger(percent) && percent >= 0)).toBe(true);
          expect(Object.values(mirrorTraffic).every((percent) => percent > 0 && percent <= 50)).toBe(true);
          const before = environments[index - 1];
          for (const served of [release.live, release.candidate]) {
            if (before === undefined || served === undefined) continue;
            expect([before.live?.model, ...before.history]).toContain(served.model);
          }
        }
      }),
      { numRuns: 300 },
    );
    expect(accepted).toBeGreaterThan(20);
  });

  it("is seen to be accepted when it is right, and refused when it is not", () => {
    expect(load(shipped)).toHaveLength(3);
    expect(load(edit(shipped, [["prod", "live", "model"], "13"]))).toBeUndefined();
  });
});

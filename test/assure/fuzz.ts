import { formatProblem, UserError } from "../../domain/problem/problem";
import { checkConfiguration, type ConfigurationSources } from "../../schema/load";
import { YamlFile } from "../../schema/yaml/file";
import { shippedTexts } from "../support/configuration";
import type { Campaign, Outcome } from "./campaign";
import { Random } from "./random";

const TODAY = "2026-12-01";
/** What stands in place of a value. */
const ODD = ["", "~", "true", "-1", "1e999", "0x10", "2026-13-45", "[", "{a: 1}", "&a *a", "!!binary x", '"\\ud800"', "\u202e", "${x}", "'", "- -", "? a", "a".repeat(5_000)]; // prettier-ignore

type Mutation = (text: string, random: Random) => string;
const lines = (change: (all: string[], random: Random) => void): Mutation => {
  return (text, random) => {
    const all = text.split("\n");
    change(all, random);
    return all.join("\n");
  };
};

const mutations: readonly Mutation[] = [
  lines((all, random) => void all.splice(random.below(all.length), 1 + random.below(3))),
  lines((all, random) => void all.splice(random.below(all.length), 0, random.of(all))),
  lines((all, random) => {
    const [a, b] = [random.below(all.length), random.below(all.length)];
    [all[a], all[b]] = [all[b]!, all[a]!];
  }),
  lines((all, random) => {
    const at = random.below(all.length);
    all[at] = random.of([` ${all[at]}`, all[at]!.replace(/^ +/, ""), `\t${all[at]}`]);
  }),
  lines((all, random) => {
    const at = random.below(all.length);
    all[at] = all[at]!.replace(/(: ?|- ).*$/, (_, before: string) => before + random.of(ODD));
  }),
  lines((all, random) => {
    const at = random.below(all.length);
    all[at] = all[at]!.replace(/\d/, () => String(random.below(10)));
  }),
  (text, random) => text.slice(0, random.below(text.length)),
  (text, random) => {
    const at = random.below(text.length);
    return text.slice(0, at) + String.fromCharCode(random.below(random.of([128, 256, 65_536]))) + text.slice(at + 1);
  },
];

/** Files of the shipped configuration, of which one is spoilt. */
function sources(files: ReadonlyMap<string, YamlFile>): ConfigurationSources {
  const below = (folder: string) =>
    new Map(
      [...files]
        .filter(([path]) => path.startsWith(`${folder}/`))
        .map(([path, file]) => [path.slice(folder.length + 1, -".yaml".length), file]),
    );
  return {
    organization: files.get("organization.yaml")!,
    environments: below("environments"),
    useCases: below("use-cases"),
    releases: below("releases"),
    waivers: files.get("waivers.yaml"),
    problems: [],
  };
}

function outcomeOf(read: () => ConfigurationSources): Outcome {
  try {
    checkConfiguration(read(), TODAY);
    return { what: "accepted" };
  } catch (error) {
    if (!(error instanceof UserError)) return { what: "crashed", broken: String(error) };
    const odd = error.problems.map(formatProblem).filter((line) => !/^\S.* MLOPS-[A-Z]+-\d{3} \S/.test(line) || /\n/.test(line)); // prettier-ignore
    return odd.length === 0 ? { what: "refused" } : { what: "refused oddly", broken: odd[0]!.slice(0, 300) };
  }
}

export const fuzz: Campaign = {
  promise: "a file of the configuration that was mutated is accepted, or refused with code and place",
  trials: { short: 500, long: 100_000 },
  async run(trials, seed, told) {
    const texts = new Map([...shippedTexts()].filter(([path]) => path.endsWith(".yaml")));
    const whole = new Map([...texts].map(([path, text]) => [path, YamlFile.parse(String(text), `config/${path}`)]));
    const paths = [...texts.keys()].sort();
    for (let trial = 0; trial < trials; trial++) {
      const random = new Random(seed, trial);
      const path = random.of(paths);
      let text = String(texts.get(path));
      for (let left = 1 + random.below(3); left > 0; left--) text = random.of(mutations)(text, random);
      told(
        trial,
        outcomeOf(() => sources(new Map([...whole, [path, YamlFile.parse(text, `config/${path}`)]]))),
      );
    }
  },
};

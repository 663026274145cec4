import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Configuration } from "../../schema/configuration";
import { chosenEnvironment } from "../../schema/choose";
import { checkEnvironmentName } from "../../schema/organization/environment-name";
import { loadConfiguration, loadConfigurationShownAs } from "../../schema/load";
import { headed, setInYaml } from "../../schema/yaml/edit";
import { YamlFile } from "../../schema/yaml/file";
import { requireNone, UserError, type Problem } from "../../domain/problem/problem";
import { valueAt } from "../../domain/json/tree";
import { writeInOrder } from "../../files";
import { agentPools } from "./agent-pools";

export interface NewEnvironment {
  readonly config: string;
  readonly name: string;
  /** The environment whose file is taken over. */
  readonly like: string;
  /** GUID. */
  readonly subscription: string;
  /** `10.40.12.0/22` */
  readonly addressSpace: string;
  /** The environment that versions reach after it. @default - none: it is the last */
  readonly before?: string;
}

/** What would be written: texts by path below the configuration's folder, and what was decided on the way, in words. */
export interface ProposedEnvironment {
  readonly texts: ReadonlyMap<string, string>;
  readonly notes: readonly string[];
  /** The order of promotion before, and with it. */
  readonly order: { readonly before: readonly string[]; readonly after: readonly string[] };
  /** Pools of agents by environment, its own among them: that of the one it is made like. */
  readonly pools: ReadonlyMap<string, string | undefined>;
}

/**
 * A new environment, checked together with the whole configuration: its file, its place in the order of promotion, and in
 * every use case that passes there. Writes nothing.
 * @throws UserError with everything that keeps the configuration from being valid with it
 */
export function proposeEnvironment(wanted: NewEnvironment): ProposedEnvironment {
  const { config, name, like, subscription, addressSpace, before } = wanted;
  requireNone(nameProblems(name));
  const configuration = loadConfiguration(config);
  chosenEnvironment(configuration, like);
  if (before !== undefined) chosenEnvironment(configuration, before);
  if (configuration.environments.some((environment) => environment.name === name)) {
    throw new UserError([
      {
        code: "MLOPS-NEW-010",
        where: "<name>",
        message: "there is an environment of this name",
        given: name,
        fix: "take another name",
      },
    ]);
  }
  const order = configuration.organization.promotionOrder;
  const at = before === undefined ? order.length : order.indexOf(before);
  const texts = new Map<string, string>();
  const read = (path: string): string => texts.get(path) ?? readFileSync(join(config, path), "utf8");
  const set = (path: string, keys: readonly string[], value: unknown): void => {
    texts.set(path, setInYaml(read(path), [...keys], value));
  };

  const file = `environments/${name}.yaml`;
  texts.set(file, headed(read(`environments/${like}.yaml`), `${name}: made like ${like}.`));
  set(file, ["subscription"], subscription);
  set(file, ["network", "addressSpace"], addressSpace);
  const after = [...order.slice(0, at), name, ...order.slice(at)];
  set("organization.yaml", ["promotionOrder"], after);

  const notes: string[] = [];
  for (const useCase of configuration.useCases) {
    // A use case that lives further on passes here; one that ends before does not come.
    const later = useCase.environments.filter((environment) => order.indexOf(environment) >= at);
    if (before !== undefined ? later.length === 0 : !useCase.environments.includes(order.at(-1)!)) continue;
    const path = `use-cases/${useCase.name}.yaml`;
    const homes = useCase.environments.filter((environment) => order.indexOf(environment) < at);
    set(path, ["environments"], [...homes, name, ...later]);
    // What is said of the one environment holds for the other: its overrides, and who must agree.
    for (const place of [["overrides"], ["promotion", "approvals"]]) {
      const said = saidOf(join(config, path), [...place, like]);
      if (said !== undefined) set(path, [...place, name], said);
    }
    const note = grantRelease(configuration, useCase.name, { name, later }, set, (one) =>
      existsSync(join(config, one)),
    );
    notes.push(`${useCase.name} lives in ${name}, too${note}`);
  }
  check(config, texts);
  const pools = agentPools(configuration);
  return { texts, notes, order: { before: order, after }, pools: new Map([...pools, [name, pools.get(like)]]) };
}

/** Paths are made of the name: it is checked before any is. */
function nameProblems(name: string): readonly Problem[] {
  const finding = checkEnvironmentName(name);
  if (finding === undefined) return [];
  const { says, allowed, fix } = finding;
  return [
    {
      code: "MLOPS-NEW-011",
      where: "<name>",
      message: `it ${says}`,
      given: name,
      ...(allowed !== undefined && { allowed }),
      fix: fix ?? "take another name",
    },
  ];
}

/** What serves further on must have been live here: that is granted, and said. */
function grantRelease(
  { releases }: Configuration,
  useCase: string,
  { name, later }: { readonly name: string; readonly later: readonly string[] },
  set: (path: string, keys: readonly string[], value: unknown) => void,
  exists: (path: string) => boolean,
): string {
  const path = `releases/${useCase}.yaml`;
  const release = releases.find((one) => one.useCase === useCase);
  if (release === undefined || !exists(path)) return "";
  const versions = later.flatMap((environment) => {
    const here = release.environments.find((one) => one.environment === environment);
    return here === undefined
      ? []
      : [here.candidate?.model, here.live?.model, here.former?.model, ...here.history].filter(
          (one) => one !== undefined,
        );
  });
  const [live, ...history] = [...new Set(versions)];
  if (live === undefined) return "";
  set(path, [name], { live: { model: live }, ...(history.length > 0 && { history }) });
  return `; version ${live} is granted as live there${history.length === 0 ? "" : `, and ${history.join(", ")} as having been`}`;
}

/** What stands at a place of a file, as written. */
const saidOf = (path: string, place: readonly string[]): unknown => valueAt(YamlFile.read(path, path).value, ...place);

/** @throws UserError with every problem that the configuration has with these texts */
function check(config: string, texts: ReadonlyMap<string, string>): void {
  const folder = mkdtempSync(join(tmpdir(), "mlops-new-environment-"));
  try {
    cpSync(config, folder, { recursive: true });
    for (const path of texts.keys()) mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeInOrder([...texts].map(([path, text]) => ({ path: join(folder, path), text })));
    loadConfigurationShownAs(folder, config);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Writes what was proposed: the environment's own file first, then what names it, and last the pipelines.
 * @param pipelines - texts by path below `root`
 */
export function writeEnvironment(
  config: string,
  { texts }: ProposedEnvironment,
  pipelines: ReadonlyMap<string, string> = new Map(),
  root = ".",
): void {
  const below = (folder: string, files: ReadonlyMap<string, string>) =>
    [...files].map(([path, text]) => ({ path: join(folder, path), text }));
  writeInOrder([...below(config, texts), ...below(root, pipelines)]);
}

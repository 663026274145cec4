import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setInYaml } from "../../schema/yaml/edit";
import type { Configuration } from "../../schema/configuration";
import type { UseCase } from "../../schema/use-case/model";
import { UserError } from "../../domain/problem/problem";
import { releaseValue } from "../../domain/promotion/release";
import { mlFolder } from "../../cli/ml/python";
import { LABELLED_SAMPLE, SAMPLE_REQUEST } from "../../domain/promotion/smoke-test";
import { writeWhole } from "../../files";
import { makeLive, releaseDigest, yamlSteps } from "../../release";
import type { CloudResource } from "../../sandbox";
import { accept } from "../../deploy/promotion/accept";

/** What the month works on: copies, so that nothing of the user's changes. */
export interface Prepared {
  /** Folder of the copied sandbox. */
  readonly folder: string;
  /** Folder of the copied configuration. */
  readonly config: string;
  /** Environments whose release was changed in the copy, which are to be deployed first. */
  readonly changed: readonly string[];
  /** What was changed in the copy, in words. */
  readonly changes: readonly string[];
}

/** The use case that the month is about: customer-churn, or else the first that has what a month needs. */
export function chosenUseCase({ useCases }: Configuration): UseCase | undefined {
  const fits = useCases.filter(({ variants }) =>
    variants.some(({ serving, release }) => serving !== undefined && release.live !== undefined),
  );
  return fits.find(({ name }) => name === "customer-churn") ?? fits[0];
}

/**
 * Copies what is deployed and the configuration below the sandbox's folder, in place of what an earlier month left there.
 * @param began - when everything is taken to have been deployed
 * @throws UserError if nothing is deployed
 */
export function prepare(dir: string, config: string, useCase: UseCase, began: Date): Prepared {
  if (!existsSync(join(dir, "cloud.json"))) {
    throw new UserError([
      {
        code: "MLOPS-DEMO-003",
        where: dir,
        message: "nothing is deployed in this sandbox",
        fix: "run mlops demo without --only-month first",
      },
    ]);
  }
  const folder = join(dir, "month");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, "state"), { recursive: true });
  writeWhole(join(folder, "cloud.json"), redated(readFileSync(join(dir, "cloud.json"), "utf8"), began));
  for (const name of readdirSync(join(dir, "state")).filter((one) => one.endsWith(".tfstate"))) {
    cpSync(join(dir, "state", name), join(folder, "state", name));
  }
  const copy = join(folder, "config");
  // Evidence tells of decisions on other days.
  cpSync(config, copy, { recursive: true, filter: (source) => source !== join(config, "releases", "evidence") });
  // First: what is taken over by name is taken over by the rules that hold then.
  const asked = askOnPurpose(copy, useCase);
  const { changed, changes } = shorten(copy, useCase, began);
  return { folder, config: copy, changed, changes: [...changes, ...asked] };
}

/** The store as if everything in it had been made at one moment. */
function redated(text: string, at: Date): string {
  const store = JSON.parse(text) as { resources: Record<string, CloudResource> };
  const systemData = { createdAt: at.toISOString(), lastModifiedAt: at.toISOString() };
  const resources = Object.fromEntries(
    Object.entries(store.resources)
      // Runs of another time would be looked at by monitors and workflows of this one.
      .filter(([, { type }]) => !/\/(jobs|alerts)$/i.test(type))
      .map(([id, resource]) => {
        const { readOnly } = resource;
        return [id, "systemData" in readOnly ? { ...resource, readOnly: { ...readOnly, systemData } } : resource];
      }),
  );
  return `${JSON.stringify({ ...store, resources }, undefined, 2)}\n`;
}

/** What versions are asked: the month answers at its endpoints, which the simulated Azure does not. */
const SMOKE_TEST = { requests: 5, latencyMilliseconds: 1000 };

function askOnPurpose(config: string, { name, task }: UseCase): readonly string[] {
  const folder = join(mlFolder, "use-cases", name);
  if (!existsSync(join(folder, SAMPLE_REQUEST))) return [];
  const isReplayed = task === "classification" && existsSync(join(folder, LABELLED_SAMPLE));
  const test = { ...SMOKE_TEST, ...(isReplayed && { replay: { rightAtLeast: 0.7 } }) };
  const path = join(config, "use-cases", `${name}.yaml`);
  const text = readFileSync(path, "utf8");
  if (!/^promotion:/m.test(text)) return [];
  writeWhole(path, setInYaml(text, ["promotion", "smokeTest"], test));
  return ["deployments are asked the sample request (promotion.smokeTest)"];
}

/** How a version enters an environment before the last one. */
const STEPS = [{ trafficPercent: 100, bake: "1h" }];

/**
 * A month is short, and so is a demo: before the last environment, a version gets all requests in one step. What is being
 * tried there becomes live.
 */
function shorten(config: string, { name, variants }: UseCase, began: Date): Pick<Prepared, "changed" | "changes"> {
  const serving = variants.filter((variant) => variant.serving !== undefined);
  const early = serving.slice(0, -1).filter(({ promotion }) => (promotion?.rollout ?? []).length > 1);
  if (early.length === 0) return { changed: [], changes: [] };
  const edit = (path: string, change: (text: string) => string) => writeWhole(path, change(readFileSync(path, "utf8")));
  edit(join(config, "use-cases", `${name}.yaml`), (text) =>
    early.reduce(
      (before, { environment }) => setInYaml(before, ["overrides", environment, "promotion", "rollout"], STEPS),
      text,
    ),
  );
  const tried = early.filter(({ release }) => release.candidate !== undefined);
  if (tried.length > 0) {
    edit(join(config, "releases", `${name}.yaml`), (text) =>
      tried
        .flatMap(({ release }) => {
          const after = makeLive(release, release.candidate!.model);
          return yamlSteps({ before: release, after, summary: "" });
        })
        .reduce((before, { path, value }) => setInYaml(before, path, value), text),
    );
    for (const { environment, release, serving } of tried) {
      accept(name, {
        config,
        sandbox: true,
        env: environment,
        from: releaseDigest(releaseValue(release, serving!.model)),
        reason: "the month begins with it live",
        by: "mlops demo",
        now: () => began,
      });
    }
  }
  return {
    changed: tried.map(({ environment }) => environment),
    changes: [
      `in ${early.map(({ environment }) => environment).join(" and ")} a version gets all requests in one step (promotion.rollout)`,
      ...tried.map(({ environment, release }) => `${release.candidate!.model} is live in ${environment}`),
    ],
  };
}

import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Tree, isTree, valueAt } from "../../domain/json/tree";
import type { Problem } from "../../domain/problem/problem";
import type { Configuration } from "../../schema/configuration";
import { shownPath } from "../../schema/folders";
import { isAzureDevops } from "../../schema/organization/repository";
import { type Path, YamlFile } from "../../schema/yaml/file";

/** A pool of agents as a pipeline names it: where, for what, and which. */
interface NamedPool {
  readonly path: Path;
  /** An environment, or `publishing`. */
  readonly what: string;
  readonly pool: unknown;
  /** As the configuration has it; undefined for Microsoft's own machines. */
  readonly wanted: string | undefined;
}

/**
 * The pool whose agents deploy each environment from Azure Pipelines, as `deployment.runner` names it; undefined for
 * Microsoft's own machines. Empty where the repository is not in Azure DevOps: other services choose runners otherwise.
 */
export function agentPools({ organization, environments }: Configuration): ReadonlyMap<string, string | undefined> {
  return new Map(
    isAzureDevops(organization.repository) ? environments.map(({ name, deployment }) => [name, deployment.runner]) : [],
  );
}

/**
 * Pipelines of Azure that run on other agents than `deployment.runner` names. Which pool a job takes is decided before any
 * variable is read, and whoever queues a run must not choose it, so that it stands in the pipelines themselves.
 * @param root - folder that holds `azure-pipelines`
 */
export function otherPools(root: string, configuration: Configuration): readonly Problem[] {
  const runners = agentPools(configuration);
  if (runners.size === 0) return [];
  const first = runners.get(configuration.organization.promotionOrder[0]!);
  const read = (name: string, poolsIn: (file: unknown) => readonly NamedPool[]): readonly Problem[] => {
    const path = join(root, "azure-pipelines", name);
    if (!existsSync(path)) return [];
    const file = YamlFile.read(path, shownPath(path));
    return poolsIn(file.value).flatMap(({ path: at, what, pool = "", wanted = "" }) => {
      if (pool === wanted) return [];
      return [
        {
          code: "MLOPS-PIPELINE-015" as const,
          where: file.positionOf(at),
          message:
            wanted === ""
              ? `${what} runs on agents that deployment.runner does not name`
              : `${what} does not run on the agents that deployment.runner names`,
          given: pool === "" ? "no pool" : String(pool),
          allowed: wanted === "" ? "no pool" : wanted,
          fix: wanted === "" ? "remove the pool, or set deployment.runner" : "write the pool there",
        },
      ];
    });
  };
  return [
    ...read("deploy.yml", (file) => templates(file, "stages").flatMap((one) => ofStage(one, { runners, first }))),
    ...read("drift.yml", (file) =>
      templates(file, "jobs").flatMap(({ path, parameters }) =>
        [...runners].map(([what, wanted]) => ({
          path: [...path, "pools"],
          what,
          pool: valueAt(parameters, "pools", what),
          wanted,
        })),
      ),
    ),
  ];
}

interface Template {
  readonly path: Path;
  readonly template: unknown;
  readonly parameters: Tree;
}

const templates = (file: unknown, key: "stages" | "jobs"): readonly Template[] => {
  const found = valueAt(file, key);
  return !Array.isArray(found)
    ? []
    : (found as readonly unknown[]).flatMap((one, index) => {
        const parameters = valueAt(one, "parameters");
        return isTree(parameters)
          ? [{ path: [key, index, "parameters"], template: valueAt(one, "template"), parameters }]
          : [];
      });
};

function ofStage(
  { path, parameters }: Template,
  { runners, first }: { readonly runners: ReadonlyMap<string, string | undefined>; readonly first: string | undefined },
): readonly NamedPool[] {
  const { environment, publishes, pool } = parameters;
  const own = { path: [...path, "pool"], pool };
  if (publishes === true) return [{ ...own, what: "publishing", wanted: first }];
  return typeof environment === "string" && runners.has(environment)
    ? [{ ...own, what: environment, wanted: runners.get(environment) }]
    : [];
}

import { loadConfiguration } from "../../schema/load";
import { kindOf, reviewPlans } from "../../review";
import { chosenHomes, chosenUseCases } from "../../schema/choose";
import { stackOf } from "../../schema/names";
import { countOfKinds } from "../../demo/overview/kinds";
import { plan, type PlanOptions } from "../../deploy/plan";
import { readPlanFolder } from "../../deploy/plan-folder";
import { planReport } from "../../deploy/plan-report";
import { sameTarget } from "../../deploy/same-target";
import { leftBehind } from "./kept";

export interface OffboardOptions extends Pick<PlanOptions, "config" | "out" | "parallel" | "sandbox" | "dir"> {
  readonly useCase: string;
  /** Only there. @default - every environment the use case lives in */
  readonly environment?: string;
  /** `YYYY-MM-DD`, for waivers that end. */
  readonly today: string;
}

/** What sets something on another resource, or asks something of it, and is none itself. */
const CHANGES_OTHERS = ["azapi_update_resource", "azapi_resource_action"];

/**
 * Plans to take a use case away: makes a plan folder like any other, to be reviewed and applied. Changes nothing.
 * @returns what to print, and whether every stack could be planned
 */
export async function offboard(
  options: OffboardOptions,
): Promise<{ readonly text: string; readonly planned: boolean }> {
  const configuration = loadConfiguration(options.config);
  const useCase = chosenUseCases(configuration, options.useCase)[0]!;
  const homes = chosenHomes(configuration, useCase, options.environment);
  const stacks = homes.map((environment) => stackOf(environment, useCase.name));
  const { config, out, parallel, sandbox, dir } = options;
  const planned = await plan({ config, out, parallel, sandbox, dir, stacks, mode: "destroy", lock: false });
  if (planned.manifest === undefined) return { text: planReport(planned, out), planned: false };

  const kept = useCase.variants.filter(({ environment }) => homes.includes(environment));
  const text = [
    ...goes(options.out, options.today),
    [
      "What is left, and what stops",
      ...leftBehind({ ...useCase, variants: kept }, configuration).map((line) => `  ${line}`),
    ].join("\n"),
    planReport(planned, out, sandbox === true && (dir ?? true)),
    afterwards(options),
  ].join("\n\n");
  return { text, planned: planned.manifest.stacks.every(({ status }) => status === "planned") };
}

/** Per stack what goes: how many of each kind, and by name what people would miss, with what Azure does then. */
function goes(folder: string, today: string): string[] {
  const input = readPlanFolder(folder);
  return input.stacks.flatMap((stack) => {
    if ("failed" in stack) return [];
    const gone = (stack.plan.resource_changes ?? []).filter(
      ({ type, change }) => change.actions.includes("delete") && !CHANGES_OTHERS.includes(type),
    );
    if (gone.length === 0) return [`${stack.name}: nothing is deployed`];
    // By itself, so that the same resource of two environments is told with its own name.
    const { dangers } = reviewPlans({ ...input, stacks: [stack] }, { today });
    const missed = dangers.map(({ what, consequence }) => `  ${what}: ${consequence}`);
    return [
      [`${stack.name}: ${gone.length} resources go`, `  ${countOfKinds(gone.map(kindOf))}`, ...missed].join("\n"),
    ];
  });
}

const afterwards = ({ useCase, environment, out, sandbox, dir }: OffboardOptions): string =>
  [
    "Nothing has been changed. To go on:",
    `  mlops review ${out}`,
    `  mlops apply ${out}${sameTarget(sandbox === true && (dir ?? true))}`,
    environment === undefined
      ? `  git rm config/use-cases/${useCase}.yaml config/releases/${useCase}.yaml`
      : `  take ${environment} out of environments in config/use-cases/${useCase}.yaml, and out of its release`,
    "Apply before the files go: a stack that is not configured any more is not planned. Where an endpoint goes for good, the",
    "review blocks and apply refuses: accept it with a waiver of keeps-data in config/waivers.yaml, or, where nobody",
    "reviews, with --blocked-anyway and a reason.",
  ].join("\n");

import { extname } from "node:path";
import { armTypeOf } from "../../cost/estimate";
import { azureType } from "../../domain/azure/types";
import { architectureOf } from "../../review/architecture";
import type { Architecture } from "../../review/model";
import { chosenEnvironment, chosenRegion } from "../../schema/choose";
import { stackOf, stackOfEnvironment } from "../../schema/names";
import { holdsUseCases, regionInWords } from "../../schema/recovery";
import { loadConfiguration } from "../../schema/load";
import { definedResources } from "../explain/resources";

/** How an architecture is written. */
export type GraphFormat = "mermaid" | "svg" | "json";

/** What the ending of a file says of how to write it. @returns mermaid where it says nothing, or there is no file */
export function formatOf(out: string | undefined): GraphFormat {
  const ending = extname(out ?? "").toLowerCase();
  return ending === ".svg" ? "svg" : ending === ".json" ? "json" : "mermaid";
}

/**
 * What an environment consists of, by what its stacks define: nothing is asked of Azure.
 * @param location - one of its regions. @default - the one that is in charge
 * @throws UserError if there is no such environment, or it is not in that region
 */
export async function environmentArchitecture(config: string, name: string, location?: string): Promise<Architecture> {
  const configuration = loadConfiguration(config);
  const region = chosenRegion(configuration, name, location);
  const own = stackOfEnvironment(region);
  const here = holdsUseCases(region)
    ? configuration.useCases.filter(({ environments }) => environments.includes(region.name))
    : [];
  const stacks = [own, ...here.map((useCase) => stackOf(own, useCase.name)), "registry"];
  const defined = await definedResources(config, stacks);
  const things = [...defined].flatMap(([stack, resources]) =>
    resources.map(({ address, name: called, arguments: values }) => {
      const type = address.split(".")[0]!;
      const armType = armTypeOf(type, values);
      return { stack, address, armType, noun: azureType(type, armType)?.noun ?? armType, name: called, values };
    }),
  );
  const regions = regionInWords(region, chosenEnvironment(configuration, name));
  return architectureOf(regions === undefined ? name : `${name} in ${regions}`, things);
}

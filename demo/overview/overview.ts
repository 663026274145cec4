import { namesOf, sharedNamesOf } from "../../schema/names";
import { styleText } from "node:util";
import type { Configuration, Environment } from "../../schema/configuration";
import type { UseCase } from "../../schema/use-case/model";
import { tagNames } from "../../domain/azure/tags";
import type { CloudResource } from "../../sandbox/engine/store/store";
import { accessRows } from "./access";
import { alertRows } from "./alerts";
import { Deployed } from "./deployed";
import { kinds } from "./kinds";
import { plainTable } from "../../print/table";
import { reachabilityRows } from "./reachability";
import { useCaseLines } from "./use-cases";

/** How to draw. */
export interface Drawing {
  /** Whether to style headings. */
  readonly colour: boolean;
  /** ISO instant that "next" counts from. */
  readonly now: string;
}

/**
 * What a platform engineer wants to see after a deployment: per stack the resources by kind, who got which role where
 * and why, which alerts watch it and whom they tell, and what is reachable from where; per use case what answers where,
 * when it is trained next and what its monitors watch for. Reads what was deployed, not what was asked for.
 */
export function overview(
  resources: readonly CloudResource[],
  configuration: Configuration,
  { colour, now }: Drawing,
): string {
  const heading = (text: string) => (colour ? styleText("bold", text) : text);
  const deployed = new Deployed(resources, tagNames(configuration.organization.tagNames)["use-case"]);
  const table = (title: string, head: readonly string[], rows: readonly (readonly string[])[]) =>
    rows.length === 0 ? [] : [heading(title), plainTable(head, rows)];
  const access = (inside: readonly CloudResource[], environment?: Environment) =>
    table("Access", ["who", "role", "on", "why"], accessRows(inside, deployed, configuration, environment));
  const alerts = (inside: readonly CloudResource[]) =>
    table("Alerts", ["alert", "severity", "tells"], alertRows(inside, deployed));

  const { organization, environments, useCases } = configuration;
  const shared = sharedNamesOf(organization);
  const groupOf = (environment: Environment) => namesOf(organization, environment).resourceGroup;

  const platformSections = [
    { name: "bootstrap", group: shared.stateResourceGroup },
    { name: "registry", group: shared.registryResourceGroup },
  ].map(({ name, group }) => {
    const inside = deployed.in(group);
    return inside.length === 0 ? [] : [heading(`${name}, in ${group}`), kinds(inside), ...access(inside)];
  });
  const environmentSections = environments.map((environment) => {
    const group = groupOf(environment);
    const inside = deployed.in(group);
    if (inside.length === 0) return [];
    return [
      heading(`${environment.name}, in ${group}`),
      kinds(inside),
      ...access(inside, environment),
      ...alerts(inside),
      ...table("Reachable", ["what", "name", "from the internet", "from the network"], reachabilityRows(inside)),
    ];
  });
  const useCaseSections = useCases.map((useCase) => {
    const inside = environments.flatMap((environment) => deployed.in(groupOf(environment), useCase.name));
    if (inside.length === 0) return [];
    return [
      heading(`${useCase.name}: ${useCase.description}`),
      kinds(inside),
      ...useCaseLines(useCase, deployed, configuration, now),
      ...access(inside),
      ...table("Alerts", ["alert", "severity", "tells", "in"], alertsByKind(useCase, deployed, configuration)),
    ];
  });
  return [...platformSections, ...environmentSections, ...useCaseSections]
    .filter((section) => section.length > 0)
    .map((section) => section.join("\n"))
    .join("\n\n");
}

/** A use case has the same alerts in most environments: told once, with where they are. */
function alertsByKind(useCase: UseCase, deployed: Deployed, { organization, environments }: Configuration): string[][] {
  const where = new Map<string, string[]>();
  for (const environment of environments) {
    const names = namesOf(organization, environment);
    const inside = deployed.in(names.resourceGroup, useCase.name);
    for (const [alert, severity, tells] of alertRows(inside, deployed)) {
      const key = [alert!.replace(names.alertRule(`${useCase.name}-`), ""), severity, tells].join("\t");
      where.set(key, [...(where.get(key) ?? []), environment.name]);
    }
  }
  return [...where].sort().map(([key, found]) => [...key.split("\t"), found.join(", ")]);
}

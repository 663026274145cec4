import { readQuery } from "../../alert-queries";
import { homeOf, type Home } from "../../home";
import type { PolicyResource } from "../../resource";
import { every, fail, pass, type Rule, unknownAt } from "../../rule";
import { lookup, Unknown } from "../../value";
import type { World } from "../../world";

const ML = "Microsoft.MachineLearningServices/workspaces";

export const alertQueryKnown: Rule = {
  title: "Alert rules on logs ask what this project asks, about what is in the stack",
  severity: "high",
  severityIn: { development: "low" },
  upstream: [],
  why: "One `where` more, or another name, and the rule asks about nothing, for ever in good health.",
  fix: "take the query from domain/alerts/use-case.ts, or waive this rule for a query of your own",
  kinds: ["azurerm_monitor_scheduled_query_rules_alert_v2"],
  check: (alert, world) => {
    const criteria = alert.entries("criteria");
    if (criteria === "unknown") return unknownAt("criteria");
    return every(
      criteria.map((one) => {
        const query = one instanceof Unknown ? undefined : lookup(one, "query");
        if (query === undefined || query.state === "unknown") return unknownAt("criteria.query");
        const read = query.state === "known" ? readQuery(String(query.value)) : undefined;
        if (read === undefined) return fail("its query is none that this project writes");
        const home = homeOf(alert.stack, world);
        if (read.group !== undefined && !isHome(read.group, home)) {
          return fail(`asks about rows of ${read.group}, which is elsewhere`);
        }
        const names = namesOf(read.known.about, alert, world);
        if (names.includes(undefined)) return unknownAt(`the name of a ${read.known.about}`);
        return names.some((name) => name!.toLowerCase() === read.name.toLowerCase())
          ? pass
          : fail(`asks about ${read.known.about} ${read.name}, which the stack does not have`);
      }),
    );
  },
};

/** Whether an ARM id is that of the stack's resource group, as far as that is known. */
function isHome(group: string, { subscription, resourceGroup }: Home): boolean {
  const [, , ofSubscription, , ofGroup] = group.toLowerCase().split("/");
  const fits = (known: string | undefined, given: string | undefined) => known === undefined || known === given;
  return fits(subscription?.toLowerCase(), ofSubscription) && fits(resourceGroup?.toLowerCase(), ofGroup);
}

/** Names of all of a kind in the stack. Experiments are named by the jobs that schedules and workflows submit. */
function namesOf(about: string, { stack }: PolicyResource, world: World): readonly (string | undefined)[] {
  const own = (kind: string) => world.in(stack, kind).filter(({ partial }) => !partial);
  switch (about) {
    case "endpoint":
      return own(`${ML}/onlineEndpoints`).map((one) => one.text("name"));
    case "workflow":
      return own("Microsoft.Logic/workflows").map((one) => one.text("name"));
    case "monitor":
      return own(`${ML}/schedules`).map((one) => one.text("name"));
    case "model":
      // Where no version is released, no resource names the model, and the configuration does.
      return [world.expected.models?.[stack]];
    default:
      // Where people start training themselves, no resource names the experiment, and the configuration does.
      return [
        ...[world.expected.experiments?.[stack]].filter((name) => name !== undefined),
        ...[
          ...own(`${ML}/schedules`).map((one) => one.at("properties.action.jobDefinition.experimentName")),
          ...own("Microsoft.Logic/workflows").map((one) => one.at("properties.parameters.job.value.experimentName")),
        ].flatMap((found) =>
          found.state === "unknown" ? [undefined] : found.state === "known" ? [String(found.value)] : [],
        ),
      ];
  }
}

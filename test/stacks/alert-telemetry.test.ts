import { join } from "node:path";
import { loadConfiguration } from "../../schema/load";
import { metricsOf } from "../../sandbox/services/monitor/catalogue";
import { SHIPPED } from "../support/configuration";
import { strangers } from "../support/queries";
import { resourcesOf, synthStacks } from "../support/stacks";

/** What every deployed rule looks at: nothing tells of a rule on what nobody sends. */
describe.each([
  ["the example", SHIPPED],
  ["the example on Azure DevOps", join(__dirname, "../../examples/azure-devops/config")],
])("alert rules of %s", (_, folder) => {
  const stacks = synthStacks(loadConfiguration(folder));
  const resources = Object.entries(stacks).flatMap(([stack, json]) =>
    [...resourcesOf(json)].map(([address, values]) => ({ name: `${stack} ${address}`, address, values })),
  );
  const criteriaOf = (values: Readonly<Record<string, unknown>>): readonly { readonly query?: string }[] =>
    [values["criteria"] ?? []].flat() as readonly { readonly query?: string }[];
  const queries = resources
    .filter(({ address }) => address.startsWith("azurerm_monitor_scheduled_query_rules_alert_v2."))
    .flatMap(({ name, values }) => criteriaOf(values).map(({ query }) => [name, query!] as const));
  const bodies = resources
    .filter(({ values }) => String(values["type"]).startsWith("Microsoft.Insights/metricAlerts@"))
    .map(({ name, values }) => [name, JSON.stringify(values["body"])] as const);

  it("name tables and columns that settings of ours fill", () => {
    expect(queries.length).toBeGreaterThan(5);
    expect(queries.map(([name, query]) => [name, strangers(query)]).filter(([, found]) => found!.length > 0)).toEqual(
      [],
    );
  });

  it("name metrics, aggregations and dimensions that Azure has", () => {
    expect(bodies.length).toBeGreaterThan(10);
    const wrong = bodies.flatMap(([name, body]) => {
      const { properties } = JSON.parse(body) as { properties: { criteria: { allOf: readonly Criterion[] } } };
      return properties.criteria.allOf.flatMap((one) => wrongIn(one).map((what) => [name, what]));
    });
    expect(wrong).toEqual([]);
  });
});

interface Criterion {
  readonly metricNamespace: string;
  readonly metricName: string;
  readonly timeAggregation: string;
  readonly dimensions?: readonly { readonly name: string }[];
}

/** What a criterion asks for that Azure does not send. */
function wrongIn({ metricNamespace, metricName, timeAggregation, dimensions = [] }: Criterion): readonly string[] {
  const metric = metricsOf(metricNamespace)?.get(metricName.toLowerCase());
  if (metric === undefined) return [`${metricNamespace} ${metricName}`];
  return [
    ...(metric.aggregations.includes(timeAggregation) ? [] : [`${metricName} by ${timeAggregation}`]),
    ...dimensions.filter(({ name }) => !metric.dimensions.includes(name)).map(({ name }) => `${metricName} of ${name}`),
  ];
}

describe("what is looked at", () => {
  it("would be found out: a metric, an aggregation or a dimension that is not there", () => {
    const metricNamespace = "Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments";
    const capacity = { metricNamespace, metricName: "DeploymentCapacity", timeAggregation: "Maximum" };
    expect(wrongIn(capacity)).toEqual([]);
    expect(wrongIn({ ...capacity, metricName: "Capacity" })).toHaveLength(1);
    expect(wrongIn({ ...capacity, timeAggregation: "Total" })).toEqual(["DeploymentCapacity by Total"]);
    expect(wrongIn({ ...capacity, dimensions: [{ name: "State" }, { name: "zone" }] })).toEqual([
      "DeploymentCapacity of zone",
    ]);
  });
});

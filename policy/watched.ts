import { readQuery } from "./alert-queries";
import type { PolicyResource } from "./resource";
import { lookup, Unknown } from "./value";
import type { World } from "./world";

const QUERY = "azurerm_monitor_scheduled_query_rules_alert_v2";
const METRIC = "Microsoft.Insights/metricAlerts";

/** Whether a stack has an alert; `unknown` if that cannot be told. */
export type Watched = boolean | "unknown";

const some = (answers: readonly Watched[]): Watched =>
  answers.includes(true) ? true : answers.includes("unknown") ? "unknown" : false;

/** Whether an alert on a metric of a resource is there. */
export const hasMetricAlert = (resource: PolicyResource, metric: string, world: World): Watched =>
  some(
    world.in(resource.stack, METRIC).map((alert): Watched => {
      const criteria = alert.entries("properties.criteria.allOf");
      const points = world.pointsAt(alert, "properties.scopes", resource);
      if (criteria === "unknown") return points === false ? false : "unknown";
      const names = criteria.map((one) => (one instanceof Unknown ? undefined : lookup(one, "metricName")));
      const fits = some(
        names.map((name) =>
          name === undefined || name.state === "unknown" ? "unknown" : name.state === "known" && name.value === metric,
        ),
      );
      if (fits === false || points === false) return false;
      return fits === true && points === true ? true : "unknown";
    }),
  );

/** Queries of all alerts of a stack, read; `unknown` for one that cannot be. */
export const queriesOf = (stack: string, world: World) =>
  world.once(`queries of ${stack}`, () =>
    world.in(stack, QUERY).flatMap((alert) => {
      const criteria = alert.entries("criteria");
      if (criteria === "unknown") return ["unknown" as const];
      return criteria.map((one) => {
        const query = one instanceof Unknown ? undefined : lookup(one, "query");
        if (query === undefined || query.state === "unknown") return "unknown" as const;
        return query.state === "known" ? readQuery(String(query.value)) : undefined;
      });
    }),
  );

/** Whether one of the queries is this one, about this name. */
export const hasQueryAlert = (stack: string, id: string, name: string | undefined, world: World): Watched =>
  some(
    queriesOf(stack, world).map((query): Watched => {
      if (query === "unknown") return "unknown";
      if (query?.known.id !== id) return false;
      return name === undefined ? "unknown" : query.name.toLowerCase() === name.toLowerCase();
    }),
  );

import type { ComputeContext, Values } from "../../engine/azurerm/type-entry";

interface MetricBlock {
  readonly category: string;
}

/** `metric` and its successor `enabled_metric` show each other's categories. */
export function diagnosticMetrics({ values }: ComputeContext): Values {
  const blocks = (name: string) =>
    Array.isArray(values[name]) ? (values[name] as unknown as readonly MetricBlock[]) : [];
  return {
    enabled_metric: blocks("metric").map(({ category }) => ({ category })),
    metric: blocks("enabled_metric").map(({ category }) => ({ category, enabled: true, retention_policy: [] })),
    log_analytics_destination_type: "",
  };
}

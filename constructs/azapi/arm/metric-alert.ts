/** One condition on one metric. */
export interface MetricAlertCriterion {
  readonly criterionType: "StaticThresholdCriterion";
  /** Unique among the alert's conditions. */
  readonly name: string;
  readonly metricNamespace: string;
  readonly metricName: string;
  readonly timeAggregation: "Average" | "Count" | "Minimum" | "Maximum" | "Total";
  readonly operator: "Equals" | "GreaterThan" | "GreaterThanOrEqual" | "LessThan" | "LessThanOrEqual";
  readonly threshold: number;
  readonly dimensions?: readonly {
    readonly name: string;
    readonly operator: "Include" | "Exclude" | "StartsWith";
    readonly values: readonly string[];
  }[];
  /** Whether the rule may name a metric that nothing has sent yet. */
  readonly skipMetricValidation: boolean;
}

/** `Microsoft.Insights/metricAlerts@2018-03-01`, on a single resource. Azure sends an alert when all criteria hold. */
export interface MetricAlertBody {
  readonly properties: {
    readonly description: string;
    readonly severity: 0 | 1 | 2 | 3 | 4;
    readonly enabled: boolean;
    /** ARM ids of what is measured. */
    readonly scopes: readonly string[];
    /** ISO 8601, e.g. `PT5M`. */
    readonly evaluationFrequency: string;
    /** ISO 8601, e.g. `PT15M`. */
    readonly windowSize: string;
    /** Whether the alert resolves by itself. */
    readonly autoMitigate: boolean;
    readonly criteria: {
      /** Of the kinds of criteria the one that Azure recommends for new rules, on one resource or several. */
      readonly "odata.type": "Microsoft.Azure.Monitor.MultipleResourceMultipleMetricCriteria";
      readonly allOf: readonly MetricAlertCriterion[];
    };
    readonly actions: readonly { readonly actionGroupId: string }[];
  };
}

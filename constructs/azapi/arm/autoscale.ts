/** One reason to add or take away instances. */
export interface AutoscaleRule {
  readonly metricTrigger: {
    readonly metricName: string;
    readonly metricNamespace: string;
    /** ARM id of what is measured. */
    readonly metricResourceUri: string;
    readonly timeGrain: string;
    readonly timeWindow: string;
    readonly statistic: "Average" | "Min" | "Max" | "Sum" | "Count";
    readonly timeAggregation: "Average" | "Minimum" | "Maximum" | "Total" | "Count" | "Last";
    readonly operator: "GreaterThan" | "GreaterThanOrEqual" | "LessThan" | "LessThanOrEqual";
    readonly threshold: number;
  };
  readonly scaleAction: {
    readonly direction: "Increase" | "Decrease";
    readonly type: "ChangeCount" | "PercentChangeCount" | "ExactCount";
    /** A number, as text. */
    readonly value: string;
    readonly cooldown: string;
  };
}

/** `Microsoft.Insights/autoscalesettings@2022-10-01`. Numbers of instances are text here. */
export interface AutoscaleBody {
  readonly properties: {
    readonly enabled: boolean;
    /** ARM id of what grows and shrinks. */
    readonly targetResourceUri: string;
    readonly profiles: readonly {
      readonly name: string;
      readonly capacity: { readonly minimum: string; readonly maximum: string; readonly default: string };
      readonly rules: readonly AutoscaleRule[];
    }[];
  };
}

/** The tag of a monitor's run that tells of a breach, and what its text always holds. Source: Azure ML's event how-to. */
export const BREACH_TAG = "azureml_modelmonitor_threshold_breached";
export const BREACH_TEXT = "has failed due to one or more features violating metric thresholds";

/** `Microsoft.Insights/actionGroups@2023-01-01`: whom an alert tells, as far as this project does so through azapi. */
export interface ActionGroupBody {
  readonly properties: {
    /** Whom Azure shows as the sender. At most 12 characters. */
    readonly groupShortName: string;
    readonly enabled: boolean;
    /** Workflows that an alert starts. The address of each, `callbackUrl`, is secret and is sent as `sensitiveBody`. */
    readonly logicAppReceivers?: readonly {
      readonly name: string;
      /** ARM id of the workflow. */
      readonly resourceId: string;
      /** Whether it gets the alert in Azure Monitor's common schema. */
      readonly useCommonAlertSchema: boolean;
    }[];
    /** Functions that an alert calls. The address of each, `httpTriggerUrl`, is secret and is sent as `sensitiveBody`. */
    readonly azureFunctionReceivers?: readonly {
      readonly name: string;
      /** ARM id of the function app. */
      readonly functionAppResourceId: string;
      readonly functionName: string;
      readonly useCommonAlertSchema: boolean;
    }[];
  };
}

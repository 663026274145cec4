import { Construct } from "constructs";
import { addressOf, destination, type CalledChannel } from "../../domain/alerts/channels";
import { AzapiEphemeralAction, AzapiResource } from "../azapi";

const GROUP = "Microsoft.Insights/actionGroups@2023-01-01";

export interface CalledChannelGroupProps {
  /** Name of the action group. 1–260. */
  readonly name: string;
  /** ARM id of the resource group it goes to; a reference. */
  readonly resourceGroupId: string;
  readonly channel: CalledChannel;
}

/**
 * An action group that calls a Logic App or a function which others made. Its address holds a key: it is asked for on every
 * apply, and is in no plan and no state. One receiver each, so that a change of one channel makes no other anew.
 *
 * Limitations: whoever plans reads what is called, and whoever applies may ask for its address (`listCallbackUrl`,
 * `listsecrets`). A key that is renewed, or a Logic App made anew, is heard of when this is replaced (`terraform apply -replace`).
 */
export class CalledChannelGroup extends Construct {
  readonly resource: AzapiResource<typeof GROUP>;

  constructor(scope: Construct, id: string, props: CalledChannelGroupProps) {
    super(scope, id);
    const { type, of, action, answer } = addressOf(props.channel);
    const address = new AzapiEphemeralAction(this, "Address", {
      type,
      resourceId: of,
      action,
      responseExportValues: { url: answer },
    });
    const { receivers, secret } = renderReceivers(props.channel);
    this.resource = new AzapiResource(this, "Resource", {
      type: GROUP,
      name: props.name,
      parentId: props.resourceGroupId,
      location: "Global",
      body: { properties: { groupShortName: "ml-channel", enabled: true, ...receivers } },
      ignoreCasing: true,
      sensitiveBody: { properties: { [secret.list]: [{ [secret.key]: address.secret("url") }] } },
      sensitiveBodyPaths: [`properties.${secret.list}[0].${secret.key}`],
    });
  }
}

/** The one receiver without its address, and where that goes. */
function renderReceivers(channel: CalledChannel) {
  const common = { name: "channel", useCommonAlertSchema: true };
  if (channel.type === "logicApp") {
    const [resourceId] = destination(channel) as readonly [string];
    return {
      receivers: { logicAppReceivers: [{ ...common, resourceId }] },
      secret: { list: "logicAppReceivers", key: "callbackUrl" },
    };
  }
  const [functionAppResourceId, functionName] = destination(channel) as readonly [string, string];
  return {
    receivers: { azureFunctionReceivers: [{ ...common, functionAppResourceId, functionName }] },
    secret: { list: "azureFunctionReceivers", key: "httpTriggerUrl" },
  };
}

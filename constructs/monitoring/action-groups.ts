import { MonitorActionGroup } from "@cdktf/provider-azurerm/lib/monitor-action-group";
import { Construct } from "constructs";
import { channelUse, destination, isCalled, type Channel } from "../../domain/alerts/channels";
import { severities, type Severity } from "../../domain/alerts/environment";
import type { ArmResource, IResourceGroup } from "../arm-resource";
import { CalledChannelGroup } from "./called-channel";

/** Whom Azure shows as the sender, in mails and text messages. At most 12 characters. */
const SHORT_NAMES: Readonly<Record<Severity, string>> = {
  critical: "ml-critical",
  warning: "ml-warning",
  informational: "ml-info",
};

export interface ActionGroupsProps {
  /** The resource group; a reference to it, so that Terraform makes it first. */
  readonly resourceGroup: IResourceGroup;
  /** Name of the action group of a severity, or of a channel (`channelUse`). */
  readonly name: (use: string) => string;
  /** Mail addresses by severity. A severity may have none: its alerts are still listed in the portal. */
  readonly receivers: Readonly<Record<Severity, readonly string[]>>;
  /** Who is told otherwise, by name. @default - nobody */
  readonly channels?: Readonly<Record<string, Channel>>;
}

/**
 * Who is told, by severity: one action group each, and one for each channel that is called by a secret address. Alerts and
 * budgets point at them.
 */
export class ActionGroups extends Construct {
  private readonly groups: Readonly<Record<Severity, MonitorActionGroup>>;
  private readonly called: readonly (ArmResource & { readonly severities: readonly Severity[] })[];

  constructor(scope: Construct, id: string, props: ActionGroupsProps) {
    super(scope, id);
    const make = (severity: Severity): MonitorActionGroup =>
      new MonitorActionGroup(this, severity, {
        name: props.name(severity),
        resourceGroupName: props.resourceGroup.name,
        shortName: SHORT_NAMES[severity],
        emailReceiver: [...new Set(props.receivers[severity])].map((emailAddress) => ({
          name: receiverName(emailAddress),
          emailAddress,
          useCommonAlertSchema: true,
        })),
        ...renderChannels(severity, props.channels ?? {}),
      });
    this.groups = { critical: make("critical"), warning: make("warning"), informational: make("informational") };
    this.called = Object.entries(props.channels ?? {}).flatMap(([name, channel]) => {
      if (!isCalled(channel)) return [];
      const { resource } = new CalledChannelGroup(this, channelUse(name), {
        name: props.name(channelUse(name)),
        resourceGroupId: props.resourceGroup.id,
        channel,
      });
      return [{ id: resource.id, severities: channel.severities }];
    });
  }

  /** The action group of a severity. */
  of(severity: Severity): MonitorActionGroup {
    return this.groups[severity];
  }

  /** Those of channels that hear of a severity, too. */
  also(severity: Severity): readonly ArmResource[] {
    return this.called.filter(({ severities: heard }) => heard.includes(severity));
  }

  /** Those of severities, worst first. */
  get all(): MonitorActionGroup[] {
    return severities.map((severity) => this.groups[severity]);
  }
}

/** A receiver's name, unique in its group: the address in the letters a name may have. */
const receiverName = (address: string): string => address.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");

/** The receivers of a severity that are no mail addresses; no list where there are none. */
function renderChannels(severity: Severity, channels: Readonly<Record<string, Channel>>) {
  const of = <Receiver>(type: Channel["type"], render: (...values: string[]) => Receiver) => {
    const told = Object.entries(channels)
      .filter(([, channel]) => channel.type === type && channel.severities.includes(severity))
      // No address has an underscore here, so that no two receivers of a group have one name.
      .map(([name, channel]) => ({ name: `channel_${name}`, ...render(...destination(channel)) }));
    return told.length === 0 ? undefined : told;
  };
  const useCommonAlertSchema = true;
  return {
    webhookReceiver: of("webhook", (serviceUri) => ({ serviceUri, useCommonAlertSchema })),
    smsReceiver: of("sms", (countryCode, phoneNumber) => ({ countryCode, phoneNumber })),
    armRoleReceiver: of("armRole", (roleId) => ({ roleId, useCommonAlertSchema })),
    eventHubReceiver: of("eventHub", (subscriptionId, eventHubNamespace, eventHubName) => ({
      subscriptionId,
      eventHubNamespace,
      eventHubName,
      useCommonAlertSchema,
    })),
  };
}

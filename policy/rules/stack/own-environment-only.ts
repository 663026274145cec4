import { isWithin } from "../../../domain/azure/ids";
import { shown } from "../../attributes";
import { homeOf } from "../../home";
import { every, fail, pass, type Rule } from "../../rule";
import { Unknown } from "../../value";

/** What environments share, and roles, which are the same in every subscription. */
const SHARED =
  /\/providers\/(Microsoft\.MachineLearningServices\/registries|Microsoft\.Authorization\/roleDefinitions)\//i;
/** Where the way out of a managed network leads is configured, and may be a lake elsewhere. */
const CONFIGURED_ELSEWHERE = /^body\.properties\.destination\.serviceResourceId$/;
/** Where what is joined to a network or to logs elsewhere, or calls what is there, names them, by what does so. */
const JOINS: readonly (readonly [kind: RegExp, path: RegExp])[] = [
  [
    /^Microsoft\.Network\/virtualNetworks\/virtualNetworkPeerings$/i,
    /^(parent_id|body\.properties\.remoteVirtualNetwork\.id|replace_triggers_external_values\.remote)$/,
  ],
  [/^azurerm_private_endpoint$/, /^(subnet_id|private_dns_zone_group\b.*\.private_dns_zone_ids\b.*)$/],
  [/^azurerm_private_dns_zone_virtual_network_link$/, /^virtual_network_id$/],
  [/^azurerm_application_insights$/, /^workspace_id$/],
  [
    /^azurerm_monitor_diagnostic_setting$/,
    /^(log_analytics_workspace_id|storage_account_id|eventhub_authorization_rule_id)$/,
  ],
  [/^azurerm_monitor_scheduled_query_rules_alert_v2$/, /^scopes\b/],
  [
    /^Microsoft\.Insights\/actionGroups$/i,
    /^body\.properties\.(logicAppReceivers|azureFunctionReceivers)\b.*\.(resourceId|functionAppResourceId)$/,
  ],
];
const ID = /(?:\/|azureml:\/\/)subscriptions\/([0-9a-f-]{36})(?:\/resourcegroups\/([\w.()-]+))?/i;

/** Of environments and their use cases; what environments share names all of them. */
export const ownEnvironmentOnly: Rule = {
  title: "Nothing of an environment reaches into another",
  severity: "critical",
  upstream: [],
  why: "A grant, a datastore or an action group of another environment ties both together: who breaks one is in the other.",
  fix: "name resources of the environment's own subscription and resource group",
  kinds: ["*"],
  partial: true,
  check: (resource, world) => {
    if (world.tier(resource) === "shared") return undefined;
    const home = homeOf(resource.stack, world);
    const places = world.expected.connected?.[resource.stack] ?? [];
    const isJoined = (path: string, text: string): boolean =>
      JOINS.some(([kind, where]) => kind.test(resource.kind) && where.test(path)) &&
      places.some((place) => isWithin(text, place));
    const ids = resource.writtenLeaves.flatMap(({ path, value }) => {
      const text = value instanceof Unknown ? value.template : value;
      if (typeof text !== "string" || SHARED.test(text) || CONFIGURED_ELSEWHERE.test(path) || isJoined(path, text))
        return [];
      const found = ID.exec(text);
      return found === null ? [] : [{ path, text, subscription: found[1]!, group: found[2] }];
    });
    return every(
      ids.map(({ path, text, subscription, group }) => {
        const elsewhere =
          (home.subscription !== undefined && subscription.toLowerCase() !== home.subscription) ||
          (group !== undefined && home.resourceGroup !== undefined && group.toLowerCase() !== home.resourceGroup);
        return elsewhere ? fail(`${path} names ${shown(text)}, which is elsewhere`) : pass;
      }),
    );
  },
};

import { deleteRequests, on, writeRequests } from "../../services/access/requests";
import type { Operation, Request } from "../authorization";
import { parseArmId } from "../arm/arm-id";
import type { CloudView } from "../arm/model";
import type { Json, JsonObject } from "../store/store";
import { bodyFromValues } from "./arm-body";
import type { TypeEntry, Values } from "./type-entry";

/**
 * What azurerm 4.55.0 asks of Azure beyond reading and writing each resource itself. Source: the provider's read and create
 * functions, `internal/services/…`.
 */
interface ProviderCalls {
  /** On every read, so on every plan: refused is failed. */
  readonly reads?: (values: Values, id: string) => readonly Operation[];
  /** On every read, too, but without it the provider goes on: with its arguments empty, or as they were. */
  readonly tolerated?: { readonly verb: string; readonly empties: readonly string[] };
  /** What Azure checks on other resources when this one is written. */
  readonly linked?: (values: Values, id: string) => readonly Operation[];
  /** Before it is made, beside whether it is there already. `at` is the subscription that the provider is configured for. */
  readonly creates?: (at: string) => readonly Operation[];
  /** Before it is deleted. */
  readonly deletes?: (id: string) => readonly Operation[];
}

const control = (name: string, scope: string): Operation => ({ name, plane: "control", scope });
const text = (value: Json | undefined): string | undefined =>
  typeof value === "string" && value.startsWith("/") ? value : undefined;
const blocks = (value: Json | undefined): readonly JsonObject[] =>
  Array.isArray(value) ? (value as readonly JsonObject[]) : [];
const ids = (value: Json | undefined): readonly string[] =>
  Array.isArray(value) ? (value as readonly Json[]).flatMap((one) => text(one) ?? []) : [];
const each = (found: readonly (string | undefined)[], verb: string): readonly Operation[] =>
  found.flatMap((id) => (id === undefined ? [] : [on(id, verb)]));
const storageService = (id: string, service: string, verb: string) =>
  control(`Microsoft.Storage/storageAccounts/${service}/${verb}`, `${id}/${service}/default`);
const groupsOf = (values: Values) => [
  ...ids(values["action_group_ids"]),
  ...blocks(values["action"]).flatMap((action) => [
    ...ids(action["action_groups"]),
    ...each([text(action["action_group_id"])], "").map(({ scope }) => scope),
  ]),
];
const alert = (values: Values): readonly Operation[] => [
  ...each(groupsOf(values), "read"),
  ...each(ids(values["scopes"]), "read"),
];

const calls: Readonly<Record<string, ProviderCalls>> = {
  azurerm_resource_group: {
    deletes: (id) => [control("Microsoft.Resources/subscriptions/resourceGroups/resources/read", id)],
  },
  azurerm_storage_account: {
    reads: (_, id) => ["blobServices", "fileServices"].map((service) => storageService(id, service, "read")),
    tolerated: {
      verb: "listKeys/action",
      empties: ["access_key", "connection_string", "blob_connection_string"].flatMap((key) => [
        `primary_${key}`,
        `secondary_${key}`,
      ]),
    },
    linked: (_, id) => ["blobServices", "fileServices"].map((service) => storageService(id, service, "write")),
  },
  azurerm_log_analytics_workspace: {
    tolerated: { verb: "sharedKeys/action", empties: [] },
    // Looks for a deleted one of the name, of a cluster.
    creates: (at) => [control("Microsoft.OperationalInsights/deletedWorkspaces/read", at)],
  },
  azurerm_application_insights: {
    reads: (_, id) => [on(id, "currentbillingfeatures/read")],
    linked: (values, id) => [on(id, "currentbillingfeatures/write"), ...each([text(values["workspace_id"])], "read")],
  },
  azurerm_container_registry: {
    reads: (_, id) => [on(id, "replications/read")],
    creates: (at) => [control("Microsoft.ContainerRegistry/checkNameAvailability/read", at)],
    linked: ({ georeplications }, id) => blocks(georeplications).map(() => on(id, "replications/write")),
  },
  azurerm_eventgrid_system_topic: {
    linked: ({ source_resource_id: source }) => [
      ...each([text(source)], "read"),
      ...each(
        [text(source)].filter((id) => /\/Microsoft\.MachineLearningServices\//i.test(id ?? "")),
        "eventGridFilters/write",
      ),
    ],
  },
  azurerm_eventgrid_system_topic_event_subscription: {
    // Asked for by POST wherever there is a webhook; any answer but 400 is an error.
    reads: ({ webhook_endpoint: webhook }, id) => (blocks(webhook).length === 0 ? [] : [on(id, "getFullUrl/action")]),
  },
  azurerm_role_assignment: {
    reads: ({ role_definition_id: role }) => each([text(role)], "read"),
  },
  azurerm_subnet_network_security_group_association: {
    linked: ({ network_security_group_id: group }) => each([text(group)], "join/action"),
  },
  azurerm_private_dns_zone: {
    reads: (_, id) => [on(id, "SOA/read")],
    linked: (_, id) => [on(id, "SOA/write")],
  },
  azurerm_private_dns_zone_virtual_network_link: {
    linked: ({ virtual_network_id: network }) => each([text(network)], "join/action"),
  },
  azurerm_private_endpoint: {
    reads: (_, id) => [on(id, "privateDnsZoneGroups/read")],
    linked: (values, id) => [
      ...each([text(values["subnet_id"])], "join/action"),
      ...blocks(values["private_service_connection"])
        .filter((connection) => connection["is_manual_connection"] !== true)
        .flatMap((connection) =>
          each([text(connection["private_connection_resource_id"])], "privateEndpointConnectionsApproval/action"),
        ),
      ...blocks(values["private_dns_zone_group"]).flatMap((group) => [
        on(id, "privateDnsZoneGroups/write"),
        ...each(ids(group["private_dns_zone_ids"]), "join/action"),
      ]),
    ],
  },
  azurerm_monitor_metric_alert: { linked: alert },
  azurerm_monitor_scheduled_query_rules_alert_v2: { linked: alert },
  azurerm_monitor_activity_log_alert: { linked: alert },
  azurerm_monitor_diagnostic_setting: {
    linked: (values) => [
      ...each([text(values["log_analytics_workspace_id"])], "sharedKeys/action"),
      ...each([text(values["storage_account_id"])], "listKeys/action"),
      ...each([text(values["eventhub_authorization_rule_id"])], "listkeys/action"),
    ],
  },
};

/** Resources that are part of another one, which is what is read and written: a subnet and its security group. */
const partOf = (entry: TypeEntry, armId: string): string =>
  entry.arm.endsWith("/networkSecurityGroupAssociations")
    ? armId.replace(/\/networkSecurityGroupAssociations\/[^/]+$/i, "")
    : armId;

/** What a read asks for. */
export function readRequests(type: string, entry: TypeEntry, armId: string, values: Values): readonly Request[] {
  const id = partOf(entry, armId);
  return [on(id, "read"), ...(calls[type]?.reads?.(values, id) ?? [])].map((operation) => ({ operation }));
}

/** What a create or an update asks for. `values` are as sent: what Azure adds is not among them. */
export function applyRequests(
  cloud: CloudView,
  type: string,
  entry: TypeEntry,
  armId: string,
  values: Values,
): readonly Request[] {
  const id = partOf(entry, armId);
  const body = { ...bodyFromValues(values), ...entry.body?.(values) };
  const own = writeRequests(cloud, id, body);
  const more = calls[type]?.linked?.(values, id) ?? [];
  // Where the last checks of a write are other calls of the provider, the order makes no difference.
  return own.map((request, index) =>
    index === 0 ? { ...request, linked: [...(request.linked ?? []), ...more] } : request,
  );
}

/** What a deletion asks for. What is part of another resource is taken out of it, which is a write. */
export function destroyRequests(cloud: CloudView, type: string, entry: TypeEntry, armId: string): readonly Request[] {
  const id = partOf(entry, armId);
  if (id !== armId) return [{ operation: on(id, "write") }];
  const before = (calls[type]?.deletes?.(id) ?? []).map((operation): Request => ({ operation }));
  return [...before, ...deleteRequests(cloud, id)];
}

/** What looking for a resource asks for. */
export const existingRequests = (entry: TypeEntry, armId: string): readonly Request[] => [
  { operation: on(partOf(entry, armId), "read") },
];

/**
 * What a creation asks for before it writes, so that rights on a resource group alone are too few for some types.
 * @param subscription - GUID of the one that the provider is configured for
 */
export const creationRequests = (
  type: string,
  entry: TypeEntry,
  armId: string,
  subscription: string,
): readonly Request[] => [
  ...existingRequests(entry, armId),
  ...(calls[type]?.creates?.(`/subscriptions/${subscription}`) ?? []).map((operation): Request => ({ operation })),
];

/** Arguments that a read leaves empty for a caller who may not do what they come from. */
export function emptied(type: string, armId: string, may: (operation: Operation) => boolean): readonly string[] {
  const { tolerated } = calls[type] ?? {};
  return tolerated === undefined || may(on(armId, tolerated.verb)) ? [] : tolerated.empties;
}

/** What reading a data source asks for, by what it found. */
export const dataRequests = (id: unknown): readonly Request[] =>
  typeof id === "string" && parseArmId(id) !== undefined ? [{ operation: on(id, "read") }] : [];

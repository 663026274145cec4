import type { Describe, Draft, StackWords } from "./draft";
import { at, booleanAt, difference, listAt, listed, textAt, textsAt, type Json } from "./json";
import { propertiesOf, type Planned } from "./planned";
import { apart } from "./resource-name";
import { settingOf } from "./where";

const GROUP = "microsoft.resources/resourcegroups";
const REGISTRY = "microsoft.containerregistry/registries";
const LOGS = "microsoft.operationalinsights/workspaces";
const STORAGE = "microsoft.storage/storageaccounts";
const WORKSPACE = "microsoft.machinelearningservices/workspaces";

/** What of a resource is told by its value before and after. */
interface Trait {
  /** Where the environment's file sets it. */
  readonly setting: string;
  /** Undefined: not known, or not set. */
  readonly value: (values: Json) => string | undefined;
  /** Undefined: not worth a line. */
  readonly words: (before: string, after: string, stack: StackWords) => string | undefined;
  /** @default - nothing does */
  readonly loosens?: (after: string, before: string, stack: StackWords) => boolean;
}

/** Whether a Log Analytics workspace is the stack's own, and goes. */
const goes = ({ resources }: StackWords, id: string): boolean =>
  resources.some(
    ({ armType, before, after }) =>
      armType === LOGS &&
      before !== undefined &&
      after === undefined &&
      textAt(before, "name") === id.split("/").at(-1),
  );

const outbound: Readonly<Record<string, string>> = {
  AllowInternetOutbound: "the whole internet",
  AllowOnlyApprovedOutbound: "approved targets only",
};

const traits: Readonly<Record<string, readonly Trait[]>> = {
  [GROUP]: [
    {
      setting: "location",
      value: (values) => textAt(values, "location"),
      words: (before, after) => `moves from ${before} to ${after}: everything in it is made anew`,
    },
  ],
  [WORKSPACE]: [
    {
      setting: "network.inbound.mode",
      value: (values) => inboundMode(values),
      words: (before, after) => `network inbound: ${before} → ${after}`,
    },
    {
      setting: "network.outbound.mode",
      value: (values) => outbound[textAt(propertiesOf(values), "managedNetwork", "isolationMode") ?? ""],
      words: (before, after) => `computes reach ${before} → ${after}`,
    },
    {
      setting: "compute.imageBuilds",
      value: (values) => textAt(propertiesOf(values), "imageBuildCompute"),
      words: (before, after) => `images are built on cluster ${before} → ${after}`,
    },
    {
      setting: "softDelete.purgeWorkspaceOnDestroy",
      value: (values) => String(JSON.stringify(at(values, "delete_query_parameters") ?? {}).includes("forceToPurge")),
      words: (_, after) =>
        after === "true"
          ? "a destroyed workspace is purged at once, beyond recovery"
          : "a destroyed workspace can be recovered again",
      loosens: (after) => after === "true",
    },
  ],
  [REGISTRY]: [
    {
      setting: "resilience.zoneRedundant",
      value: (values) => booleanAt(values, "zone_redundancy_enabled")?.toString(),
      words: (_, after) => `container registry ${after === "true" ? "spans zones" : "no longer spans zones"}`,
    },
  ],
  [STORAGE]: [
    {
      setting: "resilience.storageReplication",
      value: (values) => textAt(values, "account_replication_type"),
      words: (before, after) => `storage replication ${before} → ${after}`,
    },
  ],
  "microsoft.insights/components": [
    {
      setting: "logs.workspace",
      value: (values) => textAt(values, "workspace_id"),
      words: (before, after, stack) => {
        const [was, becomes] = apart(before, after) ?? [];
        if (was === undefined) return undefined;
        return goes(stack, before)
          ? `logs go to ${becomes} instead of ${was}, which is deleted with all that was logged before: it is not taken along. Azure keeps it for 14 days; query or export what must stay first`
          : `logs go to ${becomes} instead of ${was}, where what was logged before stays`;
      },
      loosens: (_, before, stack) => goes(stack, before),
    },
  ],
  "microsoft.network/virtualnetworks": [
    {
      setting: "network.addressSpace",
      value: (values) => listed(textsAt(values, "address_space")) || undefined,
      words: (before, after) => `private addresses ${before} → ${after}`,
    },
    {
      setting: "network.dnsServers",
      value: (values) => textsAt(values, "dns_servers").join(", ") || "Azure's own",
      words: (before, after) => `names are looked up at ${before} → ${after}`,
    },
  ],
};

/** Where an environment is, whom its network lets in and out, and what survives the loss of a zone or a region. */
export const describeEnvironment: Describe = (stack) =>
  stack.resources.flatMap((resource): readonly Draft[] => {
    const { armType, type, before, after } = resource;
    if (before === undefined || after === undefined || type === "azapi_update_resource") return [];
    const where = (setting: string) => settingOf(stack.context, stack.environment, setting);
    const told = (traits[armType] ?? []).flatMap(({ setting, value, words, loosens }): readonly Draft[] => {
      const [was, becomes] = [value(before), value(after)];
      const text =
        was === undefined || becomes === undefined || was === becomes ? undefined : words(was, becomes, stack);
      if (text === undefined) return [];
      return [{ topic: "other", text, where: where(setting), loosens: loosens?.(becomes!, was!, stack) ?? false }];
    });
    const copies =
      armType === REGISTRY ? replicaWords("container registry", replicasOf(before), replicasOf(after)) : [];
    return [
      ...told,
      ...copies.map((text): Draft => ({ topic: "other", text, where: where("resilience.registryReplicas") })),
    ];
  });

/** What changes of the model registry, which no environment owns. */
export function modelRegistryWords({ before, after }: Planned): readonly (readonly [setting: string, text: string])[] {
  if (before === undefined || after === undefined) return [];
  const regions = (values: Json) =>
    listAt(propertiesOf(values), "regionDetails").flatMap((one) => textAt(one, "location") ?? []);
  const [was, becomes] = [inboundMode(before), inboundMode(after)];
  return [
    ...replicaWords("model registry", regions(before), regions(after)).map(
      (text) => ["platform.registry.replicas", text] as const,
    ),
    ...(was === undefined || becomes === undefined || was === becomes
      ? []
      : [["platform.registry.inbound", `model registry, network inbound: ${was} → ${becomes}`] as const]),
  ];
}

/** As the configuration names it. */
function inboundMode(values: Json): string | undefined {
  const access = textAt(propertiesOf(values), "publicNetworkAccess");
  return access === undefined ? undefined : access === "Enabled" ? "public" : "private";
}

const replicasOf = (values: Json): readonly string[] =>
  listAt(values, "georeplications").flatMap((one) => textAt(one, "location") ?? []);

function replicaWords(what: string, before: readonly string[], after: readonly string[]): readonly string[] {
  const { added, removed } = difference(before, after);
  return [
    ...(added.length > 0 ? [`${what} is copied to ${listed(added)}, too`] : []),
    ...(removed.length > 0 ? [`${what} has no copy in ${listed(removed)} any more`] : []),
  ];
}

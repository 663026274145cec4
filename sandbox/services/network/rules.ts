import { parseCIDR } from "ipaddr.js";
import { ArmError } from "../../engine/arm/arm-error";
import { BASTION_SUBNET } from "../../../domain/network/jump-host";
import { sameId } from "../../../domain/azure/ids";
import { isWithin, parseArmId } from "../../engine/arm/arm-id";
import type { ArmResource, RuleTable, WriteContext } from "../../engine/arm/model";
import { isObject } from "../../engine/arm/json";
import { at, badRequest, objects, requireExisting, strings } from "../../engine/arm/rules/helpers";
import type { Json } from "../../engine/store/store";
import { runnersIn } from "./runner-subnets";
import { subnetPrefixes } from "./subnet-prefixes";

const subnetType = "Microsoft.Network/virtualNetworks/subnets";
const associationType = `${subnetType}/networkSecurityGroupAssociations`;
const peeringType = "Microsoft.Network/virtualNetworks/virtualNetworkPeerings";
const linkType = "Microsoft.Network/privateDnsZones/virtualNetworkLinks";

/** Sub-resources a private endpoint may connect to, by lower-case type of its target. Source: Azure Private Link resource table. */
const privateLinkGroups: Readonly<Record<string, readonly string[]>> = {
  "microsoft.storage/storageaccounts": ["blob", "blob_secondary", "file", "queue", "table", "dfs", "web"],
  "microsoft.keyvault/vaults": ["vault"],
  "microsoft.containerregistry/registries": ["registry"],
  "microsoft.machinelearningservices/workspaces": ["amlworkspace"],
  "microsoft.machinelearningservices/registries": ["amlregistry"],
  "microsoft.insights/privatelinkscopes": ["azuremonitor"],
};

export const networkRules: RuleTable = {
  "microsoft.network/virtualnetworks": {
    write: [keepSubnetsInside],
  },
  "microsoft.network/virtualnetworks/subnets": {
    write: [
      subnetFits,
      (context) => {
        if (!sameId(context.id.name, BASTION_SUBNET) || referenced(context, "routeTable").length === 0) return;
        throw badRequest(
          context,
          "RouteTableCannotBeAttachedForAzureBastionSubnet",
          `Route table cannot be attached to ${BASTION_SUBNET}.`,
        );
      },
      (context) => requireExisting(context, "Network security group", referenced(context, "networkSecurityGroup")),
      (context) => requireExisting(context, "Route table", referenced(context, "routeTable")),
      (context) => requireExisting(context, "NAT gateway", referenced(context, "natGateway")),
    ],
    remove: [
      ({ cloud, id }) => {
        const runners = runnersIn(cloud, id.id);
        if (runners !== undefined) {
          throw new ArmError(
            400,
            "InUseSubnetCannotBeDeleted",
            `Subnet ${id.name} is in use by ${id.id}/serviceAssociationLinks/${runners.type.split("/")[0]!} of ${runners.id} and cannot be deleted.`,
          );
        }
        const standsIn = (properties: Json): boolean =>
          objects(at(properties, "ipConfigurations")).some((one) =>
            sameId(String(at(one, "properties.subnet.id")), id.id),
          );
        const endpoint =
          cloud
            .ofType("Microsoft.Network/privateEndpoints")
            .find((candidate) => sameId(String(candidate.properties["subnetId"]), id.id)) ??
          [
            ...cloud.ofType("Microsoft.Network/networkInterfaces"),
            ...cloud.ofType("Microsoft.Network/bastionHosts"),
          ].find(({ properties }) => standsIn(properties));
        if (endpoint === undefined) return;
        throw new ArmError(
          400,
          "InUseSubnetCannotBeDeleted",
          `Subnet ${id.name} is in use by ${endpoint.id} and cannot be deleted.`,
        );
      },
    ],
  },
  [peeringType.toLowerCase()]: { write: [peering] },
  "microsoft.network/natgateways": {
    write: [
      (context) =>
        requireExisting(
          context,
          "Public address",
          objects(context.resource.properties["publicIpAddresses"]).map((address) => address["id"]),
        ),
    ],
    remove: [
      ({ cloud, id }) => {
        const user = cloud
          .ofType(subnetType)
          .find(({ properties }) => sameId(String(idOf(properties["natGateway"])), id.id));
        if (user === undefined) return;
        throw new ArmError(
          400,
          "InUseNatGatewayCannotBeDeleted",
          `Nat gateway ${id.name} is in use and cannot be deleted: ${user.id}.`,
        );
      },
    ],
  },
  "microsoft.network/routetables": {
    remove: [
      ({ cloud, id }) => {
        const user = cloud
          .ofType(subnetType)
          .find(({ properties }) => sameId(String(idOf(properties["routeTable"])), id.id));
        if (user === undefined) return;
        throw new ArmError(
          400,
          "InUseRouteTableCannotBeDeleted",
          `Route table ${id.name} is in use and cannot be deleted: ${user.id}.`,
        );
      },
    ],
  },
  [associationType.toLowerCase()]: {
    write: [
      (context) =>
        requireExisting(context, "Network security group", [context.resource.properties["networkSecurityGroupId"]]),
    ],
  },
  "microsoft.network/networksecuritygroups": {
    write: [uniquePriorities],
    remove: [
      ({ cloud, id }) => {
        const associations = cloud
          .ofType(associationType)
          .filter((association) => sameId(String(association.properties["networkSecurityGroupId"]), id.id))
          .map((association) => parseArmId(association.id)!.parent);
        const subnets = cloud
          .ofType(subnetType)
          .filter(({ properties }) => sameId(String(idOf(properties["networkSecurityGroup"])), id.id))
          .map((subnet) => subnet.id);
        const user = [...associations, ...subnets][0];
        if (user === undefined) return;
        throw new ArmError(
          400,
          "InUseNetworkSecurityGroupCannotBeDeleted",
          `Network security group ${id.name} cannot be deleted because it is in use by ${user}.`,
        );
      },
    ],
  },
  "microsoft.network/privateendpoints": { write: [privateEndpoint] },
  "microsoft.network/privatednszones": {
    remove: [
      ({ cloud, id }) => {
        const links = cloud.within(id.id).filter((resource) => sameId(resource.type, linkType));
        if (links.length === 0) return;
        throw new ArmError(
          409,
          "CannotDeleteResource",
          `Can not delete resource before nested resources are deleted: '${links.map((link) => link.id).join("', '")}'.`,
        );
      },
    ],
  },
  [linkType.toLowerCase()]: { write: [virtualNetworkLink] },
};

const idOf = (reference: Json | undefined): Json | undefined => (isObject(reference) ? reference["id"] : undefined);

/** What a subnet's ARM body points at by this name: nothing, or one resource. */
const referenced = ({ resource }: WriteContext, name: string): readonly Json[] => {
  const id = idOf(resource.properties[name]);
  return typeof id === "string" ? [id] : [];
};

/** Blocks of a network: azurerm's are a list, ARM's stand in an object. */
function spaceOf({ properties }: Pick<ArmResource, "properties">): readonly string[] {
  const { addressSpace } = properties;
  return strings(isObject(addressSpace) ? addressSpace["addressPrefixes"] : addressSpace);
}

/** What Azure refuses of one side of a peering. Source: learn.microsoft.com, "Create, change, or delete a virtual network peering". */
function peering(context: WriteContext): void {
  const { cloud, id, resource } = context;
  const remote = idOf(resource.properties["remoteVirtualNetwork"]);
  requireExisting(context, "Remote virtual network", [remote]);
  const was = idOf(context.before?.properties["remoteVirtualNetwork"]);
  if (was !== undefined && !sameId(String(was), String(remote))) {
    throw badRequest(context, "PropertyChangeNotAllowed", `it leads to ${String(was)}, which cannot be changed.`);
  }
  const far = cloud.show(String(remote))!;
  const near = cloud.show(id.parent)!;
  const clash = spaceOf(near).find((mine) => spaceOf(far).some((theirs) => overlap(mine, theirs)));
  if (clash !== undefined) {
    throw badRequest(
      context,
      "VnetAddressSpacesOverlap",
      `the address space ${clash} of '${near.name}' overlaps with that of '${far.name}'.`,
    );
  }
  const sides = cloud.ofType(peeringType);
  const twin = sides.find(
    (one) =>
      isWithin(one.id, near.id) &&
      !sameId(one.id, id.id) &&
      sameId(String(idOf(one.properties["remoteVirtualNetwork"])), far.id),
  );
  if (twin !== undefined) {
    throw badRequest(
      context,
      "AnotherPeeringAlreadyReferencesRemoteVnet",
      `'${twin.name}' leads to '${far.name}' already.`,
    );
  }
  if (resource.properties["useRemoteGateways"] !== true) return;
  const back = sides.find(
    (one) => isWithin(one.id, far.id) && sameId(String(idOf(one.properties["remoteVirtualNetwork"])), near.id),
  );
  if (back?.properties["allowGatewayTransit"] === true) return;
  throw badRequest(
    context,
    "RemotePeeringNotReferencedOrNoGatewayTransit",
    `it cannot use the gateway of '${far.name}', whose own side of the peering does not allow it.`,
  );
}

function keepSubnetsInside(context: WriteContext): void {
  const space = spaceOf(context.resource);
  for (const prefix of space) requireCidr(context, prefix);
  for (const subnet of context.cloud.within(context.id.id)) {
    for (const prefix of subnetPrefixes(subnet.properties)) {
      if (space.some((outer) => contains(outer, prefix))) continue;
      throw badRequest(
        context,
        "InUsePrefixCannotBeDeleted",
        `the address space no longer holds subnet '${subnet.name}' (${prefix}).`,
      );
    }
  }
}

function subnetFits(context: WriteContext): void {
  const network = context.cloud.show(context.id.parent)!;
  const space = spaceOf(network);
  for (const prefix of subnetPrefixes(context.resource.properties)) {
    requireCidr(context, prefix);
    if (!space.some((outer) => contains(outer, prefix))) {
      throw badRequest(
        context,
        "NetcfgSubnetRangeOutsideVnet",
        `subnet range ${prefix} is not contained within the address space of virtual network '${network.name}'.`,
      );
    }
    for (const other of context.cloud.ofType(subnetType)) {
      if (!isWithin(other.id, network.id) || sameId(other.id, context.id.id)) continue;
      const clash = subnetPrefixes(other.properties).find((range) => overlap(range, prefix));
      if (clash !== undefined) {
        throw badRequest(
          context,
          "NetcfgSubnetRangesOverlap",
          `subnet range ${prefix} overlaps with ${clash} of subnet '${other.name}'.`,
        );
      }
    }
  }
}

function requireCidr(context: WriteContext, prefix: string): void {
  try {
    const [address, bits] = parseCIDR(prefix);
    const mask = address.kind() === "ipv4" ? 32 : 128;
    if (bits <= mask && contains(prefix, `${address.toString()}/${mask}`) && isNetworkAddress(prefix)) return;
  } catch {
    // Falls through to the refusal: not a CIDR at all.
  }
  throw badRequest(context, "InvalidCIDRNotation", `the address prefix '${prefix}' is not a valid CIDR range.`);
}

/** Azure refuses `10.0.0.1/24`: the bits behind the mask must be zero. */
function isNetworkAddress(prefix: string): boolean {
  const [address, bits] = parseCIDR(prefix);
  const hostBits = address
    .toByteArray()
    .flatMap((byte) => byte.toString(2).padStart(8, "0").split(""))
    .slice(bits);
  return hostBits.every((bit) => bit === "0");
}

function contains(outer: string, inner: string): boolean {
  const [outerAddress, outerBits] = parseCIDR(outer);
  const [innerAddress, innerBits] = parseCIDR(inner);
  if (outerAddress.kind() !== innerAddress.kind()) return false;
  return innerBits >= outerBits && innerAddress.match(outerAddress, outerBits);
}

const overlap = (left: string, right: string): boolean => contains(left, right) || contains(right, left);

function uniquePriorities(context: WriteContext): void {
  const seen = new Map<string, string>();
  for (const rule of objects(context.resource.properties["securityRule"])) {
    const key = `${String(rule["direction"])} ${String(rule["priority"])}`;
    const twin = seen.get(key);
    if (twin !== undefined) {
      throw badRequest(
        context,
        "SecurityRuleConflict",
        `security rules '${twin}' and '${String(rule["name"])}' have the same priority and direction (${key}).`,
      );
    }
    seen.set(key, String(rule["name"]));
  }
}

function privateEndpoint(context: WriteContext): void {
  const { properties } = context.resource;
  requireExisting(context, "Subnet", [properties["subnetId"]]);
  const connection = objects(properties["privateServiceConnection"])[0];
  const target = connection?.["privateConnectionResourceId"];
  requireExisting(context, "Private link target", [target]);
  const zones = objects(properties["privateDnsZoneGroup"]).flatMap((group) => strings(group["privateDnsZoneIds"]));
  requireExisting(context, "Private DNS zone", zones);
  const targetType = parseArmId(String(target))?.type;
  const groups = targetType === undefined ? undefined : privateLinkGroups[targetType.toLowerCase()];
  for (const group of strings(connection?.["subresourceNames"])) {
    if (groups === undefined || groups.some((known) => sameId(known, group))) continue;
    throw badRequest(
      context,
      "PrivateEndpointInvalidGroupId",
      `group id '${group}' is not one of ${groups.join(", ")} that '${targetType!}' offers.`,
    );
  }
}

function virtualNetworkLink(context: WriteContext): void {
  const network = context.resource.properties["virtualNetworkId"];
  requireExisting(context, "Virtual network", [network]);
  const zone = parseArmId(context.id.parent)!.name;
  const twin = context.cloud
    .ofType(linkType)
    .find(
      (link) =>
        !sameId(link.id, context.id.id) &&
        sameId(String(link.properties["virtualNetworkId"]), String(network)) &&
        sameId(parseArmId(parseArmId(link.id)!.parent)!.name, zone),
    );
  if (twin === undefined) return;
  throw new ArmError(
    409,
    "BadRequest",
    `A virtual network cannot be linked to multiple zones with overlapping namespaces: '${zone}' is already linked by '${twin.id}'.`,
  );
}

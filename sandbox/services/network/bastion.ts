import { bastionNeeds, type NeededTraffic, trafficInWords } from "../../../domain/network/bastion-needs";
import { BASTION_SUBNET } from "../../../domain/network/jump-host";
import { sameId } from "../../../domain/azure/ids";
import { ArmError } from "../../engine/arm/arm-error";
import { parseArmId } from "../../engine/arm/arm-id";
import type { ArmResource, RuleTable, WriteContext } from "../../engine/arm/model";
import { at, badRequest, objects, requireExisting, strings } from "../../engine/arm/rules/helpers";
import type { Json } from "../../engine/store/store";
import { subnetPrefixes } from "./subnet-prefixes";

const bastionType = "Microsoft.Network/bastionHosts";

/** Narrowest block of its subnet, by prefix length. Source: Azure Bastion, configuration-settings. */
const NARROWEST = 26;

/** What Azure refuses of Bastion, and of its subnet and address as long as it stands there. */
export const bastionRules: RuleTable = {
  [bastionType.toLowerCase()]: { write: [oneInNetwork, byTier] },
  "microsoft.network/publicipaddresses": {
    remove: [
      ({ cloud, id }) => {
        const users = [...cloud.ofType(bastionType), ...cloud.ofType("Microsoft.Network/natGateways")];
        const user = users.find(({ properties }) =>
          [
            ...objects(properties["ipConfigurations"]).map((one) => at(one, "properties.publicIPAddress.id")),
            ...objects(properties["publicIpAddresses"]).map((one) => one["id"]),
          ].some((one) => sameId(String(one), id.id)),
        );
        if (user === undefined) return;
        throw new ArmError(
          400,
          "PublicIPAddressCannotBeDeleted",
          `Public IP address ${id.id} can not be deleted since it is still allocated to resource ${user.id}.`,
        );
      },
    ],
  },
};

const subnetIdsOf = ({ properties }: Pick<ArmResource, "properties">): readonly string[] =>
  objects(properties["ipConfigurations"]).map((one) => String(at(one, "properties.subnet.id")));

/** The networks that a Bastion leads to directly. */
const networksOf = (bastion: Pick<ArmResource, "properties">): readonly string[] => {
  const named = at(bastion.properties["virtualNetwork"], "id");
  const around = subnetIdsOf(bastion).flatMap((id) => parseArmId(id)?.parent ?? []);
  return [...(typeof named === "string" ? [named] : []), ...around];
};

function oneInNetwork(context: WriteContext): void {
  const { cloud, id, resource } = context;
  const own = networksOf(resource);
  const other = cloud
    .ofType(bastionType)
    .find(
      (one) => !sameId(one.id, id.id) && networksOf(one).some((theirs) => own.some((mine) => sameId(mine, theirs))),
    );
  if (other === undefined) return;
  throw badRequest(context, "BastionHostAlreadyExistsInVirtualNetwork", `'${other.name}' is in its network already.`);
}

function byTier(context: WriteContext): void {
  const { resource } = context;
  const tier = String(at(resource.sku, "name") ?? "Basic");
  const configurations = objects(resource.properties["ipConfigurations"]);
  if (resource.properties["enableTunneling"] === true && !["Standard", "Premium"].includes(tier))
    throw badRequest(context, "BastionHostSkuDoesNotSupportFeature", `the tier ${tier} has no enableTunneling.`);
  if (tier === "Developer") {
    const network = at(resource.properties["virtualNetwork"], "id");
    if (typeof network !== "string" || configurations.length > 0)
      throw badRequest(
        context,
        "BastionHostDeveloperSkuNeedsVirtualNetwork",
        "the tier Developer takes a virtualNetwork, and no ipConfigurations.",
      );
    return requireExisting(context, "Virtual network", [network]);
  }
  if (configurations.length !== 1)
    throw badRequest(context, "BastionHostIpConfigurationMissing", `the tier ${tier} takes one IP configuration.`);
  const [configuration] = configurations;
  const subnet = at(configuration, "properties.subnet.id");
  const address = at(configuration, "properties.publicIPAddress.id");
  requireExisting(context, "Subnet", [subnet]);
  requireExisting(context, "Public address", [address ?? null]);
  if (typeof address !== "string")
    throw badRequest(context, "BastionHostPublicIpAddressMissing", `the tier ${tier} takes a public address.`);
  fittingAddress(context, context.cloud.show(address)!);
  fittingSubnet(context, context.cloud.show(String(subnet))!);
}

function fittingAddress(context: WriteContext, { name, sku, properties }: ArmResource): void {
  if (at(sku, "name") === "Standard" && properties["publicIPAllocationMethod"] === "Static") return;
  throw badRequest(context, "BastionHostPublicIpNotStandard", `the address '${name}' is not Standard and Static.`);
}

function fittingSubnet(context: WriteContext, subnet: ArmResource): void {
  if (!sameId(subnet.name, BASTION_SUBNET))
    throw badRequest(context, "BastionHostSubnetNameInvalid", `'${subnet.name}' is not called ${BASTION_SUBNET}.`);
  const narrow = subnetPrefixes(subnet.properties).find((block) => Number(block.split("/")[1]) > NARROWEST);
  if (narrow !== undefined)
    throw badRequest(context, "BastionHostSubnetSizeInvalid", `its subnet (${narrow}) is smaller than /${NARROWEST}.`);
  if (at(subnet.properties["routeTable"], "id") !== undefined)
    throw badRequest(
      context,
      "RouteTableCannotBeAttachedForAzureBastionSubnet",
      `Route table cannot be attached to ${BASTION_SUBNET}.`,
    );
  const group = at(subnet.properties["networkSecurityGroup"], "id");
  if (typeof group !== "string") return;
  const lacking = bastionNeeds.filter((one) => !allows(context, group, one));
  if (lacking.length === 0) return;
  throw badRequest(
    context,
    "NetworkSecurityGroupNotCompliantForAzureBastionSubnet",
    `Network security group ${group} does not have necessary rules for Azure Bastion Subnet ${BASTION_SUBNET}: ${lacking.map(trafficInWords).join("; ")}.`,
  );
}

/** Whether a group allows what is needed before it denies it. */
function allows({ cloud }: WriteContext, group: string, need: NeededTraffic): boolean {
  const { direction, source, destination, ports } = need;
  const rules = objects(cloud.show(group)?.properties["securityRule"])
    .filter((rule) => sameId(String(rule["direction"]), direction))
    .sort((a, b) => Number(a["priority"]) - Number(b["priority"]));
  const covers = (wanted: string, one: Json | undefined, several: Json | undefined): boolean =>
    [String(one), ...strings(several)].some((given) => given === "*" || sameId(given, wanted));
  return ports.every((port) => {
    const first = rules.find(
      (rule) =>
        covers(source, rule["sourceAddressPrefix"], rule["sourceAddressPrefixes"]) &&
        covers(destination, rule["destinationAddressPrefix"], rule["destinationAddressPrefixes"]) &&
        covers(port, rule["destinationPortRange"], rule["destinationPortRanges"]),
    );
    return first !== undefined && sameId(String(first["access"]), "Allow");
  });
}

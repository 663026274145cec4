import { sameId } from "../../../domain/azure/ids";
import { plainRegion } from "../../../domain/azure/regions";
import { agentsIn, runnerDelegations } from "../../../domain/network/runners";
import { ArmError } from "../../engine/arm/arm-error";
import { parseArmId } from "../../engine/arm/arm-id";
import { isObject } from "../../engine/arm/json";
import type { ArmResource, CloudView, DeleteContext, RuleTable, WriteContext } from "../../engine/arm/model";
import { at, badRequest, objects, requireExisting } from "../../engine/arm/rules/helpers";
import type { Json } from "../../engine/store/store";
import { Authorizer } from "../access/authorizer";
import { managedPrincipals } from "../access/rules";
import { subnetPrefixes } from "./subnet-prefixes";

const gitHubType = runnerDelegations.github;
const poolType = runnerDelegations["azure-devops"];
const devCenterType = "Microsoft.DevCenter/devcenters";
const projectType = "Microsoft.DevCenter/projects";

/** What GitHub and Azure DevOps ask of subnets that they put runners into, and of what else belongs to these. */
export const runnerRules: RuleTable = {
  [gitHubType.toLowerCase()]: {
    write: [(context) => delegatedSubnet(context, gitHubType, context.resource.properties["subnetId"])],
  },
  [poolType.toLowerCase()]: { write: [poolFits, poolInSubnet] },
  [projectType.toLowerCase()]: {
    write: [(context) => requireExisting(context, "Dev center", [context.resource.properties["devCenterId"]])],
    remove: [keptBy(poolType, "properties.devCenterProjectResourceId")],
  },
  [devCenterType.toLowerCase()]: { remove: [keptBy(projectType, "properties.devCenterId")] },
};

/** The subnet that runners stand in; undefined where their service has them in a network of its own. */
const subnetOf = ({ type, properties }: ArmResource): Json | undefined =>
  sameId(type, poolType) ? at(properties, "fabricProfile.networkProfile.subnetId") : properties["subnetId"];

/** What keeps a subnet from being deleted, by the link that its service has put on it; undefined if nothing does. */
export function runnersIn(cloud: CloudView, subnet: string): ArmResource | undefined {
  return [...cloud.ofType(gitHubType), ...cloud.ofType(poolType)].find((one) => sameId(String(subnetOf(one)), subnet));
}

/**
 * A subnet of the service's own, which has nobody else's runners.
 * Sources: docs.github.com, "Configuring private networking for GitHub-hosted runners"; Managed DevOps Pools, configure-networking.
 */
function delegatedSubnet(context: WriteContext, service: string, wanted: Json | undefined): void {
  const { cloud, id } = context;
  requireExisting(context, "Subnet", [wanted]);
  const subnet = cloud.show(String(wanted))!;
  const delegated = objects(subnet.properties["delegations"]).some(({ properties }) =>
    isObject(properties) ? sameId(String(properties["serviceName"]), service) : false,
  );
  if (!delegated) {
    throw badRequest(context, "SubnetNotDelegated", `subnet '${subnet.name}' is not delegated to ${service}.`);
  }
  const other = cloud.ofType(service).find((one) => !sameId(one.id, id.id) && sameId(String(subnetOf(one)), subnet.id));
  if (other !== undefined) {
    throw badRequest(context, "SubnetInUse", `subnet '${subnet.name}' is that of ${other.id} already.`);
  }
}

/** Images that Azure keeps, with a version behind a slash. Source: Managed DevOps Pools, configure-images. */
const IMAGE = /^(ubuntu-(20|22|24)\.04|windows-20(19|22|25))(\/[\w.]+)?$/;

/** What the service refuses of a pool by itself. Sources: Managed DevOps Pools, configure-security and configure-images. */
function poolFits(context: WriteContext): void {
  const { properties } = context.resource;
  requireExisting(context, "Dev center project", [properties["devCenterProjectResourceId"]]);
  const most = Number(properties["maximumConcurrency"]);
  if (!(most >= 1 && most <= 10_000)) {
    throw badRequest(context, "InvalidMaximumConcurrency", `maximumConcurrency is ${most}; it must be 1 to 10000.`);
  }
  const organizations = objects(at(properties, "organizationProfile.organizations"));
  if (organizations.length === 0) {
    throw badRequest(context, "InvalidOrganizationProfile", "a pool belongs to one organization or more.");
  }
  // Left out, it is taken for 0: github.com/Azure/azure-rest-api-specs/issues/40986.
  const parallel = organizations.reduce((sum, { parallelism }) => sum + Number(parallelism ?? 0), 0);
  if (parallel !== most) {
    throw badRequest(
      context,
      "InvalidParallelism",
      `The sum of parallelism for all organizations must equal the max concurrency. It is ${parallel}, and not ${most}.`,
    );
  }
  for (const { wellKnownImageName, resourceId } of objects(at(properties, "fabricProfile.images"))) {
    if (typeof resourceId === "string" ? wellKnownImageName === undefined : IMAGE.test(String(wellKnownImageName)))
      continue;
    throw badRequest(context, "InvalidImage", `'${String(wellKnownImageName)}' is no image of Azure Pipelines.`);
  }
}

/** What it needs of the network: in its region, delegated to it alone, with an address for each agent, and roles. */
function poolInSubnet(context: WriteContext): void {
  const { cloud, resource } = context;
  const wanted = subnetOf(resource);
  if (wanted === undefined || wanted === null) return;
  delegatedSubnet(context, poolType, wanted);
  const subnet = cloud.show(String(wanted))!;
  const network = cloud.show(parseArmId(subnet.id)!.parent)!;
  const [here, there] = [resource.location, network.location].map((region) => plainRegion(region ?? ""));
  if (here !== there) {
    throw badRequest(
      context,
      "VirtualNetworkRegionMismatch",
      `Virtual network ${network.name} is in region ${there}, but pool ${resource.name} is in region ${here}. These must be in the same region.`,
    );
  }
  const room = subnetPrefixes(subnet.properties).reduce(
    (sum, prefix) => sum + agentsIn(Number(prefix.split("/")[1])),
    0,
  );
  if (room < Number(resource.properties["maximumConcurrency"])) {
    throw badRequest(
      context,
      "SubnetTooSmall",
      `subnet '${subnet.name}' has addresses for ${room} agents, and the pool may have ${String(resource.properties["maximumConcurrency"])}.`,
    );
  }
  const lacking = whatServiceLacks(cloud, network.id, subnet.id);
  if (lacking !== undefined) {
    throw badRequest(
      context,
      "VirtualNetworkPermissionMissing",
      `the service principal DevOpsInfrastructure may not perform '${lacking}' on ${network.id}: it needs Reader and Network Contributor there, or a role of these actions.`,
    );
  }
}

const SUBNET = "Microsoft.Network/virtualNetworks/subnets";

/**
 * What the service's own principal may not do on a network; undefined if it may do all it has to. Its object id is another in
 * every tenant, so it is taken to be any application that is none of the identities here.
 */
function whatServiceLacks(cloud: CloudView, network: string, subnet: string): string | undefined {
  const access = Authorizer.of(cloud);
  const own = managedPrincipals(cloud);
  const applications = cloud
    .ofType("Microsoft.Authorization/roleAssignments")
    .filter(({ properties }) => properties["principalType"] === "ServicePrincipal")
    .map(({ properties }) => String(properties["principalId"]).toLowerCase());
  const others = [...new Set(applications)].filter((objectId) => !own.has(objectId));
  const operations = [
    { name: "Microsoft.Network/virtualNetworks/read", plane: "control", scope: network },
    { name: `${SUBNET}/read`, plane: "control", scope: subnet },
    { name: `${SUBNET}/join/action`, plane: "control", scope: subnet },
    { name: `${SUBNET}/serviceAssociationLinks/validate/action`, plane: "control", scope: subnet },
    { name: `${SUBNET}/serviceAssociationLinks/write`, plane: "control", scope: subnet },
  ] as const;
  const lackedBy = (objectId: string) =>
    operations.find((operation) => !access.decide(operation, { objectId, name: "DevOpsInfrastructure" }).allowed);
  const lacked = others.map(lackedBy);
  if (lacked.includes(undefined)) return undefined;
  return (lacked[0] ?? operations[0]).name;
}

/** Refuses to delete what others of a type name. */
function keptBy(type: string, path: string): (context: DeleteContext) => void {
  return ({ cloud, id }) => {
    const user = cloud.ofType(type).find((one) => sameId(String(at(one as unknown as Json, path)), id.id));
    if (user === undefined) return;
    throw new ArmError(409, "ResourceInUse", `${id.name} cannot be deleted, as ${user.id} belongs to it.`);
  };
}

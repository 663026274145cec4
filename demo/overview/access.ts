import { networksOf } from "../../schema/environment/networks";
import type { Configuration, Environment } from "../../schema/configuration";
import type { UseCase } from "../../schema/use-case/model";
import {
  computeIdentityAccess,
  encryptionIdentityAccess,
  batchReaderAccess,
  endpointCallerAccess,
  jumpHostAccess,
  liveReaderAccess,
  rollbackCallerAccess,
  endpointIdentityAccess,
  eventTopicAccess,
  personaAccess,
  publishingComputeAccess,
  personas,
  useCaseTeamAccess,
  workspaceIdentityAccess,
  workflowAccess,
  workspaceIdentityAccessAfterwards,
  workspaceIdentityPrivateAccess,
} from "../../domain/access/access";
import { builtInRoles, roleTitle, type RoleName } from "../../domain/access/roles";
import { parseArmId } from "../../sandbox/engine/arm/arm-id";
import type { CloudResource } from "../../sandbox/engine/store/store";
import { type Deployed, isType, lastSegment, valuesOf } from "./deployed";

/** A row of an access table; what it is granted on is left open where a table says it by its name. */
interface Reason {
  readonly role: RoleName;
  readonly target?: string;
  readonly reason: string;
}

/** What an ARM type is called in the access tables. */
const targets: Readonly<Record<string, string>> = {
  "microsoft.containerregistry/registries": "containerRegistry",
  "microsoft.insights/components": "insights",
  "microsoft.keyvault/vaults": "vault",
  "microsoft.machinelearningservices/registries": "modelRegistry",
  "microsoft.machinelearningservices/workspaces": "workspace",
  "microsoft.machinelearningservices/workspaces/onlineendpoints": "endpoint",
  "microsoft.logic/workflows": "rollbackWorkflow",
  "microsoft.managedidentity/userassignedidentities": "endpointIdentity",
  "microsoft.network/privateendpoints": "privateEndpoint",
  "microsoft.operationalinsights/workspaces": "logs",
  "microsoft.resources/resourcegroups": "resourceGroup",
  "microsoft.storage/storageaccounts": "storage",
};

/** Who got which role on what, and why: `[who, role, on, why]`, sorted. */
export function accessRows(
  resources: readonly CloudResource[],
  deployed: Deployed,
  configuration: Configuration,
  environment: Environment | undefined,
): string[][] {
  const groups = groupNames(configuration);
  const customRoles = new Map(
    deployed.resources
      .filter((resource) => isType(resource, "Microsoft.Authorization/roleDefinitions"))
      .map((role) => [lastSegment(role.id).toLowerCase(), String(valuesOf(role)["name"])]),
  );
  const titles = new Map<string, string>(Object.values(builtInRoles).map(({ id, title }) => [id, title]));
  return resources
    .filter((resource) => isType(resource, "Microsoft.Authorization/roleAssignments"))
    .map((assignment) => {
      const values = valuesOf(assignment);
      const principal = String(values["principal_id"]).toLowerCase();
      const role = lastSegment(String(values["role_definition_id"])).toLowerCase();
      const title = titles.get(role) ?? customRoles.get(role) ?? role;
      const scope = String(values["scope"]);
      const who = groups.get(principal) ?? deployed.identityName(principal) ?? "event topic";
      const reasons = reasonsFor(principal, who, configuration.useCases, environment);
      return [who, title, lastSegment(scope), whyOf(reasons, title, scope)];
    })
    .sort((a, b) => (a.join("\t") < b.join("\t") ? -1 : 1));
}

/** Names of Entra groups, as the configuration gives them. */
export function groupNames({ organization, environments, useCases }: Configuration): Map<string, string> {
  const groups = [
    ...organization.platform.registry.promoters,
    ...environments.flatMap((environment) => personas.flatMap((persona) => environment.access[persona])),
    ...useCases.flatMap(({ owner, variants }) => [owner, ...variants.flatMap(({ serving }) => serving?.callers ?? [])]),
  ];
  return new Map(groups.map(({ group, name }) => [group.toLowerCase(), name]));
}

/** The rows of the access tables that are about one principal. */
function reasonsFor(
  principal: string,
  who: string,
  useCases: readonly UseCase[],
  environment: Environment | undefined,
): readonly Reason[] {
  if (who === "event topic") return eventTopicAccess;
  if (who.endsWith("-workspace"))
    return [...workspaceIdentityAccess, ...workspaceIdentityAccessAfterwards, ...workspaceIdentityPrivateAccess];
  if (who.endsWith("-compute")) return [...computeIdentityAccess, ...publishingComputeAccess];
  if (who.endsWith("-encryption")) return encryptionIdentityAccess;
  if (who.endsWith("-endpoint")) return endpointIdentityAccess;
  if (who.endsWith("-drift")) return workflowAccess.drift;
  if (who.endsWith("-rollback")) return workflowAccess.rollback;
  if (who.endsWith("-notices")) return workflowAccess.notices;
  const isGroup = ({ group }: { readonly group: string }) => group.toLowerCase() === principal;
  const callers = useCases.flatMap(({ variants }) => variants.flatMap(({ serving }) => serving?.callers ?? []));
  const batchReaders = useCases.flatMap(({ variants }) =>
    variants.flatMap(({ serving }) => serving?.batch?.readers ?? []),
  );
  const liveReaders = useCases.flatMap(({ variants }) =>
    variants.flatMap(({ promotion }) => promotion?.gates.live?.readers ?? []),
  );
  const rollbackCallers = useCases.flatMap(({ variants }) =>
    variants.flatMap(({ promotion }) => promotion?.rollback?.callers ?? []),
  );
  const jumpHostGroups = (environment === undefined ? [] : networksOf(environment)).flatMap(
    ([, network]) => network?.jumpHost?.access ?? [],
  );
  return [
    ...(environment === undefined ? [] : personas)
      .filter((persona) => environment!.access[persona].some(isGroup))
      .flatMap((persona) => personaAccess[environment!.access.level][persona]),
    ...(jumpHostGroups.some(isGroup) ? jumpHostAccess : []),
    ...(useCases.some(({ owner }) => isGroup(owner)) ? useCaseTeamAccess : []),
    ...(callers.some(isGroup) ? endpointCallerAccess : []),
    ...(batchReaders.some(isGroup) ? batchReaderAccess : []),
    ...(liveReaders.some(isGroup) ? liveReaderAccess : []),
    ...(rollbackCallers.some(isGroup) ? rollbackCallerAccess : []),
  ];
}

function whyOf(reasons: readonly Reason[], title: string, scope: string): string {
  const target = targets[parseArmId(scope)?.type.toLowerCase() ?? ""];
  const matches = reasons.filter(
    (row) => title.startsWith(roleTitle(row.role)) && (row.target === undefined || row.target === target),
  );
  return [...new Set(matches.map(({ reason }) => reason))].join("; ");
}

import {
  computeIdentityAccess,
  batchReaderAccess,
  endpointCallerAccess,
  liveReaderAccess,
  endpointIdentityAccess,
  eventTopicAccess,
  personaAccess,
  personas,
  accessLevels,
  pipelineAccess,
  promoterAccess,
  publishingComputeAccess,
  publisherAccess,
  registryDeployerAccess,
  rollbackCallerAccess,
  useCaseTeamAccess,
  workflowAccess,
  wholeWorkspaceIdentityAccess,
} from "../../../domain/access/access";
import { needs, neededOperation } from "../../../domain/access/needs";
import { builtInRoles, customRoles, isCustomRole, type RoleName } from "../../../domain/access/roles";
import { targetTypes } from "../../../domain/access/targets";
import { authorize, builtInDefinitions, type Grants, type RoleDefinition } from "../../../sandbox/engine/authorization";

interface Row {
  readonly role: RoleName;
  readonly target: string;
}

/** Everybody who holds anything, with all of it. */
const holders: Readonly<Record<string, readonly Row[]>> = {
  ...Object.fromEntries(
    accessLevels.flatMap((level) =>
      personas.map((persona) => [`${persona}, ${level}`, personaAccess[level][persona]] as const),
    ),
  ),
  "the workspace": wholeWorkspaceIdentityAccess,
  compute: computeIdentityAccess,
  "compute that publishes": publishingComputeAccess,
  "an endpoint": endpointIdentityAccess,
  "the event topic": eventTopicAccess,
  "the drift workflow": workflowAccess.drift,
  "the rollback workflow": workflowAccess.rollback,
  "the workflow of the notices": workflowAccess.notices,
  "a use case's team": useCaseTeamAccess,
  "an endpoint's caller": endpointCallerAccess,
  "who reads a batch's lists": batchReaderAccess,
  "who compares live answers": liveReaderAccess,
  "who rolls back": rollbackCallerAccess,
  promoters: promoterAccess,
  plan: pipelineAccess.plan,
  apply: pipelineAccess.apply,
  "apply, on a closed registry": registryDeployerAccess,
  publish: publisherAccess,
};

const ENV = "/subscriptions/e";
const GROUP = `${ENV}/resourceGroups/rg`;
const WORKSPACE = `${GROUP}/providers/${targetTypes.workspace}/x`;

/** An id of what a row is about, each within what it lies in. */
function scopeOf(target: string): string {
  const special: Readonly<Record<string, string>> = {
    resourceGroup: GROUP,
    endpoint: `${WORKSPACE}/onlineEndpoints/e`,
    modelRegistry: `/subscriptions/p/resourceGroups/rg/providers/${targetTypes.modelRegistry}/r`,
    environment: ENV,
    environmentBefore: "/subscriptions/before",
    firstEnvironment: "/subscriptions/first",
    platform: "/subscriptions/p",
    state:
      "/subscriptions/p/resourceGroups/state/providers/Microsoft.Storage/storageAccounts/s/blobServices/default/containers/c",
  };
  const type = targetTypes[target as keyof typeof targetTypes];
  // Of two accounts each has a name of its own.
  return special[target] ?? `${GROUP}/providers/${type}/${target === "collected" ? "y" : "x"}`;
}
/** Something that is decided by a role at a scope: of a subscription, what lies in it. */
const typeOf = (target: string): string =>
  targetTypes[target as keyof typeof targetTypes] ?? "Microsoft.Resources/subscriptions/resourceGroups";

const definitions = new Map<string, RoleDefinition>(
  (Object.keys(customRoles) as (keyof typeof customRoles)[]).map((name) => [
    name,
    {
      id: name,
      title: name,
      permissions: [{ actions: customRoles[name].actions, notActions: [], dataActions: [], notDataActions: [] }],
    },
  ]),
);
const roleId = (role: RoleName): string => (isCustomRole(role) ? role : builtInRoles[role].id);
const grants = (rows: readonly Row[]): Grants => ({
  assignments: rows.map(({ role, target }, index) => ({
    id: String(index),
    scope: scopeOf(target),
    principalId: "me",
    role: roleId(role),
  })),
  definition: (guid) =>
    definitions.get([...definitions.keys()].find((name) => name.toLowerCase() === guid) ?? "") ??
    builtInDefinitions.get(guid),
});
const may = (rows: readonly Row[], { role, target }: Row): boolean =>
  authorize(
    grants(rows),
    { objectId: "me" },
    {
      name: neededOperation(role, typeOf(target)),
      plane: needs[role].data === true ? "data" : "control",
      scope: scopeOf(target),
    },
  ).allowed;

const cases = Object.entries(holders).flatMap(([holder, rows]) =>
  rows.map((row) => [`${holder}: ${row.role} on ${row.target}`, rows, row] as const),
);

describe("every grant, taken away", () => {
  it.each(cases)("%s is missed", (_, rows, row) => {
    expect(may(rows, row)).toBe(true);
    expect(
      may(
        rows.filter((other) => other !== row),
        row,
      ),
    ).toBe(false);
  });

  it("is somebody's: a grant that another one covers would be found", () => {
    const [operator] = [{ role: "amlComputeOperator", target: "workspace" }] as const;
    const rows = [...personaAccess.full.dataScientists, operator];
    const starts = {
      name: "Microsoft.MachineLearningServices/workspaces/computes/start/action",
      plane: "control",
      scope: scopeOf("workspace"),
    } as const;
    expect(authorize(grants(rows.filter((row) => row !== operator)), { objectId: "me" }, starts).allowed).toBe(true);
    const twice = [...workflowAccess.rollback, { role: "contributor", target: "resourceGroup" }] as const;
    expect(may(twice.slice(1), twice[0])).toBe(true);
  });
});

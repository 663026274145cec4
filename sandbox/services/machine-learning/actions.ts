import { ArmError } from "../../engine/arm/arm-error";
import { parseArmId } from "../../engine/arm/arm-id";
import type { Cloud } from "../../engine/arm/cloud";
import { guidOf, keyOf } from "../../engine/arm/identities";
import { merge } from "../../../domain/json/merge";
import { isObject } from "../../engine/arm/json";
import type { CloudResource, Json, JsonObject } from "../../engine/store/store";
import { jobReadOnly } from "./jobs";

/** What an action answers: the status that its published operation has, and no other, as clients refuse the rest. */
export interface ActionAnswer {
  readonly status: 200 | 202;
  readonly body?: Json;
}

type Action = (cloud: Cloud, resource: CloudResource) => ActionAnswer;

const workspaces = "microsoft.machinelearningservices/workspaces";
const computes = `${workspaces}/computes`;
const endpoints = `${workspaces}/onlineendpoints`;
const over = ["completed", "failed", "canceled"];

/** Source of the statuses: the operations of Microsoft.MachineLearningServices at 2025-06-01; `trigger` is of the previews. */
const actions: Readonly<Record<string, Action>> = {
  [`${computes}/start`]: (cloud, instance) => turn(cloud, instance, "Running"),
  [`${computes}/stop`]: (cloud, instance) => turn(cloud, instance, "Stopped"),
  [`${computes}/restart`]: (cloud, instance) => turn(cloud, instance, "Running"),
  // Jobs run on this machine, so no cluster has a node.
  [`${computes}/listnodes`]: () => ({ status: 200, body: { nodes: [] } }),
  [`${computes}/listkeys`]: (_cloud, { body }) => ({ status: 200, body: { computeType: kindOf(body) } }),
  [`${endpoints}/regeneratekeys`]: () => ({ status: 202 }),
  [`${endpoints}/token`]: (cloud, { id }) => ({
    status: 200,
    body: {
      accessToken: keyOf("token", id),
      expiryTimeUtc: Math.floor(cloud.now().getTime() / 1000) + 3600,
      refreshAfterTimeUtc: Math.floor(cloud.now().getTime() / 1000) + 3000,
      tokenType: "Bearer",
    },
  }),
  [`${endpoints}/deployments/getlogs`]: () => ({ status: 200, body: { content: "" } }),
  "microsoft.machinelearningservices/workspaces/jobs/cancel": cancel,
  "microsoft.machinelearningservices/workspaces/schedules/trigger": trigger,
  [`${workspaces}/diagnose`]: () => ({
    status: 200,
    body: { value: { userDefinedRouteResults: [], networkSecurityRuleResults: [], otherResults: [] } },
  }),
  [`${workspaces}/resynckeys`]: () => ({ status: 202 }),
  [`${workspaces}/liststorageaccountkeys`]: (_cloud, { id }) => ({
    status: 200,
    body: { userStorageKey: keyOf("storage", id) },
  }),
  [`${workspaces}/listnotebookkeys`]: (_cloud, { id }) => ({
    status: 200,
    body: { primaryAccessKey: keyOf("notebook", id), secondaryAccessKey: keyOf("second notebook", id) },
  }),
  [`${workspaces}/listnotebookaccesstoken`]: (_cloud, { id }) => ({
    status: 200,
    body: {
      notebookResourceId: guidOf("notebook", id),
      hostName: notebookHost(id),
      publicDns: notebookHost(id),
      accessToken: keyOf("notebook token", id),
      tokenType: "Bearer",
      expiresIn: 3600,
    },
  }),
  [`${workspaces}/preparenotebook`]: (_cloud, { id }) => ({
    status: 200,
    body: { fqdn: notebookHost(id), resourceId: guidOf("notebook", id), notebookPreparationError: null },
  }),
  [`${workspaces}/datastores/listsecrets`]: listSecrets,
};

/** Runs an action of Azure ML; undefined if it is none. Throws `ArmError` 404 if its target is not there. */
export function runMlAction(cloud: Cloud, path: string): ActionAnswer | undefined {
  const target = path.slice(0, path.lastIndexOf("/"));
  const type = parseArmId(target)?.type.toLowerCase();
  const action = actions[`${type ?? ""}/${path.slice(target.length + 1).toLowerCase()}`];
  if (action === undefined) return undefined;
  const resource = cloud.get(target);
  if (resource === undefined) throw new ArmError(404, "ResourceNotFound", `The Resource '${target}' was not found.`);
  return action(cloud, resource);
}

const propertiesOf = (body: JsonObject): JsonObject => (isObject(body["properties"]) ? body["properties"] : {});
const kindOf = (body: JsonObject): string => String(propertiesOf(body)["computeType"] ?? "AmlCompute");

/** Where Azure would serve a workspace's notebooks: no such host is there. */
const notebookHost = (workspace: string): string =>
  `ml-${guidOf("notebook", workspace)}.westeurope.notebooks.azure.net`;

/** The secrets that a datastore was made with. One that is read by identity has none to tell. */
function listSecrets(_cloud: Cloud, { id, body }: CloudResource): ActionAnswer {
  const credentials = propertiesOf(body)["credentials"] ?? null;
  const secrets = isObject(credentials) ? credentials["secrets"] : undefined;
  if (secrets === undefined)
    throw new ArmError(400, "UserError", `Datastore '${id}' has no secrets: it has no credentials.`);
  return { status: 200, body: secrets };
}

function turn(cloud: Cloud, resource: CloudResource, state: string): ActionAnswer {
  const kind = String(cloud.view(resource).properties["computeType"] ?? "");
  if (kind !== "ComputeInstance") {
    throw new ArmError(400, "BadRequest", `Compute '${resource.id}' of type ${kind} cannot be started or stopped.`);
  }
  cloud.store.put({
    ...resource,
    readOnly: merge(resource.readOnly, { properties: { properties: { state } } }) as JsonObject,
  });
  return { status: 202 };
}

function cancel(cloud: Cloud, job: CloudResource): ActionAnswer {
  const status = String(propertiesOf(job.readOnly)["status"] ?? "NotStarted");
  if (!over.includes(status.toLowerCase())) {
    cloud.store.put({
      ...job,
      readOnly: merge(job.readOnly, { properties: { status: "Canceled" } }) as JsonObject,
    });
  }
  return { status: 202 };
}

/** Starts a schedule's job now; what a monitor's run finds is told to the sandbox, not made up by it. */
function trigger(cloud: Cloud, schedule: CloudResource): ActionAnswer {
  const shown = cloud.view(schedule).properties;
  const action = isObject(shown["action"]) ? shown["action"] : {};
  const at = cloud.now();
  const submissionId = guidOf("run", `${schedule.id}|${at.toISOString()}`);
  if (isObject(action["jobDefinition"])) {
    const id = `${parseArmId(schedule.id)!.parent}/jobs/${submissionId}`;
    const type = "Microsoft.MachineLearningServices/workspaces/jobs";
    cloud.write({ id, type, body: { properties: action["jobDefinition"] }, readOnly: jobReadOnly(undefined, at) });
  }
  return { status: 200, body: { submissionId, scheduleActionType: String(action["actionType"] ?? "") } };
}

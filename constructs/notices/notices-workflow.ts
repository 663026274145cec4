import { noticeIds, notices, type NoticeId } from "../../domain/alerts/notices";
import { CHAMPION_PREFIX, EVALUATED_ROWS_TAG, METRIC_PREFIX, MODEL_UUID_TAG } from "../../domain/promotion/metric-tags";
import { rollbackMark } from "../../domain/promotion/rollback-mark";
import {
  ARM,
  armRequest,
  compose,
  concludeWith,
  failRun,
  inOrder,
  respond,
  type Actions,
  type Outcomes,
} from "../workflow";

const API = "api-version=2025-06-01";
const EMPTY = "json('{}')";
const NONE = "json('[]')";
const otherwise = { actions: {} };

/** What can come of a call, by name: a notice, told where it is asked for, or nothing. */
export const noticeOutcomes = (wanted: readonly NoticeId[]): Outcomes => ({
  ...Object.fromEntries(noticeIds.map((id) => [id, { message: notices[id].what, told: wanted.includes(id) }])),
  resolved: { message: "The alert is over.", told: false },
});

const HEARD = "outputs('Heard')";
const isHeardOf = (...heard: readonly string[]): string =>
  `contains(createArray(${heard.map((one) => `'${one}'`).join(", ")}), ${HEARD})`;

/**
 * The run that completed is a dimension of the rule that heard of it.
 * Source: learn.microsoft.com/azure/azure-monitor/alerts/alerts-common-schema, "Log search alerts".
 */
const DIMENSIONS = `coalesce(first(coalesce(triggerBody()?['data']?['alertContext']?['condition']?['allOf'], ${NONE}))?['dimensions'], ${NONE})`;

const understand: Actions = {
  Alert: compose({
    rule: "@triggerBody()?['data']?['essentials']?['alertRule']",
    condition: "@triggerBody()?['data']?['essentials']?['monitorCondition']",
    target: `@coalesce(first(coalesce(triggerBody()?['data']?['essentials']?['alertTargetIDs'], ${NONE})), '')`,
  }),
  // Rules have the names that they were deployed with; another call is nobody's of ours.
  Heard: compose("@coalesce(parameters('rules')?[coalesce(outputs('Alert')?['rule'], '')], '')"),
  IsAlert: {
    type: "If",
    expression: "@not(empty(outputs('Heard')))",
    actions: { Accept: respond(202) },
    else: {
      actions: inOrder({
        RefuseAlert: respond(400, { error: "not an alert of a rule that hears for notices" }),
        FailAlert: failRun("MalformedAlert", "The trigger got something other than an alert of one of its rules."),
      }),
    },
  },
};

const VERSION = "outputs('Version')";
const TAGS = "outputs('Tags')";
const LIVE = "parameters('live')";
const madeAt = (thing: string) => `coalesce(${thing}?['systemData']?['createdAt'], '2000-01-01T00:00:00Z')`;

/** Newest version in the workspace, where trainings register; a model without one is none. */
const readVersion: Actions = inOrder({
  Newest: armRequest(
    "GET",
    `@concat('${ARM}', parameters('workspace'), '/models/', parameters('model'), '/versions?${API}&$orderBy=createdtime%20desc&$top=1')`,
  ),
  IsRead: {
    type: "If",
    runAfter: { Newest: ["Succeeded", "Failed"] },
    expression: "@contains(createArray(200, 404), outputs('Newest')['statusCode'])",
    actions: {},
    else: {
      actions: { FailRead: failRun("VersionsUnread", "The versions of the model could not be read in the workspace.") },
    },
  },
  // The job is only asked when it began: what is older is not what it registered.
  RunDimension: { type: "Query", inputs: { from: `@${DIMENSIONS}`, where: "@equals(item()?['name'], 'RunId')" } },
  RunId: compose("@coalesce(first(body('RunDimension'))?['value'], '')"),
  IsRunKnown: {
    type: "If",
    expression: "@not(empty(outputs('RunId')))",
    actions: {
      Job: armRequest("GET", `@concat('${ARM}', parameters('workspace'), '/jobs/', outputs('RunId'), '?${API}')`),
    },
    else: otherwise,
  },
  Version: {
    ...compose(`@coalesce(first(coalesce(body('Newest')?['value'], ${NONE})), ${EMPTY})`),
    // Archived jobs are gone for readers: then the newest version is told of.
    runAfter: { IsRunKnown: ["Succeeded", "Failed"] },
  },
  Tags: compose(`@coalesce(${VERSION}?['properties']?['tags'], ${EMPTY})`),
  IsItsOwn: compose(
    `@and(not(empty(${VERSION}?['name'])), greaterOrEquals(ticks(${madeAt(VERSION)}), ticks(${madeAt("actions('Job')?['outputs']?['body']")})))`,
  ),
});

/**
 * Evaluation lists those it compared with by their numbers in this workspace, and the release has the registry's: MLflow's own
 * number of a version says which is which, where both sides have it.
 */
const findLive: Actions = inOrder({
  IsSomethingLive: {
    type: "If",
    expression: `@not(empty(${LIVE}))`,
    actions: {
      Live: armRequest(
        "GET",
        `@concat('${ARM}', parameters('registry'), '/models/', parameters('model'), '/versions/', ${LIVE}, '?${API}')`,
      ),
    },
    else: otherwise,
  },
  LiveUuid: {
    ...compose(`@coalesce(actions('Live')?['outputs']?['body']?['properties']?['tags']?['${MODEL_UUID_TAG}'], '')`),
    runAfter: { IsSomethingLive: ["Succeeded", "Failed"] },
  },
  // Evaluation compares with the last few: none is further back.
  Before: compose(`@if(isInt(coalesce(${VERSION}?['name'], '')), ${VERSION}?['name'], '0')`),
  SameAsLive: {
    type: "Query",
    inputs: {
      from: "@range(max(0, sub(int(outputs('Before')), 50)), 50)",
      where: `@and(not(empty(outputs('LiveUuid'))), equals(coalesce(${TAGS}?[concat('${CHAMPION_PREFIX}', string(item()), '.uuid')], ''), outputs('LiveUuid')))`,
    },
  },
  Listed: compose(
    `@coalesce(first(body('SameAsLive')), if(or(empty(outputs('LiveUuid')), empty(${TAGS}?[concat('${CHAMPION_PREFIX}', ${LIVE}, '.uuid')])), ${LIVE}, 'none'))`,
  ),
});

/** Each metric that a gate looks at: what it was, what the live version had on the same rows, what is asked for. */
const numbers: Actions = inOrder({
  Numbers: {
    type: "Select",
    inputs: {
      from: "@parameters('metrics')",
      select: `@concat(item()['name'], ' ', coalesce(${TAGS}?[concat('${METRIC_PREFIX}', item()['name'])], 'not measured'), if(or(empty(${LIVE}), equals(item()['compared'], false)), '', concat(', live version ', ${LIVE}, ': ', coalesce(${TAGS}?[concat('${CHAMPION_PREFIX}', string(outputs('Listed')), '.', item()['name'])], 'not compared'))), item()['gate'])`,
    },
  },
  VersionSaid: compose(
    `@concat(if(empty(outputs('RunId')), '', concat('run ', outputs('RunId'), ': ')), if(outputs('IsItsOwn'), concat('version ', ${VERSION}?['name'], ' of ', parameters('model'), ', judged on ', coalesce(${TAGS}?['${EVALUATED_ROWS_TAG}'], 'an unknown number of'), ' rows: ', join(body('Numbers'), '; ')), 'no version was registered; the step register of the job says why'))`,
  ),
});

/** How the endpoint shares its requests now, by deployment. */
const readTraffic: Actions = inOrder({
  Endpoint: armRequest("GET", `@concat('${ARM}', parameters('endpoint'), '?${API}')`),
  Marks: compose(`@coalesce(body('Endpoint')?['properties']?['properties'], ${EMPTY})`),
  Named: {
    type: "Query",
    inputs: {
      from: `@createArray(${LIVE}, parameters('candidate'), parameters('former'))`,
      where: "@not(empty(item()))",
    },
  },
  Shares: {
    type: "Select",
    inputs: {
      from: "@body('Named')",
      select: `@concat('version ', item(), ' answers ', coalesce(body('Endpoint')?['properties']?['traffic']?[concat(parameters('deployment'), item())], 0), ' %, gets copies of ', coalesce(body('Endpoint')?['properties']?['mirrorTraffic']?[concat(parameters('deployment'), item())], 0), ' %')`,
    },
  },
  Backed: {
    type: "Query",
    inputs: {
      from: "@body('Named')",
      where: `@contains(outputs('Marks'), concat('${rollbackMark("")}', parameters('deployment'), item()))`,
    },
  },
  WentBack: compose("@or(parameters('wentBack'), not(empty(body('Backed'))))"),
  TrafficSaid: compose("@join(body('Shares'), '; ')"),
});

const outcome = [
  "if(equals(outputs('Alert')['condition'], 'Resolved'), 'resolved'",
  `if(equals(${HEARD}, 'training'), 'training-completed'`,
  `if(equals(${HEARD}, 'model'), 'model-registered'`,
  `if(equals(${HEARD}, 'deployment'), 'model-deployed'`,
  "if(coalesce(actions('WentBack')?['outputs'], false), 'rolled-back', 'rolled-out')))))",
].join(", ");
const subject = `coalesce(actions('VersionSaid')?['outputs'], actions('TrafficSaid')?['outputs'], last(split(outputs('Alert')['target'], '/')))`;

/**
 * Finds out what a rule heard of, and says it: of a training or a version its metrics against the live version's and the gates,
 * of an endpoint how it shares its requests and whether they went back. Reads only.
 */
export const noticeActions = (): Actions =>
  inOrder({
    ...understand,
    IsOfVersion: {
      type: "If",
      expression: `@${isHeardOf("training", "model")}`,
      actions: inOrder({
        ReadVersion: { type: "Scope", actions: readVersion },
        FindLive: { type: "Scope", actions: findLive },
        SayVersion: { type: "Scope", actions: numbers },
      }),
      else: otherwise,
    },
    IsOfTraffic: {
      type: "If",
      expression: `@${isHeardOf("traffic")}`,
      actions: { ReadTraffic: { type: "Scope", actions: readTraffic } },
      else: otherwise,
    },
    Say: { type: "Scope", actions: concludeWith(`@${outcome}`, `@${subject}`) },
  });

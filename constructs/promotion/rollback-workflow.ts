import { understandBreach } from "../retraining/breach-event";
import {
  ARM,
  armRequest,
  concludeWith,
  failRun,
  inOrder,
  respond,
  type Action,
  type Actions,
  type Outcomes,
} from "../workflow";

/** What can come of an alert on a candidate, by name. */
export const rollbackOutcomes = {
  "rolled-back": {
    message: "All traffic is on the live version again; the candidate is marked as rolled back.",
    told: true,
  },
  "live-missing": { message: "Not rolled back: the live version is not there to take the traffic.", told: true },
  "endpoint-busy": {
    message: "Not rolled back: the endpoint was still changing after a quarter of an hour.",
    told: true,
  },
  "nothing-to-roll-back": { message: "The candidate answers no requests and gets no copies.", told: false },
  resolved: { message: "The alert is over.", told: false },
} as const satisfies Outcomes;

export type RollbackOutcome = keyof typeof rollbackOutcomes;

const compose = (inputs: unknown): Action => ({ type: "Compose", inputs });
const API = "?api-version=2025-06-01";
const BUSY = "createArray('Creating', 'Updating', 'Deleting')";
const EMPTY = "json('{}')";

/** Reads the endpoint into the action `read` until it is not changing, for a quarter of an hour at most. */
const settle = (read: string): Action => {
  const busy = `contains(${BUSY}, body('${read}')['properties']?['provisioningState'])`;
  return {
    type: "Until",
    expression: `@not(${busy})`,
    limit: { count: 60, timeout: "PT15M" },
    actions: inOrder({
      [read]: armRequest("GET", `@concat('${ARM}', parameters('endpoint'), '${API}')`),
      [`${read}IsBusy`]: {
        type: "If",
        expression: `@${busy}`,
        actions: { [`${read}Pause`]: { type: "Wait", inputs: { interval: { count: 15, unit: "Second" } } } },
        else: { actions: {} },
      },
    }),
  };
};

/** Either an alert of Azure Monitor (common alert schema) or, for drift, an event of Event Grid. Refuses all else. */
const understand: Action = {
  type: "If",
  expression: "@startsWith(string(triggerBody()), '[')",
  actions: understandBreach(),
  else: {
    actions: inOrder({
      UnderstandAlert: {
        type: "Scope",
        actions: inOrder({
          Alert: compose({
            rule: "@triggerBody()['data']['essentials']['alertRule']",
            condition: "@triggerBody()['data']['essentials']['monitorCondition']",
          }),
          KnownAlert: compose("@contains(createArray('Fired', 'Resolved'), outputs('Alert')['condition'])"),
        }),
      },
      IsAlert: {
        type: "If",
        runAfter: { UnderstandAlert: ["Succeeded", "Failed"] },
        expression: "@equals(actions('KnownAlert')?['outputs'], true)",
        actions: {},
        else: {
          actions: inOrder({
            RefuseAlert: respond(400, { error: "not an alert in the common schema" }),
            FailAlert: failRun("MalformedAlert", "The trigger got something other than an alert in the common schema."),
          }),
        },
      },
    }),
  },
};

const share = (map: string) => `coalesce(body('Endpoint')['properties']?['${map}']?[parameters('candidate')], 0)`;

/** The first that holds, in this order. */
const decision = [
  [`contains(${BUSY}, body('Endpoint')['properties']?['provisioningState'])`, "endpoint-busy"],
  [`and(equals(${share("traffic")}, 0), equals(${share("mirrorTraffic")}, 0))`, "nothing-to-roll-back"],
  ["empty(body('Live'))", "live-missing"],
] as const satisfies readonly (readonly [string, RollbackOutcome])[];

const decide = decision.reduceRight(
  (otherwise: string, [condition, outcome]) => `if(${condition}, '${outcome}', ${otherwise})`,
  "'rolled-back'",
);

/**
 * The endpoint as it is, but for its traffic and the mark. Azure cannot change traffic alone: PATCH takes tags and
 * identity only. Marks can be added to an endpoint's `properties`, never changed or taken away.
 */
const rollBack: Actions = inOrder({
  Marks: compose(`@coalesce(body('Endpoint')['properties']?['properties'], ${EMPTY})`),
  Marked: compose(
    "@if(contains(outputs('Marks'), parameters('mark')), outputs('Marks'), setProperty(outputs('Marks'), parameters('mark'), utcNow()))",
  ),
  Properties: compose({
    authMode: "@body('Endpoint')['properties']['authMode']",
    publicNetworkAccess: "@body('Endpoint')['properties']['publicNetworkAccess']",
    traffic: `@setProperty(setProperty(${EMPTY}, parameters('candidate'), 0), parameters('live'), 100)`,
    mirrorTraffic: `@setProperty(${EMPTY}, parameters('candidate'), 0)`,
    properties: "@outputs('Marked')",
  }),
  Change: armRequest("PUT", `@concat('${ARM}', parameters('endpoint'), '${API}')`, {
    location: "@body('Endpoint')['location']",
    kind: "@body('Endpoint')['kind']",
    tags: `@coalesce(body('Endpoint')?['tags'], ${EMPTY})`,
    identity: "@parameters('endpointIdentity')",
    properties:
      "@if(empty(body('Endpoint')['properties']?['description']), outputs('Properties'), setProperty(outputs('Properties'), 'description', body('Endpoint')['properties']?['description']))",
  }),
  // Two alerts may fire at once; whoever comes second may be refused. What counts is how the endpoint ends up.
  SettleAfter: { ...settle("EndpointAfter"), runAfter: { Change: ["Succeeded", "Failed"] } },
  IsConfirmed: {
    type: "If",
    expression:
      "@and(equals(body('EndpointAfter')['properties']?['provisioningState'], 'Succeeded'), equals(coalesce(body('EndpointAfter')['properties']?['traffic']?[parameters('live')], 0), 100))",
    actions: {},
    else: {
      actions: {
        FailUnconfirmed: failRun(
          "RollbackNotConfirmed",
          "The endpoint does not send all its traffic to the live version.",
        ),
      },
    },
  },
});

/**
 * What puts all traffic back on the live version. The caller is answered at once: an action group waits ten seconds and
 * Event Grid thirty, the change takes minutes. What goes wrong after that fails the run, which raises its alert.
 */
export const rollbackActions = (): Actions =>
  inOrder({
    Understood: understand,
    Accept: respond(202),
    Fired: compose("@not(equals(actions('Alert')?['outputs']?['condition'], 'Resolved'))"),
    IsFired: {
      type: "If",
      expression: "@outputs('Fired')",
      actions: inOrder({
        Settle: settle("Endpoint"),
        Deployments: armRequest("GET", `@concat('${ARM}', parameters('endpoint'), '/deployments${API}')`),
        Live: {
          type: "Query",
          inputs: {
            from: "@body('Deployments')['value']",
            where:
              "@and(equals(item()['name'], parameters('live')), equals(item()['properties']?['provisioningState'], 'Succeeded'))",
          },
        },
        Decision: compose(`@${decide}`),
        IsToRollBack: {
          type: "If",
          expression: "@equals(outputs('Decision'), 'rolled-back')",
          actions: rollBack,
          else: { actions: {} },
        },
      }),
      else: { actions: {} },
    },
    ...concludeAfter("IsFired"),
  });

const concludeAfter = (name: string): Actions => {
  const cause =
    "coalesce(actions('Alert')?['outputs']?['rule'], concat('drift, monitor run ', actions('Breach')?['outputs']?['runId']))";
  const { Outcome, ...rest } = concludeWith(
    "@if(outputs('Fired'), actions('Decision')?['outputs'], 'resolved')",
    `@concat(parameters('candidate'), ', because of ', ${cause})`,
  );
  return { Outcome: { ...Outcome!, runAfter: { [name]: ["Succeeded"] } }, ...rest };
};

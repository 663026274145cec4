import { rollbackMark } from "../../domain/promotion/rollback-mark";
import { understandBreach } from "../retraining/breach-event";
import {
  ARM,
  armRequest,
  compose,
  concludeWith,
  failRun,
  inOrder,
  respond,
  type Action,
  type Actions,
  type Outcomes,
} from "../workflow";

/** What can come of a call, by name. */
export const rollbackOutcomes = {
  "rolled-back": {
    message: "All traffic is on the version before again; what failed is marked as rolled back.",
    told: true,
  },
  "target-missing": { message: "Not rolled back: the version before is not there to take the traffic.", told: true },
  "endpoint-busy": {
    message: "Not rolled back: the endpoint was still changing after a quarter of an hour.",
    told: true,
  },
  "nothing-to-go-back-to": {
    message: "Not rolled back: nothing is being tried, and no former version is kept.",
    told: true,
  },
  "nothing-to-roll-back": { message: "What would be rolled back answers no requests and gets no copies.", told: false },
  "not-the-candidate": { message: "Another version than the candidate drifted.", told: false },
  resolved: { message: "The alert is over.", told: false },
} as const satisfies Outcomes;

export type RollbackOutcome = keyof typeof rollbackOutcomes;

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

/** Nothing: a person started the trigger through Azure Resource Manager, which hands no body over. */
const byHand = "or(equals(triggerBody(), null), equals(string(triggerBody()), '{}'))";

/**
 * A person's call, an alert of Azure Monitor (common alert schema) or, for drift, an event of Event Grid. Refuses all
 * else.
 */
const understand: Action = {
  type: "If",
  expression: "@or(outputs('ByHand'), startsWith(string(triggerBody()), '['))",
  actions: {
    IsEvent: {
      type: "If",
      expression: "@outputs('ByHand')",
      actions: {},
      else: { actions: understandBreach() },
    },
  },
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

/**
 * Who loses the traffic and who gets it: from the candidate back to the live version; by hand, while nothing is tried,
 * from the live version back to the former one. Empty where there is nobody.
 */
const roles: Actions = {
  Tried: compose(
    "@if(not(empty(parameters('candidate'))), parameters('candidate'), if(and(outputs('ByHand'), not(empty(parameters('former')))), parameters('live'), ''))",
  ),
  Back: compose("@if(empty(parameters('candidate')), parameters('former'), parameters('live'))"),
};

const TRIED = "outputs('Tried')";
const BACK = "outputs('Back')";
const share = (map: string) => `coalesce(body('Endpoint')['properties']?['${map}']?[${TRIED}], 0)`;
const breachText = "actions('Breach')?['outputs']?['text']";

/** The first that holds, in this order. */
const decision = [
  [`contains(${BUSY}, body('Endpoint')['properties']?['provisioningState'])`, "endpoint-busy"],
  [`and(outputs('ByHand'), empty(${TRIED}))`, "nothing-to-go-back-to"],
  [`empty(${TRIED})`, "nothing-to-roll-back"],
  [
    `not(or(empty(${breachText}), contains(toLower(string(${breachText})), toLower(concat(parameters('monitors'), ${TRIED}, '_')))))`,
    "not-the-candidate",
  ],
  [`and(equals(${share("traffic")}, 0), equals(${share("mirrorTraffic")}, 0))`, "nothing-to-roll-back"],
  ["empty(body('Target'))", "target-missing"],
] as const satisfies readonly (readonly [string, RollbackOutcome])[];

const decide = decision.reduceRight(
  (otherwise: string, [condition, outcome]) => `if(${condition}, '${outcome}', ${otherwise})`,
  "'rolled-back'",
);

/**
 * The endpoint as it is, but for its traffic and the mark. Azure cannot change traffic alone: PATCH takes tags and
 * identity only. Marks can be added to an endpoint's `properties`, never changed or taken away. Every deployment keeps
 * its key in the map of shares, as the release's plan writes it.
 */
const rollBack: Actions = inOrder({
  Marks: compose(`@coalesce(body('Endpoint')['properties']?['properties'], ${EMPTY})`),
  Mark: compose(`@concat('${rollbackMark("")}', ${TRIED})`),
  Marked: compose(
    "@if(contains(outputs('Marks'), outputs('Mark')), outputs('Marks'), setProperty(outputs('Marks'), outputs('Mark'), utcNow()))",
  ),
  // Both branches of `if` are evaluated, so that no property is set under an empty name.
  Kept: compose(`@setProperty(${EMPTY}, if(empty(parameters('former')), ${BACK}, parameters('former')), 0)`),
  Properties: compose({
    authMode: "@body('Endpoint')['properties']['authMode']",
    publicNetworkAccess: "@body('Endpoint')['properties']['publicNetworkAccess']",
    traffic: `@setProperty(setProperty(outputs('Kept'), ${TRIED}, 0), ${BACK}, 100)`,
    mirrorTraffic: `@if(empty(parameters('candidate')), ${EMPTY}, setProperty(${EMPTY}, ${TRIED}, 0))`,
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
      "@and(equals(body('EndpointAfter')['properties']?['provisioningState'], 'Succeeded'), equals(coalesce(body('EndpointAfter')['properties']?['traffic']?[outputs('Back')], 0), 100))",
    actions: {},
    else: {
      actions: {
        FailUnconfirmed: failRun(
          "RollbackNotConfirmed",
          "The endpoint does not send all its traffic to the version before.",
        ),
      },
    },
  },
});

/**
 * What puts all traffic back on the version before: the live one while another is tried, else the former one. Which those
 * are, the parameters say: they change with the release, the workflow stays. The caller is answered at once: an action group waits ten seconds and
 * Event Grid thirty, the change takes minutes. What goes wrong after that fails the run, which raises its alert.
 */
export const rollbackActions = (): Actions =>
  inOrder({
    ByHand: compose(`@${byHand}`),
    Understood: understand,
    Accept: respond(202),
    Fired: compose("@not(equals(actions('Alert')?['outputs']?['condition'], 'Resolved'))"),
    IsFired: {
      type: "If",
      expression: "@outputs('Fired')",
      actions: inOrder({
        ...roles,
        Settle: settle("Endpoint"),
        Deployments: armRequest("GET", `@concat('${ARM}', parameters('endpoint'), '/deployments${API}')`),
        Target: {
          type: "Query",
          inputs: {
            from: "@body('Deployments')['value']",
            where:
              "@and(equals(item()['name'], outputs('Back')), equals(item()['properties']?['provisioningState'], 'Succeeded'))",
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
    "if(outputs('ByHand'), 'a call by hand', coalesce(actions('Alert')?['outputs']?['rule'], concat('drift, monitor run ', actions('Breach')?['outputs']?['runId'])))";
  const { Outcome, ...rest } = concludeWith(
    "@if(outputs('Fired'), actions('Decision')?['outputs'], 'resolved')",
    `@concat(if(empty(actions('Tried')?['outputs']), 'nothing', actions('Tried')?['outputs']), ', because of ', ${cause})`,
  );
  return { Outcome: { ...Outcome!, runAfter: { [name]: ["Succeeded"] } }, ...rest };
};

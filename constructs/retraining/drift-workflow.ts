import { ARM, armRequest, concludeWith, inOrder, respond, type Action, type Actions, type Outcomes } from "../workflow";
import { BREACH_RUN, BREACH_SAYS, failForRetry, understandBreach } from "./breach-event";

/** What can come of a breach, by name. Whoever owns the use case is told of all that stop a retraining. */
export const retrainingOutcomes = {
  submitted: { message: "Drift: retraining was started.", told: false },
  "already-handled": { message: "This run of the monitor has started a retraining before.", told: false },
  "notify-only": { message: "Drift: retraining is left to you here (mode notify).", told: true },
  "training-running": { message: "Drift, but a training job is running or waiting already.", told: true },
  "cooling-down": { message: "Drift, but the last drift-triggered retraining is too recent (cooldown).", told: true },
  "weekly-maximum": {
    message: "Drift, but the maximum of drift-triggered retrainings in seven days is reached.",
    told: true,
  },
  "too-many-jobs": {
    message: "Drift, but there are too many training jobs to look through; archive old ones.",
    told: true,
  },
} as const satisfies Outcomes;

export type RetrainingOutcome = keyof typeof retrainingOutcomes;

/** Which monitor breached; no job has a tag of the other text. */
const MONITOR = "coalesce(first(body('Monitor')), 'unknown')";

/** How many pages of jobs are read at most. */
const MAX_PAGES = 40;

const filter = (from: string, where: string): Action => ({ type: "Query", inputs: { from, where } });
const compose = (inputs: unknown): Action => ({ type: "Compose", inputs });

const createdSince = (earliest: string) => `@greater(ticks(item()['systemData']['createdAt']), ticks(${earliest}))`;

/** Reads all training jobs of the use case, page by page, into the variable `jobs`. */
const readJobs: Action = {
  type: "Until",
  expression: "@empty(variables('nextPage'))",
  limit: { count: MAX_PAGES, timeout: "PT10M" },
  actions: inOrder({
    Page: armRequest("GET", "@variables('nextPage')"),
    WithPage: compose("@union(variables('jobs'), body('Page')['value'])"),
    KeepJobs: { type: "SetVariable", inputs: { name: "jobs", value: "@outputs('WithPage')" } },
    TurnPage: { type: "SetVariable", inputs: { name: "nextPage", value: "@coalesce(body('Page')?['nextLink'], '')" } },
  }),
};

/** The first that holds, in this order. Every part can be evaluated whichever holds. */
const decision = [
  ["not(empty(variables('nextPage')))", "too-many-jobs"],
  ["not(empty(body('OfThisRun')))", "already-handled"],
  ["not(empty(body('Running')))", "training-running"],
  ["not(empty(body('Recent')))", "cooling-down"],
  ["greaterOrEquals(length(body('ThisWeek')), parameters('maxPerWeek'))", "weekly-maximum"],
] as const satisfies readonly (readonly [string, RetrainingOutcome])[];

const nested = (last: RetrainingOutcome): string =>
  decision.reduceRight(
    (otherwise, [condition, outcome]) => `if(${condition}, '${outcome}', ${otherwise})`,
    `'${last}'`,
  );

/**
 * What decides whether a breach starts a retraining: the one place where that stands.
 *
 * Never two jobs: the name of a job is made from the time of the drift-triggered job before it. Two runs that look at
 * the same moment, or a run that looks before the last job shows in the list, arrive at the same name, and submitting
 * a name twice makes one job. So runs need not wait for each other, and any request may be repeated.
 */
export const driftActions = (): Actions => ({
  ...inOrder({
    InitJobs: { type: "InitializeVariable", inputs: { variables: [{ name: "jobs", type: "array", value: [] }] } },
    InitNextPage: {
      type: "InitializeVariable",
      inputs: {
        variables: [
          {
            name: "nextPage",
            type: "string",
            value: `@concat('${ARM}', parameters('jobs'), '?api-version=2025-06-01&jobType=Pipeline&listViewType=All&tag=', uriComponent(parameters('tag')))`,
          },
        ],
      },
    },
  }),
  ...after("InitNextPage", understandBreach()),
  Act: {
    type: "Scope",
    runAfter: { IsBreach: ["Succeeded"] },
    actions: {
      IsAutomatic: {
        type: "If",
        expression: "@equals(parameters('mode'), 'automatic')",
        runAfter: {},
        actions: inOrder({
          ReadJobs: readJobs,
          Running: filter(
            "@variables('jobs')",
            "@not(contains(createArray('Completed', 'Failed', 'Canceled'), item()['properties']['status']))",
          ),
          OfDrift: filter("@variables('jobs')", "@equals(item()['properties']?['tags']?['trigger'], 'drift')"),
          // Azure ML tells of each signal in an event of its own, with the id of that signal's step: what one run of a
          // monitor found arrives as several breaches, minutes apart.
          Monitor: filter(
            "@parameters('monitors')",
            `@contains(toLower(${BREACH_SAYS}), toLower(concat(item(), '_')))`,
          ),
          OfThisRun: filter(
            "@body('OfDrift')",
            `@or(equals(item()['properties']['tags']?['monitor-run'], ${BREACH_RUN}), and(equals(item()['properties']['tags']?['monitor'], ${MONITOR}), ${createdSince("subtractFromTime(utcNow(), parameters('sameRunSeconds'), 'Second')").slice(1)}))`,
          ),
          Recent: filter(
            "@body('OfDrift')",
            createdSince("subtractFromTime(utcNow(), parameters('cooldownSeconds'), 'Second')"),
          ),
          ThisWeek: filter("@body('OfDrift')", createdSince("subtractFromTime(utcNow(), 7, 'Day')")),
          Decision: compose(`@${nested("submitted")}`),
          IsToBeSubmitted: {
            type: "If",
            expression: "@equals(outputs('Decision'), 'submitted')",
            actions: submit,
            else: { actions: {} },
          },
        }),
        else: { actions: {} },
      },
      ...after(
        "IsAutomatic",
        concludeWith(
          "@if(equals(parameters('mode'), 'automatic'), actions('Decision')?['outputs'], 'notify-only')",
          `@concat('monitor run ', ${BREACH_RUN})`,
        ),
      ),
      Answer: { ...respond(200, { outcome: "@outputs('Outcome')" }), runAfter: { IsNews: ["Succeeded"] } },
    },
  },
  ...failForRetry("Act", "RetrainingFailed"),
});

/** The job is a parameter; its name, the monitor run it answers and the time are known only now. */
const submit: Actions = inOrder({
  Times: {
    type: "Select",
    inputs: {
      from: "@body('OfDrift')",
      select: "@formatDateTime(item()['systemData']['createdAt'], 'yyyyMMddHHmmss')",
    },
  },
  Name: compose("@concat('drift-', parameters('useCase'), '-after-', coalesce(last(sort(body('Times'))), 'none'))"),
  // The macro is one of Azure ML's schedules; a job that is submitted as such must carry the time itself.
  Job: compose("@json(replace(string(parameters('job')), '$${{creation_context.trigger_time}}', utcNow()))"),
  Submit: armRequest("PUT", `@concat('${ARM}', parameters('jobs'), '/', outputs('Name'), '?api-version=2025-06-01')`, {
    properties: `@setProperty(outputs('Job'), 'tags', addProperty(addProperty(outputs('Job')['tags'], 'monitor-run', ${BREACH_RUN}), 'monitor', ${MONITOR}))`,
  }),
});

/** Lets a block that begins with an action without predecessors begin after `name` instead. */
function after(name: string, actions: Actions): Actions {
  return Object.fromEntries(
    Object.entries(actions).map(([key, action]): [string, Action] => [
      key,
      Object.keys(action.runAfter ?? {}).length === 0 ? { ...action, runAfter: { [name]: ["Succeeded"] } } : action,
    ]),
  );
}

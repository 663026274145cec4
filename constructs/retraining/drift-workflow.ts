import {
  ARM,
  armRequest,
  compose,
  concludeWith,
  inOrder,
  respond,
  type Action,
  type Actions,
  type Outcomes,
} from "../workflow";
import { NEW_DATA, NEW_DATA_ACTION } from "../../domain/monitors/new-data";
import { BREACH_RUN, BREACH_SAYS, EVENT_KIND, failForRetry, IS_NEW_DATA, understandBreach } from "./breach-event";

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

/** The same of a workflow that new data starts as well: what begins with `new-data-` came of new data. */
export const outcomesWithNewData: Outcomes = {
  ...retrainingOutcomes,
  ...Object.fromEntries(
    Object.entries(retrainingOutcomes).map(([name, { message, told }]) => [
      `${NEW_DATA}-${name}`,
      { message: message.replace(/^Drift/, "New data").replace("This run of the monitor has", "This data has"), told },
    ]),
  ),
};

/** Which monitor breached; no job has a tag of the other text. */
const BREACHED = "coalesce(first(body('Monitor')), 'unknown')";
/** The same, and for all files of one delivery of data the same text. */
const MONITOR_OR_DATA = `if(${IS_NEW_DATA}, '${NEW_DATA}', ${BREACHED})`;

/** How many pages of jobs are read at most. */
const MAX_PAGES = 40;

const filter = (from: string, where: string): Action => ({ type: "Query", inputs: { from, where } });

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

/** What the two kinds of workflow have differently: one that hears of breaches alone, and one that hears of new data, too. */
interface Hearing {
  /** Whether this event may start a training by itself. */
  readonly mode: string;
  /** Whether a job was started by what counts against cooldown and maximum. */
  readonly counts: string;
  readonly monitor: string;
  readonly says: string;
  readonly outcome: (decided: string) => string;
  readonly subject: string;
  /** What the names of jobs begin with: the lock, so the same for every event of a workflow. */
  readonly job: string;
  readonly tags: string;
  /** The job as it is submitted, before its tags. */
  readonly submitted: string;
}

const breachesAlone: Hearing = {
  mode: "parameters('mode')",
  counts: "equals(item()['properties']?['tags']?['trigger'], 'drift')",
  monitor: BREACHED,
  says: BREACH_SAYS,
  outcome: (decided) => decided,
  subject: `concat('monitor run ', ${BREACH_RUN})`,
  job: "drift-",
  tags: "outputs('Job')['tags']",
  submitted: "outputs('Job')",
};

const newDataToo: Hearing = {
  mode: `if(${IS_NEW_DATA}, parameters('newDataMode'), parameters('mode'))`,
  counts: `contains(createArray('drift', '${NEW_DATA}'), coalesce(item()['properties']?['tags']?['trigger'], ''))`,
  monitor: MONITOR_OR_DATA,
  says: `coalesce(${BREACH_SAYS}, '')`,
  outcome: (decided) => `concat(if(${IS_NEW_DATA}, '${NEW_DATA}-', ''), ${decided})`,
  // The folder, not the file: one delivery of data is many files, and is told of once.
  subject: `if(${IS_NEW_DATA}, concat('data in ', parameters('newDataFolder')), ${breachesAlone.subject})`,
  job: "retrain-",
  tags: `setProperty(setProperty(outputs('Job')['tags'], 'trigger', ${EVENT_KIND}), parameters('tag'), ${EVENT_KIND})`,
  submitted: `setProperty(outputs('Job'), 'displayName', concat(parameters('useCase'), '-', ${EVENT_KIND}))`,
};

/**
 * What decides whether a breach, or new data, starts a retraining: the one place where that stands.
 *
 * Never two jobs: the name of a job is made from the time of the drift-triggered job before it. Two runs that look at
 * the same moment, or a run that looks before the last job shows in the list, arrive at the same name, and submitting
 * a name twice makes one job. So runs need not wait for each other, and any request may be repeated.
 */
export const driftActions = (also: { readonly newData: boolean } = { newData: false }): Actions =>
  decide(also, also.newData ? newDataToo : breachesAlone);

const decide = (also: { readonly newData: boolean }, hearing: Hearing): Actions => ({
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
  ...after("InitNextPage", understandBreach(also)),
  Act: {
    type: "Scope",
    runAfter: { IsBreach: ["Succeeded"] },
    actions: {
      ...(also.newData ? noteData : {}),
      IsAutomatic: {
        type: "If",
        expression: `@equals(${hearing.mode}, 'automatic')`,
        runAfter: also.newData ? { IsNewData: ["Succeeded"] } : {},
        actions: inOrder({
          ReadJobs: readJobs,
          Running: filter(
            "@variables('jobs')",
            "@not(contains(createArray('Completed', 'Failed', 'Canceled'), item()['properties']['status']))",
          ),
          OfDrift: filter("@variables('jobs')", `@${hearing.counts}`),
          // Azure ML tells of each signal in an event of its own, with the id of that signal's step: what one run of a
          // monitor found arrives as several breaches, minutes apart.
          Monitor: filter(
            "@parameters('monitors')",
            `@contains(toLower(${hearing.says}), toLower(concat(item(), '_')))`,
          ),
          OfThisRun: filter(
            "@body('OfDrift')",
            `@or(equals(item()['properties']['tags']?['monitor-run'], ${BREACH_RUN}), and(equals(item()['properties']['tags']?['monitor'], ${hearing.monitor}), ${createdSince("subtractFromTime(utcNow(), parameters('sameRunSeconds'), 'Second')").slice(1)}))`,
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
            actions: submit(hearing),
            else: { actions: {} },
          },
        }),
        else: { actions: {} },
      },
      ...after(
        "IsAutomatic",
        concludeWith(
          `@${hearing.outcome(`if(equals(${hearing.mode}, 'automatic'), actions('Decision')?['outputs'], 'notify-only')`)}`,
          `@${hearing.subject}`,
        ),
      ),
      Answer: { ...respond(200, { outcome: "@outputs('Outcome')" }), runAfter: { IsNews: ["Succeeded"] } },
    },
  },
  ...failForRetry("Act", "RetrainingFailed"),
});

/** The job is a parameter; its name, the monitor run it answers and the time are known only now. */
const submit = ({ job, tags, monitor, submitted }: Hearing): Actions =>
  inOrder({
    Times: {
      type: "Select",
      inputs: {
        from: "@body('OfDrift')",
        select: "@formatDateTime(item()['systemData']['createdAt'], 'yyyyMMddHHmmss')",
      },
    },
    Name: compose(`@concat('${job}', parameters('useCase'), '-after-', coalesce(last(sort(body('Times'))), 'none'))`),
    // The macro is one of Azure ML's schedules; a job that is submitted as such must carry the time itself.
    Job: compose("@json(replace(string(parameters('job')), '$${{creation_context.trigger_time}}', utcNow()))"),
    Submit: armRequest(
      "PUT",
      `@concat('${ARM}', parameters('jobs'), '/', outputs('Name'), '?api-version=2025-06-01')`,
      {
        properties: `@setProperty(${submitted}, 'tags', addProperty(addProperty(${tags}, 'monitor-run', ${BREACH_RUN}), 'monitor', ${monitor}))`,
      },
    ),
  });

/** An action that only new data reaches: the log of it is how an alert knows that none came. */
const noteData: Actions = {
  IsNewData: {
    type: "If",
    expression: `@${IS_NEW_DATA}`,
    runAfter: {},
    actions: { [NEW_DATA_ACTION]: { ...compose("@outputs('Event')['subject']"), runAfter: {} } },
    else: { actions: {} },
  },
};

/** Lets a block that begins with an action without predecessors begin after `name` instead. */
function after(name: string, actions: Actions): Actions {
  return Object.fromEntries(
    Object.entries(actions).map(([key, action]): [string, Action] => [
      key,
      Object.keys(action.runAfter ?? {}).length === 0 ? { ...action, runAfter: { [name]: ["Succeeded"] } } : action,
    ]),
  );
}

import { entriesAt, same, textAt, textsAt, listAt, numberAt, booleanAt, difference, listed, at } from "./json";
import { Duration } from "../../domain/time/duration";
import { CAMEL_SUBSCRIPTION } from "../../domain/monitors/breach";
import { isBatchTagged } from "../../domain/promotion/training-tag";
import { tendency, type Describe, type Draft, type StackWords } from "./draft";
import { propertiesOf, type Planned } from "./planned";
import { Timetable } from "./timetable";
import { useCaseSettingOf } from "./where";

const SCHEDULE = "microsoft.machinelearningservices/workspaces/schedules";
const WORKFLOW = "microsoft.logic/workflows";
const SUBSCRIPTION = "microsoft.eventgrid/systemtopics/eventsubscriptions";

/** How many of the next runs one line has room for. */
const NEXT_RUNS = 3;

/** When and on what models are trained again, and with what. */
export const describeRetraining: Describe = (stack) => [
  ...scheduleDrafts(stack),
  ...driftDrafts(stack),
  ...newDataDrafts(stack),
  ...signalDrafts(stack),
  ...jobDrafts(stack),
];

/** Whether a resource is a schedule of this kind. */
export const isSchedule = (resource: Planned, action: "CreateJob" | "CreateMonitor"): boolean =>
  resource.type === "azapi_resource" &&
  resource.armType === SCHEDULE &&
  textAt(propertiesOf(resource.after ?? resource.before), "action", "actionType") === action;

/** Whether a schedule scores, where others of its kind train. */
export const isBatch = (resource: Planned): boolean =>
  isSchedule(resource, "CreateJob") &&
  isBatchTagged(
    Object.fromEntries(
      entriesAt(propertiesOf(resource.after ?? resource.before), "action", "jobDefinition", "tags"),
    ) as object,
  );

const isTraining = (resource: Planned): boolean => isSchedule(resource, "CreateJob") && !isBatch(resource);

/** The zones that a use case's schedules name. */
export const zonesOf = ({ context, useCase }: Pick<StackWords, "context" | "useCase">): readonly string[] =>
  context.useCases.find(({ name }) => name === useCase)?.timeZones ?? [];

/** `moves from every Monday at 02:00 to every Monday at 03:00 Europe/Amsterdam`. */
export function moveInWords(before: Timetable, after: Timetable): string {
  if (before.timeZone !== after.timeZone) return `from ${before.text} to ${after.text}`;
  return before.rhythm === after.rhythm
    ? `to a new first day, ${after.text}`
    : `from ${before.rhythm} to ${after.text}`;
}

/** `; next runs 2026-12-07 03:00, …`; nothing if none is known. */
export function nextInWords(timetable: Timetable, after: string): string {
  const runs = timetable.next(after, NEXT_RUNS).map((local) => local.replace("T", " "));
  return runs.length === 0 ? "" : `; next runs ${listed(runs)}`;
}

/** The same of a schedule that is made now, or gets another first day. */
export const firstInWords = (timetable: Timetable, now: string): string =>
  `${timetable.hasBegun(now) ? "; runs at once, too, because its first day has begun" : ""}${nextInWords(timetable, now)}`;

/** What is said of a schedule that submits jobs. */
export interface ScheduleWords {
  /** `retrains` */
  readonly does: string;
  /** Behind the rhythm of one that is made: ` by component c:4`. @default - nothing */
  readonly by?: string;
  /** `retraining`, which moves. */
  readonly moving: string;
  /** `retraining by time`, which is paused and resumes. */
  readonly pausing: string;
}

/** What a change makes of a schedule's times: that it comes, goes, moves, is paused or resumes. */
export function scheduleInWords(
  { before, after }: Planned,
  stack: StackWords,
  { does, by = "", moving, pausing }: ScheduleWords,
): readonly { readonly about: "all" | "schedule" | "paused"; readonly text: string }[] {
  const [was, becomes] = [propertiesOf(before), propertiesOf(after)];
  const [old, now] = [was, becomes].map((one) => Timetable.read(at(one, "trigger"), zonesOf(stack)));
  const isPaused = booleanAt(becomes, "isEnabled") === false;
  if (now === undefined) {
    return old === undefined ? [] : [{ about: "all", text: `no longer ${does} by time (was ${old.text})` }];
  }
  if (old === undefined) {
    const first = isPaused ? ", paused for now" : firstInWords(now, stack.plannedAt);
    return [{ about: "all", text: `${does} ${now.text}${by}${first}` }];
  }
  const next = isPaused ? "" : nextInWords(now, stack.plannedAt);
  const turns = isPaused !== (booleanAt(was, "isEnabled") === false);
  return [
    ...(old.equals(now)
      ? []
      : [{ about: "schedule" as const, text: `${moving} moves ${moveInWords(old, now)}${turns ? "" : next}` }]),
    ...(turns
      ? [{ about: "paused" as const, text: isPaused ? `${pausing} is paused` : `${pausing} resumes${next}` }]
      : []),
  ];
}

const TRAINING: ScheduleWords = { does: "retrains", moving: "retraining", pausing: "retraining by time" };

const scheduleDrafts = (stack: StackWords): readonly Draft[] =>
  stack.resources.filter(isTraining).flatMap((resource) =>
    scheduleInWords(resource, stack, TRAINING).map(({ about, text }): Draft => {
      const setting = about === "paused" ? "retraining.paused" : "retraining.schedule";
      return { topic: "retraining", text, where: useCaseSettingOf(stack.context, stack, setting) };
    }),
  );

/** What answers drift: the workflow's parameters. */
function driftDrafts(stack: StackWords): readonly Draft[] {
  const draft = (text: string, key: string, loosens = false): Draft => ({
    topic: "retraining",
    text,
    loosens,
    where: useCaseSettingOf(stack.context, stack, `retraining.onDrift${key && `.${key}`}`),
  });
  return driftWorkflows(stack.resources).flatMap(({ before, after }): readonly Draft[] => {
    const [was, becomes] = [driftResponse(before), driftResponse(after)];
    if (becomes === undefined) {
      // With the use case, or with its last version, goes what could drift.
      return was === undefined || stack.isGone ? [] : [draft("drift starts nothing and tells nobody", "mode", true)];
    }
    if (was === undefined) return [draft(`on drift: ${responseInWords(becomes)}`, "")];
    if (was.mode !== becomes.mode) {
      return [draft(`on drift: ${modes[was.mode] ?? was.mode} → ${responseInWords(becomes)}`, "mode")];
    }
    const changes: Draft[] = [];
    if (was.cooldown !== becomes.cooldown) {
      changes.push(draft(`pause after a retraining on drift ${was.cooldown} → ${becomes.cooldown}`, "cooldown"));
    }
    if (was.maxPerWeek !== becomes.maxPerWeek) {
      changes.push(
        draft(`retrainings on drift ${was.maxPerWeek} → ${becomes.maxPerWeek} a week at most`, "maxPerWeek"),
      );
    }
    return changes;
  });
}

/** What answers new data: the same workflow's further parameters. Of the bounds that both share, drift speaks first. */
function newDataDrafts(stack: StackWords): readonly Draft[] {
  const draft = (text: string, key: string, loosens = false): Draft => ({
    topic: "retraining",
    text,
    loosens,
    where: useCaseSettingOf(stack.context, stack, `retraining.onNewData${key && `.${key}`}`),
  });
  const answers = driftWorkflows(stack.resources).flatMap(({ before, after }): readonly Draft[] => {
    const [was, becomes] = [newDataResponse(before), newDataResponse(after)];
    if (was === undefined && becomes === undefined) return [];
    if (becomes === undefined) {
      return stack.isGone ? [] : [draft(`new data in ${was!.folder} starts nothing and tells nobody`, "", true)];
    }
    if (was === undefined) return [draft(`on new data in ${becomes.folder}: ${responseInWords(becomes)}`, "")];
    const told = driftResponse(before) !== undefined && driftResponse(after) !== undefined;
    return [
      ...(was.mode === becomes.mode
        ? []
        : [draft(`on new data: ${modes[was.mode] ?? was.mode} → ${responseInWords(becomes)}`, "mode")]),
      ...(was.folder === becomes.folder
        ? []
        : [draft(`new data is waited for in ${was.folder} → ${becomes.folder}`, "path")]),
      ...(told || was.cooldown === becomes.cooldown
        ? []
        : [draft(`pause after a retraining on new data ${was.cooldown} → ${becomes.cooldown}`, "cooldown")]),
      ...(told || was.maxPerWeek === becomes.maxPerWeek
        ? []
        : [draft(`retrainings on new data ${was.maxPerWeek} → ${becomes.maxPerWeek} a week at most`, "maxPerWeek")]),
    ];
  });
  const ends = stack.resources
    .filter(({ armType }) => armType === SUBSCRIPTION)
    .flatMap(({ before, after }): readonly Draft[] => {
      if (before === undefined || after === undefined) return [];
      const [was, is] = [before, after].map((values) => textAt(propertiesOf(values), "filter", "subjectEndsWith"));
      if (was === is) return [];
      return [draft(`new data counts when its name ends in ${was ?? "anything"} → ${is ?? "anything"}`, "endsWith")];
    });
  return [...answers, ...ends];
}

function newDataResponse(values: Planned["after"]): (DriftResponse & { readonly folder: string }) | undefined {
  const response = retrainingResponse(values);
  const parameters = at(propertiesOf(values), "parameters");
  const mode = textAt(parameters, "newDataMode", "value");
  const folder = textAt(parameters, "newDataFolder", "value");
  return response === undefined || mode === undefined || folder === undefined
    ? undefined
    : { ...response, mode, folder };
}

const driftWorkflows = (resources: readonly Planned[]): readonly Planned[] =>
  resources.filter(
    ({ type, armType, before, after }) =>
      type === "azapi_resource" && armType === WORKFLOW && retrainingResponse(after ?? before) !== undefined,
  );

interface DriftResponse {
  readonly mode: string;
  readonly cooldown: string;
  readonly maxPerWeek: number;
}

const modes: Readonly<Record<string, string>> = { automatic: "retrains by itself", notify: "tells the owner" };

/** Of a workflow that hears of new data alone the mode is `off`. */
const driftResponse = (values: Planned["after"]): DriftResponse | undefined => {
  const response = retrainingResponse(values);
  return response?.mode === "off" ? undefined : response;
};

function retrainingResponse(values: Planned["after"]): DriftResponse | undefined {
  const parameters = at(propertiesOf(values), "parameters");
  const mode = textAt(parameters, "mode", "value");
  const seconds = numberAt(parameters, "cooldownSeconds", "value");
  const maxPerWeek = numberAt(parameters, "maxPerWeek", "value");
  if (mode === undefined || seconds === undefined || maxPerWeek === undefined) return undefined;
  return { mode, cooldown: Duration.seconds(seconds).toString(), maxPerWeek };
}

const responseInWords = ({ mode, cooldown, maxPerWeek }: DriftResponse): string =>
  mode === "automatic" ? `${modes[mode]!}, at most ${maxPerWeek} a week, ${cooldown} apart` : (modes[mode] ?? mode);

/** Which signals' breaches are listened to. */
function signalDrafts(stack: StackWords): readonly Draft[] {
  return (
    stack.resources
      .filter(({ armType, before, after }) => armType === SUBSCRIPTION && before !== undefined && after !== undefined)
      // Of two that listen to the same one tells.
      .filter(({ name }) => !name.endsWith(CAMEL_SUBSCRIPTION))
      .flatMap((resource) => {
        const [was, is] = [signalsOf(resource.before), signalsOf(resource.after)];
        // What all signals begin with stands for all of them.
        if (was.includes("") || is.includes("")) return [];
        const { added, removed } = difference(was, is);
        const [purpose, path] = /-rollback(-events)?$/.test(resource.name)
          ? ["rolling back", "promotion.rollback.onDrift"]
          : ["retraining", "retraining.onDrift.signals"];
        const where = useCaseSettingOf(stack.context, stack, path!);
        const draft = (signals: readonly string[], verb: string, loosens: boolean): readonly Draft[] =>
          signals.length === 0
            ? []
            : [
                {
                  topic: "retraining",
                  text: `${listed(signals)} ${verb} for ${purpose!}${tendency(loosens)}`,
                  loosens,
                  where,
                },
              ];
        return [...draft(removed, "no longer counts", true), ...draft(added, "now counts", false)];
      })
  );
}

/** Keys of the signals a subscription filters on: the end of `<monitor>_<signal>`; empty for all of them. */
const signalsOf = (values: Planned["after"]): readonly string[] =>
  [
    ...listAt(values, "advanced_filter", 0, "string_contains"),
    ...listAt(propertiesOf(values), "filter", "advancedFilters"),
  ]
    .flatMap((filter) => textsAt(filter, "values"))
    .filter((value) => /^[^ ]+_[^_ ]*$/.test(value))
    .map((value) => value.slice(value.lastIndexOf("_") + 1));

/** What the training job is; by time and on drift it is the same, so each text counts once. */
function jobDrafts(stack: StackWords): readonly Draft[] {
  const jobs = [
    ...stack.resources
      .filter(isTraining)
      .map(({ before, after }) => [before, after].map((values) => at(propertiesOf(values), "action", "jobDefinition"))),
    ...driftWorkflows(stack.resources).map(({ before, after }) =>
      [before, after].map((values) => at(propertiesOf(values), "parameters", "job", "value")),
    ),
  ];
  const drafts = jobs.flatMap(([before, after]) =>
    before === undefined || after === undefined ? [] : jobChanges(before, after),
  );
  return [...new Map(drafts.map((one) => [one.text, one])).values()].map(({ path, text }) => ({
    topic: "retraining",
    text,
    where: useCaseSettingOf(stack.context, stack, `training.${path}`),
  }));
}

function jobChanges(before: unknown, after: unknown): { path: string; text: string }[] {
  const changes: { path: string; text: string }[] = [];
  const [was, becomes] = [componentOf(before), componentOf(after)];
  if (was !== becomes) changes.push({ path: "version", text: `trains with ${was} → ${becomes}` });
  const cluster = (job: unknown) => textAt(job, "computeId")?.split("/").at(-1) ?? "?";
  if (cluster(before) !== cluster(after)) {
    changes.push({ path: "cluster", text: `trains on cluster ${cluster(before)} → ${cluster(after)}` });
  }
  for (const kind of ["inputs", "outputs"] as const) {
    const [old, now] = [before, after].map((job) => Object.fromEntries(entriesAt(job, kind))) as [object, object];
    for (const key of [...new Set([...Object.keys(old), ...Object.keys(now)])].sort()) {
      if (same(at(old, key), at(now, key))) continue;
      const show = (value: unknown) => inputInWords(value);
      const text = `training ${kind.slice(0, -1)} ${key} ${show(at(old, key))} → ${show(at(now, key))}`;
      changes.push({ path: `${kind}.${key}`, text });
    }
  }
  return changes;
}

/** `customer_churn_training 4` of a component's id. */
export function componentOf(job: unknown): string {
  const match = /\/components\/([^/]+)\/versions\/([^/]+)$/.exec(textAt(job, "componentId") ?? "");
  return match === null ? "another component" : `${match[1]!} ${match[2]!}`;
}

/** A literal, or the path of data without the workspace in front, which differs by environment. */
export function inputInWords(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = textAt(value, "value") ?? textAt(value, "uri") ?? textAt(value, "jobOutputType") ?? "something";
  return text.replace(/^azureml:\/\/subscriptions\/.*?\/workspaces\/[^/]+\//, "");
}

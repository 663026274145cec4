import { hasBreached, isRunOf } from "../../domain/monitors/breach";
import { signalsOfVersion } from "../../domain/monitors/signals";
import { NEW_DATA } from "../../domain/monitors/new-data";
import { batchTag } from "../../domain/promotion/training-tag";
import type { Schedule } from "../../domain/time/schedule";
import type { ArmObject } from "../../azure/connection";
import { object, propertiesOf, some, text } from "../../azure/arm-object";
import { type EnvironmentFacts, type JobFacts } from "./facts";
import type { BatchStatus, MonitorStatus, RetrainingStatus, ScheduleState } from "./model";
import type { PlacedUseCase } from "./place";

/** A run may be late by as much before it counts as one that did not come. */
const GRACE_MINUTES = 60;

/** The last training of a use case and the next. */
export function judgeRetraining(
  { config, names }: PlacedUseCase,
  trainings: readonly JobFacts[] | undefined,
  schedules: readonly ArmObject[] | undefined,
  now: string,
): RetrainingStatus {
  const { retraining } = config;
  const resource = find(schedules, names.retrainingSchedule);
  const schedule = scheduleState(retraining?.schedule !== undefined, schedules, resource);
  const last = newest(trainings);
  const trigger = last?.tags["trigger"];
  return {
    schedule,
    ...some("last", last && { ...ranAs(last), trigger: isTrigger(trigger) ? trigger : "unknown" }),
    ...timesOf(schedule, retraining?.schedule, trainings === undefined ? undefined : { last, resource }, now),
  };
}

/** The last batch scoring of a use case and the next; undefined if it has none. */
export function judgeBatch(
  { config, names }: PlacedUseCase,
  scorings: readonly JobFacts[] | undefined,
  schedules: readonly ArmObject[] | undefined,
  now: string,
): BatchStatus | undefined {
  const batch = config.serving?.batch;
  if (batch === undefined) return undefined;
  const resource = find(schedules, names.batch);
  const schedule = scheduleState(config.release.live !== undefined, schedules, resource);
  const last = newest(scorings);
  return {
    schedule,
    ...some("last", last && { ...ranAs(last), ...some("model", text(last.tags[batchTag(config.name)])) }),
    ...timesOf(schedule, batch.schedule, scorings === undefined ? undefined : { last, resource }, now),
  };
}

/** Every monitor that should watch a version, with the result of its last run. */
export function judgeMonitors(
  { config, names }: PlacedUseCase,
  { jobs, jobsCut, schedules, now }: EnvironmentFacts,
): readonly MonitorStatus[] {
  const { monitors, release, serving } = config;
  if (monitors === undefined || serving === undefined) return [];
  // The monitor of what is only kept pauses.
  const versions = [release.live, release.candidate].filter((version) => version !== undefined);
  const watched = versions.map((version) => ({
    ...version,
    signals: signalsOfVersion(monitors.signals, version === release.live),
  }));
  return watched.flatMap(({ model, signals }) => {
    if (signals.length === 0) return [];
    const monitor = names.monitor(model);
    const resource = find(schedules, monitor);
    const schedule = scheduleState(true, schedules, resource);
    const runs = jobs?.filter((job) => isRunOf(monitor, job));
    const last = newest(runs);
    const known = runs !== undefined && (last !== undefined || jobsCut !== true);
    return {
      model,
      monitor,
      schedule,
      ...some("last", last && { run: last.name, status: last.status, at: last.createdAt }),
      signals: signals.map(({ key }) => ({
        signal: key,
        result: resultOf(last, names.signal(model, key)),
      })),
      ...timesOf(schedule, monitors.schedule, known ? { last, resource } : undefined, now),
    };
  });
}

/** A signal that passed its threshold says so whatever became of the rest of the run. */
function resultOf(last: JobFacts | undefined, signal: string) {
  if (last === undefined) return "unknown";
  if (hasBreached(last.tags, signal)) return "breached";
  return last.status === "Completed" ? "pass" : "unknown";
}

const ranAs = ({ name, status, createdAt }: JobFacts) => ({ job: name, status, at: createdAt });

const isTrigger = (tag: string | undefined): tag is "schedule" | "drift" | "new-data" =>
  tag === "schedule" || tag === "drift" || tag === NEW_DATA;

const newest = (jobs: readonly JobFacts[] | undefined): JobFacts | undefined =>
  [...(jobs ?? [])].sort((left, right) => Date.parse(right.createdAt) - Date.parse(left.createdAt))[0];

const find = (schedules: readonly ArmObject[] | undefined, name: string): ArmObject | undefined =>
  schedules?.find((one) => String(one["name"]).toLowerCase() === name.toLowerCase());

function scheduleState(
  configured: boolean,
  schedules: readonly ArmObject[] | undefined,
  resource: ArmObject | undefined,
): ScheduleState {
  if (schedules === undefined) return "unread";
  if (resource === undefined) return configured ? "missing" : "none";
  return propertiesOf(resource)["isEnabled"] === false ? "paused" : "enabled";
}

/** When it runs next, and a time at which it should have run and did not. */
function timesOf(
  state: ScheduleState,
  schedule: Schedule | undefined,
  ran: { readonly last: JobFacts | undefined; readonly resource: ArmObject | undefined } | undefined,
  now: string,
): { readonly next?: string; readonly missed?: string } {
  if (state !== "enabled" || schedule === undefined) return {};
  const next = schedule.nextRuns(now, 1)[0]!.utc;
  if (ran === undefined) return { next };
  // Since the last run; if there is none, since the schedule was made.
  const since = ran.last?.createdAt ?? text(object(ran.resource?.["systemData"])["createdAt"]);
  if (since === undefined || Number.isNaN(Date.parse(since))) return { next };
  const due = schedule.nextRuns(since, 1)[0]!.utc;
  return { next, ...(Date.parse(due) + GRACE_MINUTES * 60_000 < Date.parse(now) && { missed: due }) };
}

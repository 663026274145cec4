import type { Json } from "../../engine/store/store";
import type { RunResult } from "../../workflow";
import { ArmError } from "../../engine/arm/arm-error";
import type { CloudView } from "../../engine/arm/model";
import { definitionOf } from "./triggers";

const RUN = /^(.+\/providers\/Microsoft\.Logic\/workflows\/[^/]+)\/triggers\/([^/]+)\/run$/i;
const RUNS = /^(.+\/providers\/Microsoft\.Logic\/workflows\/[^/]+)\/runs(?:\/([^/]+)(?:\/actions\/([^/]+))?)?$/i;

/** One run that was started through Azure Resource Manager. */
interface StartedRun {
  readonly name: string;
  readonly startTime: string;
  /** Undefined while it runs. */
  result?: RunResult;
}

/** Azure keeps runs for 90 days; here they live as long as the sandbox. */
const started = new WeakMap<CloudView, Map<string, StartedRun[]>>();

/** What runs a deployed workflow whose trigger got no body. */
export type RunByHand = (workflow: string) => Promise<RunResult>;

/**
 * `POST …/triggers/<name>/run`: starts a run with an empty body and does not wait for it.
 * @returns undefined if the path is another
 * @throws ArmError 404 if there is no such trigger
 */
export function startRun(cloud: CloudView, path: string, run: RunByHand): Json | undefined {
  const [, id, trigger] = RUN.exec(path) ?? [];
  if (id === undefined) return undefined;
  const workflow = cloud.show(id);
  if (workflow === undefined) throw new ArmError(404, "ResourceNotFound", `The Resource '${id}' was not found.`);
  if (!Object.hasOwn(definitionOf(workflow).triggers, trigger!)) {
    throw new ArmError(404, "WorkflowTriggerNotFound", `The workflow trigger '${trigger!}' could not be found.`);
  }
  const runs = runsOf(cloud, id);
  const one: StartedRun = { name: `run-${runs.length + 1}`, startTime: cloud.now().toISOString() };
  runs.push(one);
  void run(id).then(
    (result) => (one.result = result),
    (error: unknown) =>
      (one.result = {
        status: "Failed",
        error: { code: "WorkflowFailed", message: String(error) },
        response: { statusCode: 500, headers: {}, body: null },
        actions: {},
        outputs: {},
      }),
  );
  return {};
}

/** Runs of a workflow, one run, or one action of it; undefined if the path is another. */
export function readRuns(cloud: CloudView, path: string): Json | undefined {
  const [, id, name, action] = RUNS.exec(path) ?? [];
  if (id === undefined || cloud.show(id) === undefined) return undefined;
  const runs = [...runsOf(cloud, id)].reverse();
  if (name === undefined) return { value: runs.map((run) => shown(id, run)) };
  const run = runs.find((one) => one.name === name);
  if (run === undefined)
    throw new ArmError(404, "WorkflowRunNotFound", `The workflow run '${name}' could not be found.`);
  if (action === undefined) return shown(id, run);
  const record = run.result?.actions[action];
  if (record === undefined) {
    throw new ArmError(404, "WorkflowRunActionNotFound", `The action '${action}' could not be found.`);
  }
  const { status, trackedProperties } = record;
  return { name: action, properties: { status, ...(trackedProperties && { trackedProperties }) } } as Json;
}

function shown(id: string, { name, startTime, result }: StartedRun): Json {
  const error = result?.error;
  return {
    id: `${id}/runs/${name}`,
    name,
    properties: {
      startTime,
      status: result?.status ?? "Running",
      ...(error !== undefined && { error: { code: error.code, message: error.message } }),
    },
  };
}

function runsOf(cloud: CloudView, id: string): StartedRun[] {
  const all = started.get(cloud) ?? new Map<string, StartedRun[]>();
  started.set(cloud, all);
  const key = id.toLowerCase();
  const runs = all.get(key) ?? [];
  all.set(key, runs);
  return runs;
}

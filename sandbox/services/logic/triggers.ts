import { runWorkflow, sendTo, type RunResult, type Trigger, type Value, type WorkflowDefinition } from "../../workflow";
import type { Json, JsonObject } from "../../engine/store/store";
import { ArmError } from "../../engine/arm/arm-error";
import type { ArmResource, CloudView } from "../../engine/arm/model";
import { guidOf, keyOf } from "../../engine/arm/identities";

const TRIGGER = /^(.+\/providers\/Microsoft\.Logic\/workflows\/[^/]+)\/triggers\/([^/]+)$/i;

/** What `POST …/triggers/<name>/listCallbackUrl` answers. The address is made up and worth nothing outside the sandbox. */
export function listCallbackUrl(cloud: CloudView, target: string): Json {
  const [, id, trigger] = TRIGGER.exec(target) ?? [];
  const workflow = id === undefined ? undefined : cloud.show(id);
  if (workflow === undefined || !Object.hasOwn(definitionOf(workflow).triggers, trigger!)) {
    throw new ArmError(404, "WorkflowTriggerNotFound", `The workflow trigger '${target}' could not be found.`);
  }
  return { value: callbackUrl(workflow, trigger!), method: "POST" };
}

/** The workflow that an address starts, and none if the sandbox handed out no such address. */
export const workflowAt = (cloud: CloudView, url: string): ArmResource | undefined =>
  cloud
    .ofType("Microsoft.Logic/workflows")
    .find((workflow) =>
      Object.keys(definitionOf(workflow).triggers).some((trigger) => callbackUrl(workflow, trigger) === url),
    );

/** A sandbox, as far as running a workflow in it needs one. */
export interface WorkflowHost {
  readonly cloud: CloudView;
  /** Base URL of the ARM face in this process, without TLS. */
  readonly loopbackUrl: string;
}

/** Runs a deployed definition, with its deployed parameters, against the sandbox's own ARM face over HTTP. */
export async function runDeployed(
  { cloud, loopbackUrl }: WorkflowHost,
  id: string,
  trigger: Trigger,
): Promise<RunResult> {
  const workflow = cloud.show(id)!;
  const parameters = parametersOf(workflow) as unknown as Readonly<Record<string, Value>>;
  return runWorkflow(definitionOf(workflow), trigger, {
    http: sendTo(loopbackUrl),
    parameters,
    now: () => cloud.now(),
  });
}

/** The definition of a workflow that was made with one, and an empty one otherwise. */
export function definitionOf(workflow: ArmResource): WorkflowDefinition {
  const definition = (workflow.properties["definition"] ?? {}) as JsonObject;
  return { triggers: {}, actions: {}, ...definition } as unknown as WorkflowDefinition;
}

/** Values of a workflow's parameters. */
export function parametersOf(workflow: ArmResource): Record<string, Json> {
  const parameters = (workflow.properties["parameters"] ?? {}) as Readonly<Record<string, { readonly value: Json }>>;
  return Object.fromEntries(Object.entries(parameters).map(([name, { value }]) => [name, value]));
}

function callbackUrl(workflow: ArmResource, trigger: string): string {
  const path = `workflows/${guidOf("workflow", workflow.id)}/triggers/${encodeURIComponent(trigger)}/paths/invoke`;
  const query = new URLSearchParams({
    "api-version": "2016-10-01",
    sp: `/triggers/${trigger}/run`,
    sv: "1.0",
    sig: keyOf("signature", `${workflow.id}/triggers/${trigger}`),
  });
  return `https://prod-00.${workflow.location ?? "global"}.logic.azure.com:443/${path}?${query}`;
}

import { UserError } from "../../domain/problem/problem";
import type { ReleaseEdit } from "../../release";
import type { ArmObject, AzureConnection } from "../../azure/connection";
import type { FactsInAzure } from "./facts-in-azure";
import type { UseCasePlace } from "./place";

const LOGIC = "2019-05-01";
/** As the construct that makes the workflow names it. */
const TRIGGER = "Request";
/** Longest wait for traffic to move: the workflow itself waits a quarter of an hour for an endpoint that is changing. */
const LONGEST_MS = 20 * 60_000;
const PAUSE_MS = { azure: 2_000, sandbox: 50 } as const;

/** What a rollback at once moves. */
export interface Move {
  /** Names of deployments: what loses all requests, and what gets them. */
  readonly from: string;
  readonly to: string;
}

/** What came of it. */
export interface Moved {
  readonly done: boolean;
  /** In one sentence without a full stop. */
  readonly text: string;
}

/** What an edit moves, or why no traffic can move before a deployment. */
export function moveOf({ before, after }: ReleaseEdit): Move | string {
  const { candidate, former, live } = before;
  if (candidate !== undefined) return { from: candidate.deployment, to: live!.deployment };
  if (former !== undefined && after.live?.model === former.model) {
    return { from: live!.deployment, to: former.deployment };
  }
  return `no former version is kept in ${before.environment}, so that nothing can take the requests before a deployment: roll back without --now, and deploy`;
}

/** Starts the deployed rollback workflow, and waits until the endpoint says that traffic has moved. */
export async function moveNow(
  azure: AzureConnection,
  facts: FactsInAzure,
  place: UseCasePlace,
  { from, to }: Move,
): Promise<Moved> {
  const { environment, ids } = place;
  const seen = await permitted(place, () => facts.endpoint(place));
  if (seen === undefined) return failed(`there is no endpoint in ${environment}`);
  if (seen.traffic[to] === 100 && seen.rolledBack[from] !== undefined) {
    return {
      done: true,
      text: `${to} answers everything already: ${from} was rolled back at ${seen.rolledBack[from]}`,
    };
  }
  const target = seen.deployments.find(({ name }) => name === to);
  if (target?.state !== "Succeeded") {
    const is = target === undefined ? "not deployed any more" : target.state;
    return failed(
      `${to} is ${is} in ${environment}, and cannot take the requests: roll back without --now, and deploy`,
    );
  }
  const began = performance.now();
  const last = newest(await azure.get(`${ids.rollback}/runs`, LOGIC, { $top: "1" }))?.name;
  await start(azure, place);
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS[azure.target]));
    // Before the endpoint: what a run that has ended did is then there to be seen.
    const run = newest(await azure.get(`${ids.rollback}/runs`, LOGIC, { $top: "1" }));
    const { traffic = {}, rolledBack = {} } = (await facts.endpoint(place)) ?? {};
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    if (traffic[to] === 100 && rolledBack[from] !== undefined) {
      return { done: true, text: `all requests moved from ${from} to ${to}, ${seconds} s after the command to` };
    }
    const ended = run !== undefined && run.name !== last && run.status !== "Running" && run.status !== "Waiting";
    if (ended || performance.now() - began > LONGEST_MS) {
      const why = ended ? await whyNot(azure, place, run) : "it was still running after twenty minutes";
      return failed(`the rollback workflow of ${environment} moved no requests: ${why}`);
    }
  }
}

/** Says whom to ask where somebody lacks the right to roll back. */
async function permitted<Result>({ environment }: UseCasePlace, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const [problem] = error instanceof UserError ? error.problems : [];
    if (problem?.code !== "MLOPS-AZURE-002") throw error;
    throw new UserError([
      {
        ...problem,
        message: `you may not start the rollback of ${environment}: ${problem.message}`,
        fix: "ask one of promotion.rollback.callers in the use case's file, or roll back without --now and deploy",
      },
    ]);
  }
}

async function start(azure: AzureConnection, place: UseCasePlace): Promise<void> {
  const { environment, ids, names } = place;
  try {
    await permitted(place, () => azure.start(`${ids.rollback}/triggers/${TRIGGER}/run`, LOGIC));
  } catch (error) {
    const [problem] = error instanceof UserError ? error.problems : [];
    if (problem?.message.includes("HTTP 404") === true) {
      throw new UserError([
        {
          code: "MLOPS-PROMOTE-015",
          where: ids.rollback,
          message: `there is no rollback workflow in ${environment}`,
          fix: `deploy the stack ${names.stack}, which makes it, or roll back without --now`,
        },
      ]);
    }
    throw error;
  }
}

interface Run {
  readonly name: string;
  readonly status: string;
  readonly error?: { readonly code?: string; readonly message?: string };
}

function newest(page: ArmObject | undefined): Run | undefined {
  const [first] = (page?.["value"] ?? []) as readonly {
    readonly name: string;
    readonly properties: Omit<Run, "name">;
  }[];
  return first && { ...first.properties, name: first.name };
}

/** What the workflow tells of a run that ended without moving anything. */
async function whyNot(azure: AzureConnection, { ids }: UseCasePlace, { name, error }: Run): Promise<string> {
  if (error?.message !== undefined) return `${error.code ?? "Failed"}: ${error.message}`;
  const tell = await azure.get(`${ids.rollback}/runs/${name}/actions/Tell`, LOGIC);
  const { trackedProperties } = (tell?.["properties"] ?? {}) as { trackedProperties?: { readonly message?: string } };
  return trackedProperties?.message ?? "there was nothing to roll back: see its last run";
}

const failed = (text: string): Moved => ({ done: false, text });

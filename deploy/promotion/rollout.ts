import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { signalsOfVersion } from "../../domain/monitors/signals";
import { UserError } from "../../domain/problem/problem";
import { decideRollout, liveSince, recordedRolloutFacts, summed, thresholdsOf, type RolloutFacts } from "../../release";
import { connect, type AzureConnection } from "../../azure/connection";
import { concludeWith, type CommonOptions } from "./conclude";
import { proofsOf } from "./evidence";
import { FactsInAzure } from "./facts-in-azure";
import { liveFacts, type LiveOptions } from "./live";
import { liveFilesOf, type LiveFilesQuestion } from "./live-files";
import { originOf } from "./origin";
import { requireReason } from "./promote";
import { requireGh } from "./pull-request";
import type { PromotionReport } from "./report";
import { smokeFacts, type AskingOptions } from "./smoke";
import type { UseCasePlace } from "./place";
import { loadPromoted, placesNear, variantOf, type PromotedUseCase } from "./use-case";

export interface RolloutOptions extends CommonOptions, AskingOptions, LiveOptions {
  /** @default - where a candidate is being tried */
  readonly env?: string;
  /** Why to go on against checks that a person may decide. */
  readonly override?: string;
  /** Drops a former version before its time. @default - not before */
  readonly dropFormer?: boolean;
}

/** `mlops rollout`: the candidate's next step. Throws `UserError` for bad input, and if Azure does not answer. */
export async function rollout(useCaseName: string, options: RolloutOptions): Promise<PromotionReport> {
  const promoted = loadPromoted(options.config, useCaseName);
  const environment = chosenEnvironment(promoted, options.env);
  requireReason(options.override, "--override");
  if (options.openPr === true && options.dryRun !== true) requireGh(options.config);
  const azure = await connect({
    ...(options.sandbox !== undefined && { sandbox: options.sandbox }),
    tenant: promoted.configuration.organization.tenant,
  });
  try {
    const inAzure = new FactsInAzure(azure, options.now ?? (() => new Date()));
    const facts = await gather(promoted, environment, { azure, inAzure, options });
    const { dropFormer } = options;
    const { serving, promotion, release } = variantOf(promoted, environment, "--env");
    const { edit, ...rest } = decideRollout({
      stages: promoted.stages,
      environment,
      facts,
      thresholds: thresholdsOf(promotion?.rollback, serving!.alerts),
      ...(options.override !== undefined && { override: options.override }),
      ...(dropFormer === true && { dropFormer }),
    });
    const stage = promoted.stages.find((one) => one.release.environment === environment)!;
    const since = liveSince(stage, facts.endpoint, proofsOf(options.config, useCaseName, azure.target));
    const at = facts.clock?.azure ?? "";
    const version = release.candidate?.model ?? release.former?.model ?? "";
    const places = placesNear(promoted, environment);
    const origin = rest.allowed ? await originOf(azure, { model: promoted.model, version, places }) : undefined;
    return concludeWith({
      command: "rollout",
      promoted,
      environment,
      model: version,
      decision: { ...rest, ...(edit && { edit: [edit] }) },
      target: azure.target,
      at,
      asked: { kind: "rollout", ...(dropFormer === true && { dropFormer }), facts: recordedRolloutFacts(facts) },
      origin,
      seenLive: since === undefined ? [] : [{ environment, model: release.live!.model, from: since.latest, until: at }],
      options,
    });
  } finally {
    await azure.close();
  }
}

/** The environment that was named, else the only one with a candidate. */
function chosenEnvironment(promoted: PromotedUseCase, named: string | undefined): string {
  if (named !== undefined) return variantOf(promoted, named, "--env").environment;
  const trying = promoted.variants.filter(({ release }) => release.candidate !== undefined);
  if (trying.length === 1) return trying[0]!.environment;
  const keeping = promoted.variants.filter(({ release }) => release.former !== undefined);
  if (trying.length === 0 && keeping.length === 1) return keeping[0]!.environment;
  const names = trying.map(({ environment }) => environment).join(", ");
  throw new UserError([
    {
      code: "MLOPS-PROMOTE-010",
      where: promoted.useCase.name,
      message:
        trying.length === 0
          ? "nothing is being tried in any environment"
          : "candidates are being tried in several environments",
      ...(trying.length > 0 && { given: names }),
      fix: trying.length === 0 ? "start with mlops promote" : "name one with --env",
    },
  ]);
}

async function gather(
  promoted: PromotedUseCase,
  environment: string,
  asking: { readonly azure: AzureConnection; readonly inAzure: FactsInAzure; readonly options: RolloutOptions },
): Promise<RolloutFacts> {
  const { azure, inAzure, options } = asking;
  const place = promoted.places.get(environment)!;
  const { data, release, monitors, promotion } = variantOf(promoted, environment, "--env");
  const endpoint = await inAzure.endpoint(place);
  const now = inAzure.clock()?.azure;
  const { candidate } = release;
  const from = endpoint?.modifiedAt;
  const known = candidate !== undefined && endpoint !== undefined && from !== undefined && now !== undefined;
  // Nothing is on record of a step that began this very second.
  const began = known && from < now;
  const health = began
    ? summed(await inAzure.health(place, candidate.deployment, from, now))
    : known
      ? { from, to: now, grainSeconds: 60, requests: [], latencyP95: [] }
      : undefined;
  const drift =
    // What batches score says nothing of a candidate, so that one with no other signal has no monitor.
    monitors === undefined || candidate === undefined || signalsOfVersion(monitors.signals, false).length === 0
      ? undefined
      : await inAzure.drift(place, candidate.model, monitors.schedule.longestGap());
  const test = promotion?.smokeTest;
  const { deployment } = candidate ?? {};
  const smoke =
    test === undefined || deployment === undefined
      ? undefined
      : await smokeFacts(azure, place, { useCase: promoted.useCase.name, deployment, test }, options);
  const gate = promotion?.gates.live;
  const { live: champion } = release;
  const live =
    gate === undefined || deployment === undefined || champion === undefined
      ? undefined
      : await comparedLive(
          {
            ...{ useCase: promoted.useCase.name, champion: champion.deployment, challenger: deployment, gate },
            ...{ endpoint, now },
          },
          { azure, place, labels: data.labels, options },
        );
  const clock = inAzure.clock();
  return {
    ...(smoke !== undefined && { smoke }),
    ...(live !== undefined && { live }),
    ...(clock !== undefined && { clock }),
    ...(endpoint !== undefined && { endpoint }),
    ...(health !== undefined && { health }),
    ...(drift !== undefined && { drift }),
  };
}

/** Live answers against labels. What is read for it is of customers, and stays no longer than the comparison takes. */
async function comparedLive(
  asked: Parameters<typeof liveFacts>[0],
  where: {
    readonly azure: AzureConnection;
    readonly place: UseCasePlace;
    readonly labels: LiveFilesQuestion["labels"];
    readonly options: LiveOptions;
  },
): ReturnType<typeof liveFacts> {
  const { azure, place, labels, options } = where;
  const { champion, challenger } = asked;
  const folder = mkdtempSync(join(tmpdir(), "mlops-live-"));
  try {
    const deployments = [champion, challenger];
    return await liveFacts(asked, options, (from) =>
      liveFilesOf(azure, place, { endpoint: place.names.endpoint, deployments, from, labels }, folder),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

import { UserError } from "../../domain/problem/problem";
import {
  besidePublished,
  compareVersions,
  decidePromotion,
  liveSince,
  newestEligible,
  recordedPromotionFacts,
  wasLive,
  type Decision,
  type LiveProof,
  type ModelFacts,
  type PromotionFacts,
  type ReleaseEdit,
} from "../../release";
import { connect } from "../../azure/connection";
import { concludeWith, type CommonOptions } from "./conclude";
import { proofsOf } from "./evidence";
import { FactsInAzure } from "./facts-in-azure";
import { originOf } from "./origin";
import type { UseCasePlace } from "./place";
import { requireGh } from "./pull-request";
import type { PromotionReport } from "./report";
import { loadPromoted, placesNear, variantOf, type PromotedUseCase } from "./use-case";

export interface PromoteOptions extends CommonOptions {
  readonly to: string;
  /** @default - the newest version that may enter */
  readonly model?: string;
  /** Bring the version into the registry if it is not there. */
  readonly publish?: boolean;
  /** Why to go on against checks that a person may decide. */
  readonly override?: string;
}

/** How many versions are looked at to find one that may enter. */
const MOST_VERSIONS = 20;

/** `mlops promote`: gathers, decides, writes. Throws `UserError` for bad input, and if Azure does not answer. */
export async function promote(useCaseName: string, options: PromoteOptions): Promise<PromotionReport> {
  const promoted = loadPromoted(options.config, useCaseName);
  variantOf(promoted, options.to, "--to");
  requireReason(options.override, "--override");
  if (options.openPr === true && options.dryRun !== true) requireGh(options.config);
  const azure = await connect({
    ...(options.sandbox !== undefined && { sandbox: options.sandbox }),
    tenant: promoted.configuration.organization.tenant,
  });
  try {
    const inAzure = new FactsInAzure(azure, options.now ?? (() => new Date()));
    const proofs = proofsOf(options.config, useCaseName, azure.target);
    const ask = async () =>
      choose(promoted, options, await gatherPromotion(promoted, options.to, inAzure, proofs, options.publish));
    let { version, decision, facts } = await ask();
    const publishes = decision.allowed && options.publish === true && !isPublished(facts, version);
    const source = promoted.places.get(promoted.variants[0]!.environment)!;
    if (publishes) await requirePublishable(source, promoted.model, inAzure);
    if (publishes && options.dryRun !== true) {
      await inAzure.publish(source, promoted.model, version);
      // Decided again on what the registry has now: for this version, and without a promise.
      const again = { ...options, model: version, publish: false };
      ({ version, decision, facts } = choose(
        promoted,
        again,
        await gatherPromotion(promoted, again.to, inAzure, proofs),
      ));
    }
    const { edit, ...rest } = decision;
    const live = variantOf(promoted, options.to, "--to").release.live?.model;
    const willPublish = options.publish === true && !isPublished(facts, version);
    const places = placesNear(promoted, options.to);
    const origin = decision.allowed ? await originOf(azure, { model: promoted.model, version, places }) : undefined;
    return concludeWith({
      command: "promote",
      promoted,
      environment: options.to,
      model: version,
      decision: { ...rest, ...(edit && { edit: [edit] }) },
      target: azure.target,
      at: facts.clock?.azure ?? "",
      seenLive: seenLive(promoted, facts),
      asked: { kind: "promote", willPublish, facts: recordedPromotionFacts(facts, { version, live }) },
      origin,
      options,
    });
  } finally {
    await azure.close();
  }
}

/**
 * Refuses an override that says nothing.
 * @throws UserError if it is blank
 */
export function requireReason(reason: string | undefined, option: string): void {
  if (reason === undefined || /\S+\s+\S+/.test(reason)) return;
  throw new UserError([
    {
      code: "MLOPS-PROMOTE-008",
      where: option,
      message: "this needs a reason in words: it is what reviewers will read",
      given: `"${reason}"`,
      fix: `for example ${option} "churn campaign ends Friday, agreed with Model Risk"`,
    },
  ]);
}

/**
 * Refuses to publish what the registry cannot fetch, before Azure does.
 * @throws UserError if the firewall of the workspace's storage keeps the registry out
 */
async function requirePublishable(source: UseCasePlace, model: string, inAzure: FactsInAzure): Promise<void> {
  const problem = await inAzure.publishProblem(source);
  if (problem === undefined) return;
  throw new UserError([
    {
      code: "MLOPS-PROMOTE-020",
      where: `--publish, from workspace ${source.workspace}`,
      message: `${source.registry} cannot fetch ${model} from ${source.environment}: ${problem}`,
      fix:
        `let trainings write there themselves: compute.publishesModels in environments/${source.environment}.yaml; this ` +
        "version by whoever reaches both: " +
        `\`az ml model download\`, then \`az ml model create --registry-name ${source.registry}\` with its tags. Then run this ` +
        "without --publish",
    },
  ]);
}

/** Everything a promotion is decided on. @throws UserError if Azure refuses or does not answer */
export async function gatherPromotion(
  promoted: PromotedUseCase,
  to: string,
  inAzure: FactsInAzure,
  proofs: readonly LiveProof[],
  /** Whether a version may come into the registry from the first environment's workspace. */
  publishing = false,
): Promise<PromotionFacts> {
  const { variants, places, model } = promoted;
  const index = variants.findIndex(({ environment }) => environment === to);
  const target = variants[index]!;
  const previous = variants[index - 1];
  const source = places.get(variants[0]!.environment)!;
  const inRegistry = await inAzure.inRegistry(source, model);
  const inWorkspace = besidePublished(inRegistry, await inAzure.inWorkspace(source, model), publishing);
  const registered = [...inRegistry, ...inWorkspace];
  const jobs = await ofJobs(
    registered.filter(({ place }) => place !== "registry"),
    (one) => inAzure.ofJob(source, one),
  );
  const endpoints: Record<string, PromotionFacts["endpoints"][string]> = {};
  for (const variant of previous === undefined ? [target] : [previous, target]) {
    endpoints[variant.environment] = await inAzure.endpoint(places.get(variant.environment)!);
  }
  const { monitors, release } = previous ?? {};
  const drift =
    monitors === undefined || release?.live === undefined
      ? undefined
      : await inAzure.drift(places.get(previous!.environment)!, release.live.model, monitors.schedule.longestGap());
  const clock = inAzure.clock();
  return {
    ...(clock !== undefined && { clock }),
    models: [...registered, ...jobs],
    endpoints,
    ...(drift !== undefined && { drift }),
    proofs,
  };
}

/** What the jobs of the newest versions say of them. */
async function ofJobs(
  versions: readonly ModelFacts[],
  ask: (version: ModelFacts) => Promise<ModelFacts | undefined>,
): Promise<readonly ModelFacts[]> {
  const newest = [...versions]
    .sort((left, right) => compareVersions(right.version, left.version))
    .slice(0, MOST_VERSIONS);
  const found: ModelFacts[] = [];
  for (const version of newest) {
    const job = await ask(version);
    if (job !== undefined) found.push(job);
  }
  return found;
}

interface Chosen {
  readonly version: string;
  readonly decision: Decision<ReleaseEdit>;
  readonly facts: PromotionFacts;
}

function choose(promoted: PromotedUseCase, options: PromoteOptions, facts: PromotionFacts): Chosen {
  const { stages, useCase, model } = promoted;
  const { to, override, publish } = options;
  const decide = (version: string) =>
    decidePromotion({
      stages,
      to,
      version,
      facts,
      willPublish: publish === true,
      ...(override !== undefined && { override }),
    });
  if (options.model !== undefined) return { version: options.model, decision: decide(options.model), facts };
  const index = stages.findIndex(({ release }) => release.environment === to);
  const live = stages[index]!.release.live?.model;
  const tried = versionsToTry(facts, index === 0 || publish === true);
  // Those that passed every environment before; if there are none, those that came furthest.
  for (let far = index; far >= 0; far--) {
    const passed = tried.filter((version) => stages.slice(0, far).every(({ release }) => wasLive(release, version)));
    const chosen = newestEligible(passed, decide, live);
    if (chosen !== undefined) return { ...chosen, facts };
  }
  const trying = stages[index]!.release.candidate;
  if (trying !== undefined) {
    throw new UserError([
      {
        code: "MLOPS-PROMOTE-009",
        where: useCase.name,
        message: `${trying.model} is still being tried in ${to}, and nothing newer is registered`,
        fix: `finish it: mlops rollout ${useCase.name} --env ${to}, or mlops rollback`,
      },
    ]);
  }
  throw new UserError([
    {
      code: "MLOPS-PROMOTE-009",
      where: useCase.name,
      message:
        live === undefined
          ? `neither the registry nor the workspace has a version of ${model}`
          : `no version of ${model} is newer than ${live}, live in ${to}`,
      fix: "train one, or name one with --model",
    },
  ]);
}

/** Versions in the registry, newest first; where they may come from the workspace, those there, too. */
function versionsToTry({ models }: PromotionFacts, fromWorkspace: boolean): readonly string[] {
  const inRegistry = models.filter(({ place }) => place === "registry");
  const tried = fromWorkspace || inRegistry.length === 0 ? models : inRegistry;
  return [...new Set(tried.map(({ version }) => version))]
    .sort((left, right) => compareVersions(right, left))
    .slice(0, MOST_VERSIONS);
}

const isPublished = ({ models }: PromotionFacts, version: string): boolean =>
  models.some((found) => found.place === "registry" && found.version === version);

/** What this decision saw live, for decisions to come. */
function seenLive({ stages }: PromotedUseCase, { endpoints, proofs, clock }: PromotionFacts): readonly LiveProof[] {
  return stages.flatMap((stage) => {
    const { environment, live } = stage.release;
    const since = liveSince(stage, endpoints[environment], proofs);
    if (since === undefined || live === undefined || clock === undefined) return [];
    return [{ environment, model: live.model, from: since.latest, until: clock.azure }];
  });
}

import { useCaseNamesOf } from "../names";
import { didYouMean } from "../../domain/problem/did-you-mean";
import { checkInstances } from "../../domain/azure/deployment-rules";
import { checkName } from "../../domain/azure/names";
import { useCaseNames } from "../../domain/azure/use-case-names";
import { watchedFolder, writesInto } from "../../domain/monitors/new-data";
import { noticesOfServing } from "../../domain/alerts/notices";
import { MOST_DRIFT_SIGNALS } from "../../domain/monitors/retraining-rules";
import { checkBudgetAt } from "../budget";
import type { Notes } from "../notes";
import type { Path } from "../yaml/file";
import type { VariantCheck, VariantDraft } from "./drafts";
import { checkBatchData } from "./batch-data-checks";
import { checkPromotionAt } from "./promotion-checks";
import { checkScheduleAt } from "./schedule";
import { checkSignal, checkSignalKeys } from "./signal-checks";

/** What must hold between the keys of a use case in one environment, and between them and the environment. */
export const checkVariant: VariantCheck = (variant, notes) => {
  checkTraining(variant, notes);
  checkRetraining(variant, notes);
  checkMonitors(variant, notes);
  checkServing(variant, notes);
  checkBatchData(variant, notes);
  checkPromotionAt(variant, notes);
  checkBudgetAt(["serving", "budget"], variant.serving?.budget, notes);
  checkNotices(variant, notes);
};

function checkNotices({ notices }: VariantDraft, notes: Notes): void {
  notes.addRepeated(["notices"], notices);
  if (notes.has(["serving"])) return;
  for (const [index, notice] of (notices ?? []).entries()) {
    if (notice === undefined || !noticesOfServing.includes(notice)) continue;
    notes.add(["notices", index], {
      kind: "together",
      says: "tells of a model that the use case does not serve",
      fix: "add serving, or remove it",
    });
  }
}

function checkTraining(variant: VariantDraft, notes: Notes): void {
  checkCluster(["training", "cluster"], variant.training?.cluster, variant, notes);
}

function checkCluster(
  path: Path,
  cluster: string | undefined,
  { environment, platform }: VariantDraft,
  notes: Notes,
): void {
  const clusters = Object.keys(platform?.compute?.clusters ?? {});
  if (cluster === undefined || platform?.compute === undefined || clusters.includes(cluster)) return;
  const meant = didYouMean(cluster, clusters);
  notes.add(path, {
    kind: "unknownCluster",
    says: `is no cluster of ${environment}`,
    allowed: clusters.length === 0 ? undefined : clusters.join(", "),
    fix: meant === undefined ? `add it to environments/${environment}.yaml` : `did you mean ${meant}?`,
  });
}

function checkRetraining(variant: VariantDraft, notes: Notes): void {
  const { retraining, monitors } = variant;
  checkScheduleAt(["retraining", "schedule"], retraining?.schedule, notes);
  checkNewData(variant, notes);
  const onDrift = ["retraining", "onDrift"];
  if (retraining?.onDrift === undefined) return;
  if (!notes.has(["monitors"])) {
    notes.add(
      onDrift,
      { kind: "together", says: "waits for drift that no monitor looks for", fix: "add monitors, or remove it" },
      { at: "key" },
    );
    return;
  }
  const known = Object.keys(monitors?.signals ?? {});
  const named = retraining.onDrift.signals;
  for (const [index, signal] of (named ?? []).entries()) {
    if (signal === undefined || monitors?.signals === undefined || known.includes(signal)) continue;
    const meant = didYouMean(signal, known);
    notes.add([...onDrift, "signals", index], {
      kind: "unknownSignal",
      says: "is no signal of the monitors",
      allowed: known.join(", "),
      fix: meant === undefined ? undefined : `did you mean ${meant}?`,
    });
  }
  notes.addRepeated([...onDrift, "signals"], named);
  if ((named ?? known).length <= MOST_DRIFT_SIGNALS) return;
  notes.add(
    named === undefined ? onDrift : [...onDrift, "signals"],
    {
      kind: "outOfRange",
      says: "counts more signals than an Event Grid filter takes",
      allowed: `at most ${MOST_DRIFT_SIGNALS}`,
      fix: "name the signals that matter",
    },
    { given: String((named ?? known).length) },
  );
}

/** Longest name of a container. Source: learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules. */
const MOST_OF_CONTAINER = 63;

function checkNewData({ retraining, training, environment, platform, useCase }: VariantDraft, notes: Notes): void {
  const path = ["retraining", "onNewData"];
  const onNewData = retraining?.onNewData;
  if (onNewData === undefined) return;
  if (platform !== undefined && platform.storageEvents !== true) {
    notes.add(
      path,
      {
        kind: "together",
        says: `waits for events that the storage of ${environment} does not send`,
        fix: `set storageEvents: true in environments/${environment}.yaml, or write it under overrides of others`,
      },
      { at: "key" },
    );
  }
  for (const key of ["cooldown", "maxPerWeek"] as const) {
    if (retraining?.onDrift === undefined || !notes.has([...path, key])) continue;
    notes.add(
      [...path, key],
      {
        kind: "together",
        says: "is said of onDrift already: both count the same trainings",
        fix: `remove it, or change retraining.onDrift.${key}`,
      },
      { at: "key" },
    );
  }
  const { newData, deadLetters } = useCaseNames({ prefix: "", subscription: "", environment, useCase });
  const container = deadLetters(newData);
  if (container.length > MOST_OF_CONTAINER) {
    notes.add(
      path,
      {
        kind: "azureName",
        says: `makes a container ${container} for events that are not taken`,
        allowed: `at most ${MOST_OF_CONTAINER} characters`,
        fix: `give the use case a name of at most ${useCase.length - (container.length - MOST_OF_CONTAINER)} characters`,
      },
      { at: "key" },
    );
  }
  for (const [name, output] of Object.entries(training?.outputs ?? {})) {
    const folder = watchedFolder(onNewData.path ?? "");
    if (folder === undefined || output === undefined || !writesInto(folder, output.path)) continue;
    notes.add([...path, "path"], {
      kind: "together",
      says: `holds the output ${name} of the training, which would start itself`,
      fix: "watch another folder, or write the output elsewhere",
    });
  }
}

function checkMonitors(variant: VariantDraft, notes: Notes): void {
  const { monitors, environment, platform, data } = variant;
  if (!notes.has(["monitors"])) return;
  if (platform?.network?.outbound?.mode === "approved-only") {
    notes.add(
      ["monitors"],
      {
        kind: "monitorsOutbound",
        says: `cannot run in ${environment}, whose outbound access is approved-only: Azure ML does not support that`,
        fix: `set network.outbound.mode: internet in environments/${environment}.yaml, or remove monitors`,
      },
      { at: "key" },
    );
  }
  if (data?.production?.source === "collector" && !notes.has(["serving"])) {
    notes.add(["data", "production"], {
      kind: "productionData",
      says: "comes from the endpoint's collector, and the use case does not serve",
      fix: "add serving, or name an asset: source: asset",
    });
  }
  if (data?.production?.source === "asset" && !notes.has(["data", "production", "preprocessing"])) {
    const { type } = data.production;
    if (type !== undefined && type !== "mltable") {
      notes.add(["data", "production"], {
        kind: "productionData",
        says: `is a ${type} that the collector did not write, and has no preprocessing`,
        fix: "add preprocessing with a component that turns it into an MLTable",
      });
    }
  }
  checkScheduleAt(["monitors", "schedule"], monitors?.schedule, notes);
  const signals = Object.entries(monitors?.signals ?? {});
  if (monitors?.signals !== undefined && signals.length === 0) {
    notes.add(["monitors", "signals"], { kind: "outOfRange", says: "lists too few", allowed: "at least 1" });
  }
  checkSignalKeys(
    signals.map(([key]) => key),
    notes,
  );
  for (const [key, signal] of signals) if (signal !== undefined) checkSignal(key, signal, variant, notes);
}

function checkBatch(variant: VariantDraft, notes: Notes): void {
  const batch = variant.serving?.batch;
  if (batch === undefined) return;
  const path = ["serving", "batch"];
  checkCluster([...path, "cluster"], batch.cluster, variant, notes);
  checkScheduleAt([...path, "schedule"], batch.schedule, notes);
  const { inputs, outputs, modelInput } = batch;
  if (modelInput !== undefined && inputs !== undefined && modelInput in inputs) {
    notes.add(
      [...path, "inputs", modelInput],
      {
        kind: "together",
        says: "is the input that takes the live version, by serving.batch.modelInput",
        fix: "remove it, or name another in modelInput",
      },
      { at: "key" },
    );
  }
  if (outputs !== undefined && Object.keys(outputs).length === 0) {
    notes.add(path, { kind: "together", says: "keeps nothing of what it scores", fix: "name outputs" }, { at: "key" });
  }
  for (const [name, output] of Object.entries(outputs ?? {})) {
    if (output?.path === undefined || output.path.endsWith("/")) continue;
    notes.add([...path, "outputs", name, "path"], {
      kind: "together",
      says: "is no folder, and each run writes into one of its own below it",
      allowed: "a path that ends in a slash, or none",
      fix: "end it in a slash",
    });
  }
}

function checkServing(variant: VariantDraft, notes: Notes): void {
  const { serving, isLast, environment } = variant;
  if (serving === undefined) return;
  checkBatch(variant, notes);
  const { min, max } = serving.instances ?? {};
  const path = ["serving", "instances"];
  const mistake = checkInstances({ min, max });
  if (mistake !== undefined) {
    notes.add([...path, "max"], { kind: "instances", says: mistake.says, allowed: mistake.allowed });
  }
  if (isLast && min !== undefined && min < 2 && !notes.has([...path, "reason"])) {
    notes.add([...path, "min"], {
      kind: "instances",
      says: `leaves ${environment} without an answer whenever the one instance restarts`,
      allowed: "2 or more",
      fix: "or say why in serving.instances.reason",
    });
  }
  notes.addRepeated(
    ["serving", "callers"],
    serving.callers?.map((caller) => caller?.group),
    ["group"],
  );
}

/** What is wrong with the name of a use case's endpoint, composed for one environment. */
export function endpointNameProblem(
  ...[organization, environment, useCase]: Parameters<typeof useCaseNamesOf>
): (NonNullable<ReturnType<typeof checkName>> & { readonly longest: number }) | undefined {
  const { endpoint } = useCaseNamesOf(organization, environment, useCase);
  const wrong = checkName("onlineEndpoint", endpoint);
  return wrong === undefined ? undefined : { ...wrong, longest: useCase.length - (endpoint.length - 32) };
}

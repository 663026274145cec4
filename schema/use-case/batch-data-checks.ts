import { batchDataParts, type BatchData } from "../../domain/azure/use-case-names";
import type { Duration } from "../../domain/time/duration";
import type { Notes } from "../notes";
import type { Draft } from "../walk";
import type { Path } from "../yaml/file";
import type { VariantDraft } from "./drafts";
import { scheduleOfDraft } from "./schedule";
import type { VariantFile } from "./schema";

type SignalDraft = Draft<NonNullable<VariantFile["monitors"]>["signals"][string]>;

/** Whether a signal looks at what batches write. */
export const isOfBatch = (signal: SignalDraft, { data }: Pick<VariantDraft, "data">): boolean =>
  (signal.source ?? data?.production?.source) === "batch";

/** What `data.batch` names, and whoever asks for it: each part is an output of the batch that is written somewhere. */
export function checkBatchData(variant: VariantDraft, notes: Notes): void {
  const path = ["data", "batch"];
  const { data } = variant;
  if (data?.production?.source === "batch") checkProvided(["data", "production"], notes);
  if (!notes.has(path)) return;
  if (!notes.has(["serving", "batch"])) {
    notes.add(
      path,
      {
        kind: "productionData",
        says: "is what batch scoring writes, and nothing scores by the clock",
        fix: "add serving.batch, or remove it",
      },
      { at: "key" },
    );
    return;
  }
  const outputs = variant.serving?.batch?.outputs;
  if (outputs === undefined) return;
  for (const part of batchDataParts) {
    const name = data?.batch?.[part];
    if (name === undefined) continue;
    if (!(name in outputs)) {
      const allowed = Object.keys(outputs).join(", ");
      const says = "is no output of serving.batch";
      notes.add([...path, part], { kind: "productionData", says, ...(allowed !== "" && { allowed }) });
      continue;
    }
    const output = outputs[name];
    const at = ["serving", "batch", "outputs", name];
    if (output?.type !== undefined && output.type !== "uri_folder")
      notes.add([...at, "type"], {
        kind: "productionData",
        says: `is not what monitors read, as data.batch.${part} has them do`,
        allowed: "uri_folder",
      });
    if (notes.has([...at, "path"])) continue;
    const says = `has no path, and data.batch.${part} has monitors read it`;
    const fix = "give it a folder: each run writes into one of its own below it";
    notes.add(at, { kind: "productionData", says, fix }, { at: "key" });
  }
}

/** Whether the batch leaves what a signal looks at, and whether a window always holds a batch. */
export function checkSignalOfBatch(path: Path, signal: SignalDraft, variant: VariantDraft, notes: Notes): void {
  if (!isOfBatch(signal, variant)) return;
  // Where all signals look at batches it is said once, of data.production.
  if (signal.source === "batch" && variant.data?.production?.source !== "batch") {
    checkProvided([...path, "source"], notes);
  }
  if (signal.type === "feature-attribution-drift") {
    notes.add([...path, "type"], {
      kind: "productionData",
      says: "joins what was asked with what was answered by request, and a batch is no request",
      fix: "remove the signal, or let it look at what the endpoint's collector writes",
    });
    return;
  }
  for (const [part, at] of partsOf(path, signal)) {
    if (!notes.has(["data", "batch"]) || notes.has(["data", "batch", part])) continue;
    notes.add(
      at,
      {
        kind: "productionData",
        says: `needs ${part} of batches, and data.batch names none`,
        fix: `add data.batch.${part}: the output of serving.batch that holds them`,
      },
      at === path ? { at: "key" } : {},
    );
  }
  const gap = scheduleOfDraft(variant.serving?.batch?.schedule)?.longestGap();
  if (gap === undefined) return;
  checkWindow([...path, "window"], signal.window, gap, notes);
  if ("reference" in signal) checkWindow([...path, "reference", "window"], signal.reference?.window, gap, notes);
}

function checkProvided(path: Path, notes: Notes): void {
  if (notes.has(["data", "batch"])) return;
  const scores = notes.has(["serving", "batch"]);
  notes.add(path, {
    kind: "productionData",
    says: scores
      ? "looks at what batches write, and nothing says what of it"
      : "looks at what batches write, and nothing scores by the clock",
    fix: scores ? "add data.batch" : "add serving.batch and data.batch",
  });
}

/** What of a batch a signal looks at, and where it says so. */
function partsOf(path: Path, signal: SignalDraft): readonly (readonly [BatchData, Path])[] {
  switch (signal.type) {
    case "data-drift":
    case "data-quality":
      return [["inputs", path]];
    case "prediction-drift":
      return [["outputs", path]];
    case "custom": {
      const named = [
        [signal.production, [...path, "production"]] as const,
        ...Object.entries(signal.data ?? {}).map(([name, kind]) => [kind, [...path, "data", name]] as const),
      ];
      return named.flatMap(([kind, at]) => {
        const part = batchDataParts.find((one) => one === kind);
        return part === undefined ? [] : [[part, at] as const];
      });
    }
    default:
      return [];
  }
}

/** A monitor whose window holds nothing fails, and its other signals with it. */
function checkWindow(path: Path, window: Duration | undefined, gap: Duration, notes: Notes): void {
  if (window === undefined || window.toSeconds() >= gap.toSeconds()) return;
  notes.add(
    path,
    {
      kind: "productionData",
      says: "is shorter than the time from one batch to the next, so that the monitor finds nothing in it and fails",
      allowed: `at least ${String(gap)}`,
    },
    { given: String(window) },
  );
}

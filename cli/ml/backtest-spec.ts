import { signalsOfVersion } from "../../domain/monitors/signals";
import type { Signal, SignalReference, UseCase } from "../../schema/use-case/schema";

type Variant = UseCase["variants"][number];

/** Kinds of signal that can be replayed from tables; others are computed from models or by components. */
const REPLAYED = ["data-drift", "prediction-drift", "data-quality"] as const;
export type Replayed = Extract<Signal, { type: (typeof REPLAYED)[number] }>;

const isReplayed = (signal: Signal): signal is Replayed => (REPLAYED as readonly string[]).includes(signal.type);

/** The signals of a use case that tables alone let replay. */
export function replayedOf(
  configured: Variant | undefined,
  hasPrediction: boolean,
  say: (line: string) => void,
): readonly Replayed[] {
  const configuredOnes = configured?.monitors?.signals ?? [];
  // One file is replayed: where some signals look at requests, it is of these.
  const all = signalsOfVersion(
    configuredOnes,
    configuredOnes.every(({ source }) => source === "batch"),
  );
  for (const { key } of configuredOnes.filter((signal) => !all.includes(signal)))
    say(`${key} is left out: it looks at what batches score, and the others at what callers ask`);
  const found = all.filter(isReplayed).filter(({ type }) => type !== "prediction-drift" || hasPrediction);
  for (const { key, type } of all.filter((signal) => !found.some((each) => each.key === signal.key))) {
    const why =
      type === "prediction-drift"
        ? "name the column of the answers with --prediction"
        : `${type} cannot be replayed from tables${type === "feature-attribution-drift" ? "; in Azure it alarms in every run" : ""}`;
    say(`${key} is left out: ${why}`);
  }
  return found;
}

/** What `mlkit.backtest.spec` reads, as text. */
export const specTextOf = (configured: Variant, signals: readonly Replayed[]): string =>
  JSON.stringify({ every: everyOf(configured), signals: signals.map(specOf) });

/** Time between two runs of the monitor. Of a schedule that is uneven the longest: it is what must not be missed. */
const everyOf = ({ monitors }: Variant): string => {
  const hours = Math.max(1, Math.round(monitors!.schedule.longestGap().toHours()));
  // Where summer time begins a day has 23 hours, and 25 where it ends.
  return hours % 24 === 0 || hours > 23 ? `${Math.max(1, Math.round(hours / 24))}d` : `${hours}h`;
};

const hoursOf = (window: Signal["window"]): string => `${Math.max(0, Math.round(window.toHours()))}h`;

function specOf(signal: Replayed): Readonly<Record<string, unknown>> {
  const features = "features" in signal ? signal.features : undefined;
  const { reference } = signal as { readonly reference: SignalReference };
  const threshold = (one: { readonly metric: string; readonly value: number } | undefined) =>
    one && { metric: one.metric, value: one.value };
  return {
    key: signal.key,
    type: signal.type,
    window: hoursOf(signal.window),
    offset: hoursOf(signal.offset),
    ...(reference.source === "production" && {
      reference: { window: hoursOf(reference.window), offset: hoursOf(reference.offset) },
    }),
    numerical: threshold(signal.numerical),
    categorical: threshold(signal.categorical),
    ...(features?.kind === "top" && { features: { top: features.top } }),
    ...(features?.kind === "only" && { features: { only: features.features } }),
    ...("featureTypes" in signal && { featureTypes: signal.featureTypes }),
  };
}

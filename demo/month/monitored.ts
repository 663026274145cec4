import { isBatchData } from "../../domain/azure/use-case-names";
import type { SignalRequest } from "./world";

type Body = Readonly<Record<string, unknown>>;

const HOURS: Readonly<Record<string, number>> = { D: 24, H: 1, W: 168 };

/** Hours of an ISO duration such as `P1D` or `PT12H`. */
const hours = (text: unknown): number =>
  [...String(text).matchAll(/(\d+(?:\.\d+)?)([DHW])/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * HOURS[unit!]!,
    0,
  );

const rolling = (data: Body) => ({ window: hours(data["windowSize"]), offset: hours(data["windowOffset"]) });

/** Signals of a deployed monitor, as they are to be computed. */
export function signalsOf(definition: Body): readonly SignalRequest[] {
  return Object.entries(definition["signals"] as Readonly<Record<string, Body>>).map(([name, body]) => {
    const one = body["metricThreshold"] as Body | undefined;
    const entries = one === undefined ? ((body["metricThresholds"] ?? []) as readonly Body[]) : [one];
    const metrics = entries.map(({ metric, dataType }) => ({
      metric: String(metric),
      ...(dataType !== undefined && { dataType: String(dataType) }),
    }));
    const assets = body["inputAssets"] as Readonly<Record<string, Body>> | undefined;
    const production = [body["productionData"] ?? assets?.["production_data"]].flat()[0] as Body;
    const reference = body["referenceData"] as Body | undefined;
    const types = body["featureDataTypeOverride"] as Readonly<Record<string, string>> | undefined;
    const inputs = body["inputs"] as Readonly<Record<string, { readonly value: string }>> | undefined;
    return {
      name,
      type: String(body["signalType"]),
      metrics,
      ...rolling(production),
      ...(isBatchData(String(production["uri"])) && { ofBatch: true }),
      ...(reference?.["inputDataType"] === "Rolling" && { reference: rolling(reference) }),
      ...chosenFeatures(body["features"] as Body | undefined),
      ...(types !== undefined && {
        types: Object.fromEntries(Object.entries(types).map(([feature, type]) => [feature, type.toLowerCase()])),
      }),
      ...(body["componentId"] !== undefined && {
        component: /\/components\/([^/]+)\//.exec(String(body["componentId"]))?.[1] ?? "",
        inputs: Object.fromEntries(Object.entries(inputs ?? {}).map(([input, { value }]) => [input, value])),
      }),
    };
  });
}

function chosenFeatures(features: Body | undefined): Pick<SignalRequest, "features"> {
  switch (features?.["filterType"]) {
    case "FeatureSubset":
      return { features: features["features"] as readonly string[] };
    case "TopNByAttribution":
      return { features: Number(features["top"]) };
    default:
      return {};
  }
}

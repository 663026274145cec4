import type { Duration } from "../../domain/time/duration";
import type { ArmResource } from "../arm-resource";
import type { DataType } from "../azapi";
import { toTimeSpan } from "../compute/time-span";

/** What data is about, as Azure ML's monitors call it. */
export type DataContext =
  "model_inputs" | "model_outputs" | "model_inputs_outputs" | "training" | "test" | "validation" | "ground_truth";

/** Data that a signal looks at. */
export interface MonitoredData {
  /** A version of a data asset; a reference, so that Terraform makes it first. */
  readonly asset: ArmResource;
  /** What the asset leads to. Folders are safest: Spark reads only plain MLTables. */
  readonly type: DataType;
  readonly context: DataContext;
  /** Columns that mean something. @default - none */
  readonly columns?: {
    /** What the model predicts, or its prediction. */
    readonly target?: string;
    /** What ties an answer to its request. */
    readonly correlation?: string;
  };
}

/** Data that grows: each run looks at a stretch of it. */
export interface RollingData extends MonitoredData {
  /**
   * Id of a component that turns the stretch into a table: needed for folders that the collector did not write.
   * @default - none
   */
  readonly preprocessing?: string;
}

/** Which stretch of growing data a run looks at. */
export interface Window {
  /** How much of it. */
  readonly size: Duration;
  /** How long before the run that ends. @default - at the run */
  readonly offset?: Duration;
}

interface InputDataCommon {
  readonly jobInputType: DataType;
  readonly uri: string;
  readonly dataContext: DataContext;
  readonly columns?: Readonly<Partial<Record<"target_column" | "correlation_id", string>>>;
}

/** ARM's `MonitoringInputDataBase`, the kinds this project uses. */
export type InputDataBody =
  | (InputDataCommon & { readonly inputDataType: "Fixed" })
  | (InputDataCommon & {
      readonly inputDataType: "Rolling";
      readonly windowSize: string;
      readonly windowOffset: string;
      readonly preprocessingComponentId?: string;
    });

/** Data that is looked at whole, run after run. */
export const fixedInput = (data: MonitoredData): InputDataBody => ({ inputDataType: "Fixed", ...common(data) });

/** A stretch of data that moves with the run. */
export const rollingInput = (data: RollingData, { size, offset }: Window): InputDataBody => ({
  inputDataType: "Rolling",
  ...common(data),
  windowSize: toTimeSpan(size),
  windowOffset: offset === undefined || offset.toSeconds() === 0 ? "P0D" : toTimeSpan(offset),
  preprocessingComponentId: data.preprocessing,
});

function common({ asset, type, context, columns }: MonitoredData): InputDataCommon {
  const { target, correlation } = columns ?? {};
  return {
    jobInputType: type,
    uri: asset.id,
    dataContext: context,
    columns: columns === undefined ? undefined : { target_column: target, correlation_id: correlation },
  };
}

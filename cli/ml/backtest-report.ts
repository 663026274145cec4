/** What `mlkit.backtest` tells, as JSON; instants are ISO 8601 in UTC. */
export interface BacktestReport {
  /** Where what was replayed lies. */
  readonly production: string;
  readonly reference: string | null;
  readonly rows: number;
  readonly reference_rows: number | null;
  readonly from: string;
  readonly to: string;
  readonly seed: number;
  readonly signals: readonly BacktestSignal[];
  readonly notes: readonly string[];
}

/** Numerical or categorical: thresholds are per kind of feature. */
export type FeatureKind = string;

export interface BacktestSignal {
  readonly key: string;
  readonly type: string;
  readonly runs: number;
  readonly alarms: number;
  readonly first_alarm: string | null;
  readonly features: readonly BacktestFeature[];
  readonly rows_per_window: { readonly fewest: number; readonly median: number; readonly most: number };
  readonly lost_to_nulls: { readonly rows: number; readonly share: number; readonly columns: readonly string[] };
  /** Why every run would end in an error in Azure; empty: none would. */
  readonly refused: readonly string[];
  readonly windows: readonly BacktestWindow[];
  readonly no_drift?: Readonly<Record<FeatureKind, NoDrift>>;
  readonly suggested?: Readonly<Record<FeatureKind, Suggestion>>;
  readonly labels?: LabelVerdict;
}

export interface BacktestFeature {
  readonly name: string;
  readonly type: FeatureKind;
  readonly metric: string;
  readonly threshold: number;
  readonly alarms: number;
  readonly first_alarm: string | null;
  readonly median: number | null;
  readonly worst: number | null;
}

export interface BacktestWindow {
  readonly run: string;
  readonly from: string;
  readonly to: string;
  readonly rows: number;
  readonly lost: number;
  readonly alarm: boolean;
  /** Those that alarm. */
  readonly features: readonly string[];
}

/** What a signal gives though nothing has changed. */
export interface NoDrift {
  readonly metric: string;
  readonly threshold: number;
  readonly sizes: readonly {
    /** Of a window. */
    readonly rows: number;
    readonly draws: number;
    /** Of the worst feature, by share of the draws: `95%`, `99%`. */
    readonly levels: Readonly<Record<string, number | null>>;
    /** Share of the runs that alarm. */
    readonly alarm_share: number;
  }[];
}

export interface Suggestion {
  readonly metric: string;
  readonly from: number;
  readonly to: number;
  readonly below_no_drift: boolean;
  readonly alarms: { readonly from: number; readonly to: number };
  readonly reason: string;
}

/** Whether alarms came before the model got worse; a reason where labels say nothing yet. */
export interface LabelVerdict {
  readonly loss: string;
  readonly reason?: string;
  readonly worse?: readonly {
    readonly from: string;
    readonly to: string;
    readonly first_alarm: string | null;
    readonly verdict: string;
  }[];
  readonly alarms?: Readonly<Record<string, number>>;
}

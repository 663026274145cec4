import type { BacktestReport, BacktestSignal, BacktestWindow } from "../../../cli/ml/backtest-report";

const day = (index: number): string => new Date(Date.UTC(2026, 2, 1 + index)).toISOString().replace(".000", "");

const windowsOf = (runs: number, alarming: (index: number) => boolean, feature: string): readonly BacktestWindow[] =>
  Array.from({ length: runs }, (_, index) => ({
    run: day(index + 1),
    from: day(index),
    to: day(index + 1),
    rows: 90 + (index % 7),
    lost: index % 3,
    alarm: alarming(index),
    features: alarming(index) ? [feature] : [],
  }));

const signal = (key: string, feature: string, windows: readonly BacktestWindow[]): BacktestSignal => {
  const alarming = windows.filter(({ alarm }) => alarm);
  return {
    key,
    type: "data-drift",
    runs: windows.length,
    alarms: alarming.length,
    first_alarm: alarming[0]?.run ?? null,
    features: [
      {
        name: feature,
        type: "numerical",
        metric: "jensen-shannon-distance",
        threshold: 0.1,
        alarms: alarming.length,
        first_alarm: alarming[0]?.run ?? null,
        median: 0.0523,
        worst: 0.3456,
      },
    ],
    rows_per_window: { fewest: 90, median: 93, most: 96 },
    lost_to_nulls: { rows: 21, share: 0.0112, columns: [feature] },
    refused: [],
    windows,
    no_drift: {
      numerical: {
        metric: "jensen-shannon-distance",
        threshold: 0.1,
        sizes: [{ rows: 93, draws: 200, levels: { "95%": 0.141, "99%": 0.1623 }, alarm_share: 0.84 }],
      },
    },
    suggested: {
      numerical: {
        metric: "jensen-shannon-distance",
        from: 0.1,
        to: 0.17,
        below_no_drift: true,
        alarms: { from: alarming.length, to: 2 },
        reason: "with 93 rows a window, 0.1 alarms in 84% of the runs of a quiet time; 0.17 in 1 of 100",
      },
    },
  };
};

const report = (signals: readonly BacktestSignal[], notes: readonly string[] = []): BacktestReport => ({
  production: "calls.csv",
  reference: "train.csv",
  rows: 5_580,
  reference_rows: 7_000,
  from: day(0),
  to: day(60),
  seed: 0,
  signals,
  notes,
});

/** A threshold that chance reaches: 31 of 60 days alarm. */
export const tightReport = report([signal("data-drift", "monthly_charge", windowsOf(60, (index) => index % 2 === 0 || index === 1, "monthly_charge"))], [
  "data-drift: tenure_months holds whole numbers of which fewer than 5% are distinct",
]); // prettier-ignore

const loose = signal(
  "data-drift",
  "monthly_charge",
  windowsOf(10, () => false, ""),
);
/** Nothing alarms, and the threshold can stay. */
export const quietReport = report([
  {
    ...loose,
    suggested: { numerical: { ...loose.suggested!["numerical"]!, from: 0.2, to: 0.2, below_no_drift: false, reason: "it can stay" } },
  },
]); // prettier-ignore

/** What Azure refuses, with labels, and with names that are meant to be more than text. */
export const hostileReport = report(
  [
    {
      ...signal(`</h2><script>alert(1)</script>${"k".repeat(90)}`, `<img src=x onerror=alert(1)>${"f".repeat(120)}`, windowsOf(120, (index) => index > 100, `"><b>`)), // prettier-ignore
      alarms: 0,
      refused: ["the two-sample Kolmogorov-Smirnov test is refused from 10,000 rows on <script>"],
      labels: {
        loss: "log loss",
        worse: [{ from: day(100), to: day(110), first_alarm: null, verdict: "missed" }],
        alarms: { hit: 0, early: 1, late: 0, false: 3 },
      },
    },
  ],
  ["\u202Enote</ul><script>"],
);

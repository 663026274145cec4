/**
 * What happens in the world during the month, whatever is configured: causes only. How customers then call and leave, what
 * versions of the model make of it and what monitors find is computed, see `world.ts`. Days count from 1, hours are UTC.
 */

/** How long a month is told. Days. */
export const DAYS = 28;

/** What each week is about. */
export const weeks: readonly string[] = [
  "Week 1: a price campaign brings other customers than before",
  "Week 2: a competitor's offer changes why customers leave; a changed feature meets real requests",
  "Week 3: the labels of last week come in",
  "Week 4: an upstream system forgets a column",
];

/** Something that is different on some days. Names of causes are those of the use case's generator. */
export interface Period {
  readonly from: number;
  readonly to: number;
  /** How many times as much is asked. */
  readonly volume?: number;
  /** Share of the requests in some hours whose meter has just started anew: they tell of no use. */
  readonly unmetered?: number;
  readonly fromHour?: number;
  readonly toHour?: number;
  readonly [cause: string]: number | undefined;
}

/** Something that is different in trainings on some days. */
export interface TrainingChange {
  readonly from: number;
  readonly to: number;
  /** Columns for which the extract of training data holds zeros, but for the newest customers. */
  readonly lost?: readonly string[];
  /** Texts of `features.py`, and what somebody has written in their place. */
  readonly edit?: readonly (readonly [string, string])[];
  /** In words. */
  readonly says: string;
}

export interface Scenario {
  readonly causes: readonly Period[];
  readonly trainings: readonly TrainingChange[];
  /** Whom a version before and after is held against once their labels have come. */
  readonly retold?: {
    readonly from: number;
    readonly to: number;
    /** The day on which all their labels are known. */
    readonly known: number;
    /** A column, and its largest value among them. */
    readonly where: Readonly<Record<string, number>>;
    readonly says: string;
  };
}

const scenarios: Readonly<Record<string, Scenario>> = {
  "customer-churn": {
    causes: [
      // What a training can know of such customers when the campaign comes.
      { from: -63, to: -43, campaign: 0.15 },
      { from: 3, to: 4, campaign: 0.45, volume: 1.5 },
      { from: 9, to: 11, competitor: 0.8 },
      // Billing starts meters anew in the afternoon. What is learned from later has the final use.
      { from: 13, to: DAYS, unmetered: 0.12, fromHour: 13, toHour: 15 },
      { from: 23, to: 23, nulls: 0.3 },
    ],
    trainings: [
      {
        from: 1,
        to: 2,
        lost: ["support_calls"],
        says: "that night the extract held calls to support of the newest customers only",
      },
      {
        from: 8,
        to: 8,
        edit: [
          [
            'frame["monthly_charge"] / (1.0 + frame["data_usage_gb"])',
            '[charge / usage for charge, usage in zip(frame["monthly_charge"].tolist(), frame["data_usage_gb"].tolist())]',
          ],
        ],
        says: "with a feature that somebody has simplified: charge by GB used",
      },
      {
        from: 15,
        to: 15,
        lost: ["monthly_charge"],
        says: "that night the extract held charges of the newest customers only",
      },
    ],
    retold: { from: 3, to: 4, known: 12, where: { tenure_months: 4 }, says: "whom the campaign brought" },
  },
};

const QUIET: Scenario = { causes: [], trainings: [] };

/** What happens to a use case; nothing unusual, if nothing is said of it. */
export const scenarioOf = (useCase: string): Scenario => scenarios[useCase] ?? QUIET;

/** Rows of a day that the collector keeps, and labelled customers of a day in the training data. */
export const ROWS = { requestsPerDay: 1200, rowsPerDay: 80 } as const;

/** Requests of callers, per minute. */
export const requestsPerMinute = (isLast: boolean): number => (isLast ? 240 : 20);

/** What network and machines do, whatever the version: how long an answer takes, and which share they lose. */
export const PLATFORM = { answerMilliseconds: 180, lostPercent: 0.2 } as const;

/** How long trainings take. Hours. */
export const TRAINING_HOURS = { schedule: 3, drift: 4 } as const;

/** How long a batch takes. */
export const BATCH_MINUTES = 12;

/** A run of a monitor takes some ten minutes; the later in the working week, the fewer. */
export const monitorMinutes = (day: number): number => 12 - ((day - 1) % 5);

/** Days between the trainings of versions that are there when the month begins, the newest of them this long ago. */
export const BEFORE = { newest: 28, every: 7 } as const;

import { Duration } from "../time/duration";

/** How often drift may start a training. */
export const retrainingLimits = {
  cooldown: { min: Duration.hours(1), max: Duration.days(30) },
  perWeek: { min: 1, max: 50 },
  /** Azure Monitor looks back two days at most. */
  staleAfter: { min: Duration.minutes(30), max: Duration.days(2) },
} as const;

/** Values that the filters of one Event Grid subscription take, all together. Source: Event Grid, "Event filtering", limitations. */
const FILTER_VALUES = 25;
/** Full names of signals that one subscription can wait for: one value is the text that every breach has. */
export const MOST_BREACH_NAMES = FILTER_VALUES - 1;
/** Signals that may start a training: each has a name for the live version and one for the candidate. */
export const MOST_DRIFT_SIGNALS = MOST_BREACH_NAMES / 2;

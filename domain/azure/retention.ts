import { Duration } from "../time/duration";

/** How long deleted blobs, shares, keys and vaults can be restored: what storage and key vault both take. */
export const softDeleteLimits = { min: Duration.days(7), max: Duration.days(90) } as const;

/** How long logs can be kept: what both Log Analytics (30 to 730 days) and Application Insights (these values only) take. */
export const logRetentions: readonly Duration[] = [30, 60, 90, 120, 180, 270, 365, 550, 730].map((days) =>
  Duration.days(days),
);
export const logRetentionLimits = { min: Duration.days(30), max: Duration.days(730) } as const;

/** What is wrong with a number of days that logs are kept; undefined if nothing is. */
export const checkLogRetention = (days: number) =>
  logRetentions.some((one) => one.toDays() === days)
    ? undefined
    : { says: "is not a length Azure offers", given: `${days}d`, allowed: logRetentions.join(", ") };

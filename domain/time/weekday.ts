/** Days of the week, Sunday first, as cron counts them. */
export const weekdays = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"] as const;

/** A day of the week, as configuration names it. */
export type Weekday = (typeof weekdays)[number];

import type { Review } from "../model";

/** Counts up when a reader of the JSON would have to change. */
export const REVIEW_SCHEMA_VERSION = 1;

/** The review as JSON, for programs, on one line: the model with the version of its form. */
export function renderJson(review: Review): string {
  return `${JSON.stringify({ schemaVersion: REVIEW_SCHEMA_VERSION, ...review })}\n`;
}

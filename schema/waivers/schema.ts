import { z } from "zod";
import { matching, reason, text, title } from "../fields";

/** Longest time that a finding may be accepted for, in days: then somebody has to look at it again. */
export const MAX_WAIVER_DAYS = 180;

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** A day of the calendar, as text: `2026-11-21`. */
const date = () =>
  text(
    (value) =>
      dayOf(value) === undefined ? { kind: "waiverDate", says: "is not a day", allowed: "YYYY-MM-DD" } : undefined,
    { pattern: DATE.source, examples: ["2026-11-21"] },
  );

/** Days since 1970; undefined for what is no day, such as 2026-02-30. */
export function dayOf(value: string): number | undefined {
  const time = DATE.test(value) ? Date.parse(`${value}T00:00:00Z`) : NaN;
  return Number.isNaN(time) || !new Date(time).toISOString().startsWith(value) ? undefined : time / 86_400_000;
}

/** `config/waivers.yaml`: policy findings that somebody accepts for a while. */
export const waiversSchema = z
  .strictObject({
    waivers: z
      .array(
        z
          .strictObject({
            rule: matching(/^[a-z0-9]+(-[a-z0-9]+)+$/, "the id of a rule, see `mlops policy --list`", {
              examples: ["storage-private-endpoint"],
            }).describe("Id of the rule that the finding is of."),
            resource: text(
              (value) =>
                /^[a-z0-9*][a-z0-9*-]*\/[a-z][a-z0-9_]*\..+$/.test(value)
                  ? undefined
                  : {
                      kind: "waiverResource",
                      says: "does not name a stack and a resource",
                      allowed: "<stack>/<type>.<name>, with * for any text but not for the type",
                    },
              { examples: ["dev/azurerm_storage_account.*"] },
            ).describe("Stack and Terraform address of what it is about; `*` stands for any text."),
            reason: reason().describe("Why it is accepted: a sentence of 15 characters or more."),
            owner: title(100).describe("Team or person who answers for it, and mends it or decides again in time."),
            granted: date().describe(
              "Day on which it was accepted, UTC; not in the future. It holds from that day on.",
            ),
            expires: date().describe(
              `Last day it holds (until midnight UTC), at most ${MAX_WAIVER_DAYS} days after it was granted. From the next day on the finding counts again.`,
            ),
          })
          .describe("One accepted finding."),
      )
      .default([])
      .describe("Accepted findings. One that covers nothing any more is reported, so that it is removed."),
  })
  .describe("Policy findings that somebody accepts for a while.");

/** The file as parsed. */
export type WaiversFile = z.output<typeof waiversSchema>;

/** A policy finding that somebody accepts for a while. */
export type GrantedWaiver = WaiversFile["waivers"][number];

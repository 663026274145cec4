import type { RuleTable, WriteContext } from "../../engine/arm/model";
import { badRequest } from "../../engine/arm/rules/helpers";

const MAX_NOTES = 512;

/** What a lock itself may look like; what it keeps from being changed is a rule for every write and deletion. */
export const lockRules: RuleTable = {
  "microsoft.authorization/locks": { write: [limitNotes] },
};

function limitNotes(context: WriteContext): void {
  const length = String(context.resource.properties["notes"] ?? "").length;
  if (length <= MAX_NOTES) return;
  throw badRequest(context, "InvalidLockNotes", `notes hold at most ${MAX_NOTES} characters, not ${length}.`);
}

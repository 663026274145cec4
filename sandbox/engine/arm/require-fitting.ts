import { ArmError } from "./arm-error";
import type { BodyShapes } from "./shapes";

/**
 * Refuses a body as Azure does: closed value sets included, which azapi does not check.
 * @param unknownProperties - what becomes of properties that the published definition does not have
 */
export function requireFitting(
  shapes: BodyShapes,
  id: string,
  type: string,
  body: unknown,
  unknownProperties: "refuse" | "ignore",
): void {
  const misfits = shapes.check(type, body).filter(({ unknown }) => !unknown || unknownProperties === "refuse");
  if (misfits.length === 0) return;
  const found = misfits.map(({ path, message }) => `${path}: ${message}`).join("; ");
  throw new ArmError(400, "ValidationError", `The request body of '${id}' is invalid: ${found}.`);
}

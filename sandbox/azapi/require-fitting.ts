import { ArmError } from "../arm/arm-error";
import type { BodyShapes } from "../arm/shapes";

/** Refuses a body as Azure does: closed value sets included, which azapi does not check. */
export function requireFitting(shapes: BodyShapes, id: string, type: string, body: unknown): void {
  const misfits = shapes.check(type, body);
  if (misfits.length === 0) return;
  const found = misfits.map(({ path, message }) => `${path}: ${message}`).join("; ");
  throw new ArmError(400, "ValidationError", `The request body of '${id}' is invalid: ${found}.`);
}

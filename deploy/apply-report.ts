import type { Applied, Done } from "./apply-stack";

/** What was done to a stack, in one line. */
export function describeApplied({ outcome, done, reasons }: Applied): string {
  if (outcome === "applied") return counted(done) || "outputs or addresses changed, resources did not";
  if (outcome === "no changes") return "no changes";
  if (outcome === "not begun") return `not begun: ${reasons.join("; ")}`;
  const before = counted(done) || "nothing done";
  if (outcome === "stopped") return `stopped by a signal; ${before}`;
  return `failed with ${reasons.length === 1 ? "1 error" : `${reasons.length} errors`}; ${before}`;
}

/** `12 added, 1 changed`; empty if nothing was. */
function counted(done: Done): string {
  const parts = Object.entries(done).filter(([, count]) => count > 0);
  return parts.map(([what, count]) => `${count} ${what}`).join(", ");
}

/** What `mlops apply` prints when it is done. */
export function applyReport(applied: readonly Applied[]): string {
  const width = Math.max(0, ...applied.map(({ name }) => name.length));
  const rows = applied.flatMap((one) => [
    `${one.name.padEnd(width)}  ${describeApplied(one)}`,
    ...(one.outcome === "failed" ? one.reasons.map((reason) => `${" ".repeat(width)}  ${reason}`) : []),
  ]);
  const count = (outcome: Applied["outcome"]) => applied.filter((one) => one.outcome === outcome).length;
  const sum = (["applied", "no changes", "failed", "stopped", "not begun"] as const)
    .filter((outcome) => count(outcome) > 0)
    .map((outcome) =>
      outcome === "no changes" ? `${count(outcome)} without changes` : `${count(outcome)} ${outcome}`,
    );
  const whole = applied.every(({ outcome }) => outcome === "applied" || outcome === "no changes");
  const next = whole ? [] : [`${whereItIs(applied)} Mend the cause, then go on with a new mlops plan.`];
  return [...(rows.length === 0 ? ["There is nothing to apply."] : [...rows, "", `${sum.join(", ")}.`]), ...next].join(
    "\n",
  );
}

/** Whether states know what was done: whoever plans anew from one that does not would make everything twice. */
function whereItIs(applied: readonly Applied[]): string {
  const unsaved = applied.filter((one) => one.unsaved === true).map(({ name }) => name);
  if (unsaved.length === 0) return "What was done is in the states.";
  const whose = unsaved.length === 1 ? "its state" : "their states";
  return `What was done to ${unsaved.join(", ")} is in no state yet: put ${whose} back first, as said above.`;
}

import type { Duration } from "../../domain/time/duration";

/**
 * The duration as Azure ML gives it back: `PT1H30M`, `P1DT12H`. It answers in mixed units whatever was sent, and
 * anything else would show as a change on every plan.
 */
export function toTimeSpan(duration: Duration): string {
  const total = duration.toSeconds();
  const days = Math.floor(total / 86_400);
  const clock = [
    [Math.floor(total / 3_600) % 24, "H"],
    [Math.floor(total / 60) % 60, "M"],
    [total % 60, "S"],
  ] as const;
  const time = clock.map(([amount, unit]) => (amount === 0 ? "" : `${amount}${unit}`)).join("");
  return `P${days === 0 ? "" : `${days}D`}${time === "" ? "" : `T${time}`}`;
}

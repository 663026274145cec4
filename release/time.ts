/** A length of time for people: its two largest units, `3d 4h`, `12m`, `40s`. */
export function span(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const parts = [
    [Math.floor(whole / 86_400), "d"],
    [Math.floor((whole % 86_400) / 3_600), "h"],
    [Math.floor((whole % 3_600) / 60), "m"],
    [whole % 60, "s"],
  ] as const;
  const first = parts.findIndex(([amount]) => amount > 0);
  if (first === -1) return "0s";
  return parts
    .slice(first, first + 2)
    .filter(([amount]) => amount > 0)
    .map(([amount, unit]) => `${amount}${unit}`)
    .join(" ");
}

/** Seconds from one moment to another; NaN if either is no date-time. */
export const secondsBetween = (from: string | undefined, to: string | undefined): number =>
  (Date.parse(to ?? "") - Date.parse(from ?? "")) / 1000;

/** A moment to the minute: `2026-11-21 09:30 UTC`. */
export const moment = (iso: string): string =>
  Number.isNaN(Date.parse(iso)) ? iso : `${new Date(iso).toISOString().slice(0, 16).replace("T", " ")} UTC`;

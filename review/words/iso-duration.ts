import { Duration } from "../../domain/time/duration";

const ISO = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

/** A length of time as Azure writes it: `P7D`, `PT36H`. Undefined if it is none, or nothing at all. */
export function parseIsoDuration(text: string | undefined): Duration | undefined {
  const match = ISO.exec(text ?? "");
  if (match === null) return undefined;
  const [weeks, days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const total = ((weeks * 7 + days) * 24 + hours) * 3_600 + minutes * 60 + seconds;
  return total === 0 ? undefined : Duration.seconds(total);
}

/** `1d` for `P1D`; text that is no length of time as it is. */
export const durationInWords = (text: string | undefined): string | undefined =>
  text === undefined ? undefined : (parseIsoDuration(text)?.toString() ?? (ISO.test(text) ? "0s" : text));

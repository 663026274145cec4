/** The fields of a cron expression that Azure ML heeds, spelt out and rising. */
export interface CronFields {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  /** 0 is Sunday. */
  readonly weekdays: readonly number[];
}

const WEEKDAY_NAMES = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/** Why an expression is none that Azure ML runs as it reads. */
export interface CronMistake {
  readonly says: string;
  readonly allowed?: string;
  readonly fix?: string;
}

/**
 * Reads `MIN HOUR * * DOW`, each a number, `*`, a range, a list or a step. Day of month and month must be `*`: Azure ML
 * ignores them, so that what looks like a monthly job would run every day.
 */
export function parseCron(expression: string): CronFields | CronMistake {
  const fields = expression.trim().split(/\s+/);
  if (fields.length !== 5) {
    return {
      says: `has ${fields.length} ${fields.length === 1 ? "field" : "fields"} instead of five`,
      allowed: "MINUTE HOUR * * WEEKDAY, such as 0 2 * * 1",
    };
  }
  const [minute, hour, dayOfMonth, month, weekday] = fields as [string, string, string, string, string];
  if (dayOfMonth !== "*" || month !== "*") {
    return {
      says: `sets ${dayOfMonth === "*" ? "the month" : "the day of the month"}, which Azure ML ignores: it would run daily`,
      allowed: "* in the third and fourth field",
      fix: "for a monthly schedule write every: month with days",
    };
  }
  const minutes = parseField(minute, 0, 59);
  if (minutes === undefined) return { says: `has the minute ${minute}`, allowed: "0 to 59, *, lists, ranges, steps" };
  const hours = parseField(hour, 0, 23);
  if (hours === undefined) return { says: `has the hour ${hour}`, allowed: "0 to 23, *, lists, ranges, steps" };
  const weekdays = parseField(weekday, 0, 6, WEEKDAY_NAMES);
  if (weekdays === undefined) {
    return {
      says: `has the weekday ${weekday}`,
      allowed: "0 (Sunday) to 6, SUN to SAT, *, lists, ranges, steps",
      ...(weekday === "7" ? { fix: "write 0 for Sunday" } : {}),
    };
  }
  return { minutes, hours, weekdays };
}

/** The values of one field, rising; undefined if it cannot be read or holds a value out of its range. */
function parseField(text: string, min: number, max: number, names: readonly string[] = []): number[] | undefined {
  const values = new Set<number>();
  for (const part of text.split(",")) {
    const match = /^(?:\*|([a-zA-Z]+|\d+)(?:-([a-zA-Z]+|\d+))?)(?:\/(\d+))?$/.exec(part);
    if (match === null) return undefined;
    const [, first, last, every] = match;
    const from = first === undefined ? min : valueOf(first, names);
    // A step after a single value runs to the end of the range: 5/15 is 5, 20, 35, 50.
    const open = first === undefined || (last === undefined && every !== undefined);
    const to = open ? max : valueOf(last ?? first, names);
    const step = every === undefined ? 1 : Number(every);
    if (from === undefined || to === undefined || step < 1 || from < min || to > max || from > to) return undefined;
    for (let value = from; value <= to; value += step) values.add(value);
  }
  return [...values].sort((a, b) => a - b);
}

function valueOf(text: string, names: readonly string[]): number | undefined {
  if (/^\d+$/.test(text)) return Number(text);
  const index = names.indexOf(text.toUpperCase());
  return index === -1 ? undefined : index;
}

import { typeName, WorkflowError, type PureFunction, type Value } from "./value";

const fail = (message: string) => new WorkflowError("InvalidTemplate", message);

/** 100-nanosecond steps from year 1 to 1970, and in a millisecond. */
const TICKS_AT_1970 = 621_355_968_000_000_000n;
const TICKS_PER_MILLISECOND = 10_000n;

const WITH_ZONE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

/** Milliseconds since 1970. Only instants with an offset: what Logic Apps makes of others depends on its server. */
function instant(name: string, value: Value | undefined): number {
  if (typeof value !== "string" || !WITH_ZONE.test(value)) {
    const given = typeof value === "string" ? `'${value}'` : typeName(value ?? null);
    throw fail(`${name} takes a time such as 2026-12-01T02:00:00Z, not ${given}`);
  }
  return Date.parse(value);
}

/** As Logic Apps writes times: seven digits after the point. */
export const formatTime = (milliseconds: number): string => new Date(milliseconds).toISOString().replace("Z", "0000Z");

const add = (name: string, unitMilliseconds: number): PureFunction => ({
  arity: [2, 2],
  call: ([time, amount]) => {
    if (typeof amount !== "number" || !Number.isInteger(amount)) throw fail(`${name} adds a whole number`);
    return formatTime(instant(name, time) + amount * unitMilliseconds);
  },
});

const units: Readonly<Record<string, number>> = {
  Second: 1_000,
  Minute: 60_000,
  Hour: 3_600_000,
  Day: 86_400_000,
  Week: 604_800_000,
};

/** Functions on times, except those that ask for the present one. */
export const timeFunctions: Readonly<Record<string, PureFunction>> = {
  addSeconds: add("addSeconds", 1_000),
  addMinutes: add("addMinutes", 60_000),
  addHours: add("addHours", 3_600_000),
  addDays: add("addDays", 86_400_000),
  subtractFromTime: {
    arity: [3, 3],
    call: ([time, amount, unit]) => {
      const length = typeof unit === "string" ? units[unit] : undefined;
      if (length === undefined) throw fail(`subtractFromTime knows the units ${Object.keys(units).join(", ")}`);
      if (typeof amount !== "number" || !Number.isInteger(amount)) throw fail("subtractFromTime takes a whole number");
      return formatTime(instant("subtractFromTime", time) - amount * length);
    },
  },
  formatDateTime: {
    arity: [2, 2],
    call: ([time, format]) => {
      if (format !== "yyyyMMddHHmmss") throw fail("formatDateTime knows the format yyyyMMddHHmmss only");
      return formatTime(instant("formatDateTime", time)).replaceAll(/\D/g, "").slice(0, 14);
    },
  },
  ticks: {
    arity: [1, 1],
    call: ([time]) => BigInt(instant("ticks", time)) * TICKS_PER_MILLISECOND + TICKS_AT_1970,
  },
};

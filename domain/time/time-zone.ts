import ianaAliases from "cldr-bcp47/bcp47/timezone.json";
import windowsZones from "cldr-core/supplemental/windowsZones.json";
import { didYouMean } from "../problem/did-you-mean";

/**
 * Time zones: people write IANA names (`Europe/Amsterdam`), Azure ML wants Windows names (`W. Europe Standard Time`).
 * The mapping is Unicode's (CLDR), the arithmetic Node's own `Intl`.
 */

/** Wall-clock time without a zone: minutes since 1970-01-01T00:00 on that clock. */
export type WallMinutes = number;

/**
 * Windows zones that exist, but that Azure ML's list of schedule time zones does not name.
 * Source: the appendix of the CLI (v2) schedule YAML schema.
 */
const NOT_IN_AZURE_ML = new Set(
  ["Magallanes", "Omsk", "Qyzylorda", "Sao Tome", "Saratov", "South Sudan", "Sudan", "Volgograd", "Yukon"]
    .map((zone) => `${zone} Standard Time`)
    .concat("UTC+13"),
);

const MINUTE = 60_000;
const DAY = 24 * 60;

/** The Windows name of an IANA zone or alias, exact case; undefined if there is none that Azure ML knows. */
export const windowsTimeZone = (iana: string): string | undefined => windowsNames().get(iana);

/** Whether schedules can run on this zone: Azure has a name for it, and we can compute with it. */
export const isTimeZone = (iana: string): boolean => windowsTimeZone(iana) !== undefined && clockOf(iana) !== undefined;

/**
 * The zone that `given` was probably meant to be: a misspelt name, the city alone (`Amsterdam`), or a Windows name,
 * which becomes the zone that Unicode lists first for it.
 */
export function suggestTimeZone(given: string): string | undefined {
  const names = [...windowsNames().keys()];
  const wanted = given.toLowerCase();
  const fromWindows = windowsZones.supplemental.windowsZones.mapTimezones.find(
    ({ mapZone }) => mapZone._territory === "001" && mapZone._other.toLowerCase() === wanted,
  );
  if (fromWindows !== undefined && names.includes(fromWindows.mapZone._type)) return fromWindows.mapZone._type;
  const city = names.find((name) => name.toLowerCase().endsWith(`/${wanted.replaceAll(" ", "_")}`));
  return city ?? didYouMean(given, names);
}

/** How far a zone's clock is ahead of UTC at an instant, in whole minutes. */
export function offsetMinutes(instant: number, iana: string): number {
  return wallMinutes(instant, iana) - Math.floor(instant / MINUTE);
}

/** What a zone's clock shows at an instant given in milliseconds since 1970 UTC. */
export function wallMinutes(instant: number, iana: string): WallMinutes {
  const clock = clockOf(iana);
  if (clock === undefined) throw new RangeError(`${iana} is not a time zone`);
  const part = Object.fromEntries(clock.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
  return Date.UTC(part["year"]!, part["month"]! - 1, part["day"]!, part["hour"]!, part["minute"]!) / MINUTE;
}

/**
 * The instant, in milliseconds since 1970 UTC, at which a zone's clock shows `wall`. Where summer time makes an hour
 * happen twice it is the first; where it skips the hour, the clock is read as if it had not been put forward yet, so
 * 02:30 becomes 03:30.
 */
export function instantOf(wall: WallMinutes, iana: string): number {
  const before = offsetMinutes((wall - DAY) * MINUTE, iana);
  const after = offsetMinutes((wall + DAY) * MINUTE, iana);
  const matches = [before, after]
    .map((offset) => (wall - offset) * MINUTE)
    .filter((instant) => wallMinutes(instant, iana) === wall);
  return matches.length > 0 ? Math.min(...matches) : (wall - before) * MINUTE;
}

const clocks = new Map<string, Intl.DateTimeFormat | undefined>();

function clockOf(iana: string): Intl.DateTimeFormat | undefined {
  if (!clocks.has(iana)) clocks.set(iana, makeClock(iana));
  return clocks.get(iana);
}

function makeClock(iana: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat("en-US-u-ca-iso8601-nu-latn", {
      timeZone: iana,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
    });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

let cachedNames: ReadonlyMap<string, string> | undefined;

/** IANA name, alias or not, to Windows name. Built on first use: most commands never ask. */
function windowsNames(): ReadonlyMap<string, string> {
  if (cachedNames !== undefined) return cachedNames;
  const names = new Map<string, string>();
  for (const { mapZone } of windowsZones.supplemental.windowsZones.mapTimezones) {
    for (const iana of mapZone._type.split(" ").filter(Boolean)) if (!names.has(iana)) names.set(iana, mapZone._other);
  }
  // CLDR maps one name per zone; the others, such as Europe/Kyiv for its older spelling, are its aliases.
  for (const entry of Object.values(ianaAliases.keyword.u.tz)) {
    if (typeof entry !== "object" || !("_alias" in entry)) continue;
    const aliases = entry._alias.split(" ");
    const windows = aliases.map((alias) => names.get(alias)).find((name) => name !== undefined);
    if (windows !== undefined) for (const alias of aliases) names.set(alias, windows);
  }
  cachedNames = new Map([...names].filter(([, windows]) => !NOT_IN_AZURE_ML.has(windows)));
  return cachedNames;
}

import {
  instantOf,
  isTimeZone,
  offsetMinutes,
  suggestTimeZone,
  wallMinutes,
  windowsTimeZone,
} from "../../../domain/time/time-zone";

const wall = (text: string): number => Date.parse(`${text}:00Z`) / 60_000;
const iso = (instant: number): string => new Date(instant).toISOString();

describe("windowsTimeZone", () => {
  it.each([
    ["Europe/Amsterdam", "W. Europe Standard Time"],
    ["Europe/Warsaw", "Central European Standard Time"],
    ["Europe/Budapest", "Central Europe Standard Time"],
    ["Europe/Paris", "Romance Standard Time"],
    ["Europe/London", "GMT Standard Time"],
    ["America/New_York", "Eastern Standard Time"],
    ["Australia/Brisbane", "E. Australia Standard Time"],
    ["America/Sao_Paulo", "E. South America Standard Time"],
    ["UTC", "UTC"],
    // Names that differ from those of Unicode's table, which lists one per zone.
    ["Europe/Kyiv", "FLE Standard Time"],
    ["Europe/Kiev", "FLE Standard Time"],
    ["Asia/Kolkata", "India Standard Time"],
    ["US/Eastern", "Eastern Standard Time"],
  ])("translates %s to %s", (iana, windows) => {
    expect(windowsTimeZone(iana)).toBe(windows);
  });

  it.each(["Europe/Amsterdm", "europe/amsterdam", "W. Europe Standard Time", "CET+1", ""])(
    "does not know %j",
    (name) => {
      expect(windowsTimeZone(name)).toBeUndefined();
      expect(isTimeZone(name)).toBe(false);
    },
  );

  it.each(["America/Whitehorse", "Africa/Khartoum"])(
    "refuses %s, whose Windows zone Azure ML does not list",
    (name) => {
      expect(Intl.supportedValuesOf("timeZone")).toContain(name);
      expect(isTimeZone(name)).toBe(false);
    },
  );

  it("knows nearly every zone that Node can compute with", () => {
    const unknown = Intl.supportedValuesOf("timeZone").filter((name) => !isTimeZone(name));
    expect(unknown.length).toBeLessThan(20);
  });
});

describe("suggestTimeZone", () => {
  it.each([
    ["Europe/Amsterdm", "Europe/Amsterdam"],
    ["europe/amsterdam", "Europe/Amsterdam"],
    ["Amsterdam", "Europe/Amsterdam"],
    ["new york", "America/New_York"],
    ["W. Europe Standard Time", "Europe/Berlin"],
  ])("takes %s for %s", (given, meant) => {
    expect(suggestTimeZone(given)).toBe(meant);
  });

  it("suggests nothing for what is like nothing", () => {
    expect(suggestTimeZone("the middle of nowhere")).toBeUndefined();
  });
});

describe("clocks", () => {
  it("are ahead of UTC by more in summer", () => {
    expect(offsetMinutes(Date.parse("2026-01-15T12:00:00Z"), "Europe/Amsterdam")).toBe(60);
    expect(offsetMinutes(Date.parse("2026-07-15T12:00:00Z"), "Europe/Amsterdam")).toBe(120);
    expect(offsetMinutes(Date.parse("2026-07-15T12:00:00Z"), "Asia/Kathmandu")).toBe(345);
    expect(offsetMinutes(Date.parse("2026-01-15T12:00:00Z"), "America/New_York")).toBe(-300);
  });

  it.each([
    ["2026-01-15T12:00", "Europe/Amsterdam", "2026-01-15T11:00:00.000Z"],
    ["2026-07-15T12:00", "Europe/Amsterdam", "2026-07-15T10:00:00.000Z"],
    // Skipped on 29 March 2026: read as if the clock had not been put forward yet.
    ["2026-03-29T02:30", "Europe/Amsterdam", "2026-03-29T01:30:00.000Z"],
    // Happens twice on 25 October 2026: the first.
    ["2026-10-25T02:30", "Europe/Amsterdam", "2026-10-25T00:30:00.000Z"],
    // Half an hour of summer time.
    ["2026-10-04T02:15", "Australia/Lord_Howe", "2026-10-03T15:45:00.000Z"],
    ["2026-11-01T01:30", "America/New_York", "2026-11-01T05:30:00.000Z"],
  ])("show %s in %s at %s", (text, zone, instant) => {
    expect(iso(instantOf(wall(text), zone))).toBe(instant);
  });

  it("show what they are asked for, wherever an hour is not skipped", () => {
    for (const zone of ["Europe/Amsterdam", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"]) {
      for (let day = 0; day < 365; day++) {
        const noon = wall("2026-01-01T12:00") + day * 1_440;
        expect(wallMinutes(instantOf(noon, zone), zone)).toBe(noon);
      }
    }
  });
});

import { mergeOverride, overridable, VariantSource } from "../../../schema/use-case/overrides";
import { YamlFile } from "../../../schema/yaml/file";

describe("mergeOverride", () => {
  it("merges mappings and replaces everything else", () => {
    const base = { a: { b: 1, c: [1, 2] }, d: "x" };
    expect(mergeOverride(base, { a: { c: [3] }, e: true })).toEqual({ a: { b: 1, c: [3] }, d: "x", e: true });
    expect(base).toEqual({ a: { b: 1, c: [1, 2] }, d: "x" });
  });

  it("keeps nothing of a mapping that becomes one of another kind", () => {
    const collected = { production: { source: "asset", asset: "telemetry", version: "1" } };
    expect(mergeOverride(collected, { production: { source: "collector" } })).toEqual({
      production: { source: "collector" },
    });
    expect(mergeOverride(collected, { production: { source: "asset", version: "2" } })).toEqual({
      production: { source: "asset", asset: "telemetry", version: "2" },
    });
  });

  it.each([
    [
      { every: "week", on: ["monday"], at: "02:00", timeZone: "UTC" },
      { cron: "0 2 * * 1" },
      { timeZone: "UTC", cron: "0 2 * * 1" },
    ],
    [
      { cron: "0 2 * * 1", timeZone: "UTC" },
      { every: "day", at: "02:00" },
      { timeZone: "UTC", every: "day", at: "02:00" },
    ],
    [{ every: "week", on: ["monday"], at: "02:00" }, { every: "day" }, { every: "day", at: "02:00" }],
    [{ every: "week", on: ["monday"], at: "02:00" }, { at: "03:00" }, { every: "week", on: ["monday"], at: "03:00" }],
    [{ top: 10 }, { only: ["age"] }, { only: ["age"] }],
    [{ metric: "m", above: 1 }, { below: 2 }, { metric: "m", below: 2 }],
  ])("drops what %j says otherwise than %j", (base, override, merged) => {
    expect(mergeOverride(base, override)).toEqual(merged);
  });
});

describe("a file as an environment sees it", () => {
  const file = YamlFile.parse(
    `serving:
  size: small
  instances:
    min: 2
overrides:
  dev:
    serving:
      instances:
        min: 1
        max: 3
`,
    "x.yaml",
  );
  const source = new VariantSource(file, "dev", overridable(file, ["serving"]));
  const place = (...path: string[]): string => {
    const { where, message } = source.problemAt(path, { kind: "pattern", says: "!" });
    return typeof where === "string" ? where : `${where.line}:${where.column} ${message}`;
  };

  it("has the override merged in", () => {
    expect(source.value).toEqual({ serving: { size: "small", instances: { min: 1, max: 3 } } });
    expect(new VariantSource(file, "prod", overridable(file, ["serving"])).value).toEqual({
      serving: { size: "small", instances: { min: 2 } },
    });
  });

  it("places problems where the value was written", () => {
    expect(place("serving", "size")).toBe("2:9 serving.size !");
    expect(place("serving", "instances", "min")).toBe("9:14 overrides.dev.serving.instances.min !");
    expect(place("serving", "instances", "max")).toBe("10:14 overrides.dev.serving.instances.max !");
  });

  it("shows what was written there", () => {
    expect(source.written(["serving", "instances", "min"])).toBe("1");
    expect(source.written(["serving", "size"])).toBe("small");
  });

  it("knows what is written in either place, and what in neither", () => {
    expect(source.has(["serving", "instances", "max"])).toBe(true);
    expect(source.has(["serving", "size"])).toBe(true);
    expect(source.has(["serving", "model"])).toBe(false);
  });
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { differences, differencesText } from "../../cli/explain/difference";
import { readSources } from "../../schema/load";
import { environmentSettings, useCaseSettings } from "../../schema/settings";
import { SHIPPED } from "../support/configuration";

const lines = readFileSync(join(SHIPPED, "use-cases/customer-churn.yaml"), "utf8").split("\n");
/** What stands at a place, and whether it is below where the overrides begin. */
const writtenAt = (where: { readonly line: number } | undefined) => ({
  text: lines[where!.line - 1]!.trim(),
  overrides: where!.line > lines.findIndex((line) => /^overrides:/.test(line)),
});

describe("settings of a use case", () => {
  const settings = useCaseSettings(readSources(SHIPPED), "customer-churn", "dev");
  const setting = (key: string) => settings.find((one) => one.key === key);

  it("come from the file", () => {
    expect(setting("data.reference.asset")).toMatchObject({ value: "customer-churn-reference", origin: "file" });
    expect(writtenAt(setting("data.reference.asset")!.where)).toEqual({
      text: "asset: customer-churn-reference",
      overrides: false,
    });
  });

  it("come from the environment's override", () => {
    expect(setting("serving.instances.max")).toMatchObject({ value: "2", origin: "override" });
    expect(writtenAt(setting("serving.instances.max")!.where)).toEqual({ text: "max: 2", overrides: true });
  });

  it("come from nowhere if they are defaults", () => {
    expect(setting("retraining.paused")).toEqual({ key: "retraining.paused", value: "false", origin: "default" });
  });

  it("are shown as lists are written, and by place in a list of mappings", () => {
    expect(setting("retraining.onDrift.signals")!.value).toBe("[data-drift, prediction-drift]");
    expect(setting("promotion.rollout[1].trafficPercent")!.value).toBe("10");
  });

  it("have lengths of time in their own unit", () => {
    expect(setting("promotion.gates.soak")!.value).toBe("3d");
    expect(environmentSettings(readSources(SHIPPED), "dev")).toContainEqual(
      expect.objectContaining({ key: "logs.retention", value: "30d", origin: "file" }),
    );
  });
});

describe("mlops diff", () => {
  it("tells what differs, defaults included, and nothing that is alike", () => {
    const found = differences(SHIPPED, "dev", "prod");
    const keys = found.filter(({ of }) => of === "environment").map(({ key }) => key);
    expect(keys).toContain("protection.lock");
    expect(keys).not.toContain("location");
    expect(keys).not.toContain("subscription");
    expect(differencesText(found, "dev", "prod")).toContain("protection.lock                           false ");
    expect(differencesText(found, "dev", "prod")).toMatch(/protection\.lock +false +true \(default\)/);
  });

  it("tells of use cases and what is released of them", () => {
    expect(differencesText(differences(SHIPPED, "dev", "prod", "customer-churn"), "dev", "prod")).toBe(
      [
        "customer-churn",
        "  key                      dev       prod",
        "  retraining.onDrift.mode  notify    automatic",
        "  serving.instances.min    1         2",
        "  serving.instances.max    2         6",
        "  release.live.model       13        12",
        "  release.history          [11, 12]  [11]",
      ].join("\n"),
    );
  });

  it("says so if nothing differs", () => {
    expect(differencesText(differences(SHIPPED, "prod", "prod"), "prod", "prod")).toBe(
      "prod and prod are configured alike",
    );
  });

  it.each([
    ["an environment", () => differences(SHIPPED, "dev", "prd"), "MLOPS-CLI-002", "did you mean prod?"],
    ["a use case", () => differences(SHIPPED, "dev", "prod", "churn"), "MLOPS-CLI-001", "allowed customer-churn, fuel"],
  ])("rejects %s that does not exist", (_, run, code, says) => {
    expect(run).toThrow(code);
    expect(run).toThrow(says);
  });
});

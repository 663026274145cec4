import { shown } from "../../attributes";
import { every, fail, pass, type Rule, unknownAt } from "../../rule";
import { lookup, Unknown } from "../../value";

const PROFILES = "properties.profiles";

export const deploymentScales: Rule = {
  title: "Deployments grow with their load, where they are told to",
  severity: "medium",
  severityIn: { development: "low" },
  upstream: [],
  why: "Switched off, requests wait in line, and the alert on saturation is silent: it rings when all instances that there may be are there.",
  fix: "set enabled = true, and rules that increase and decrease",
  kinds: ["Microsoft.Insights/autoscalesettings"],
  check: (settings) => {
    const enabled = settings.at("properties.enabled");
    const profiles = settings.entries(PROFILES);
    if (enabled.state === "unknown") return unknownAt("properties.enabled");
    if (profiles === "unknown") return unknownAt(PROFILES);
    const rules = profiles.map((profile) => lookup(profile, "rules"));
    const each = rules.flatMap((found) => (found.state === "known" ? ([found.value].flat() as unknown[]) : []));
    const open =
      [...profiles, ...each].some((one) => one instanceof Unknown) || rules.some(({ state }) => state === "unknown");
    const ways = each.map((one) => lookup(one, "scaleAction.direction"));
    const grows = ways.some((way) => way.state === "known" && way.value === "Increase");
    return every([
      enabled.state === "known" && enabled.value === true
        ? pass
        : fail(`enabled is ${enabled.state === "known" ? shown(enabled.value) : "not set"}`),
      grows ? pass : open || ways.some(({ state }) => state === "unknown") ? unknownAt(PROFILES) : fail("never grows"),
    ]);
  },
};

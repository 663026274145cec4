import { aboutGrants, dataWriters } from "../../grants";
import { fail, pass, type Rule, unknown } from "../../rule";

export const roleNoDataWriteInProduction: Rule = {
  title: "Nobody writes production data by hand",
  severity: "critical",
  upstream: ["AMLZ-RBAC-07"],
  why: "Models learn from it and monitors judge by it: a change by hand falsifies both, and no review sees it.",
  fix: "let a pipeline's identity write, and people read",
  ...aboutGrants(({ assignment, role, holder }, world) => {
    if (world.tier(assignment) !== "production" || holder === "identity") return undefined;
    if (role === undefined) return unknown("its role is known after apply only");
    if (role.name === undefined || !dataWriters.includes(role.name)) return pass;
    return holder === "people"
      ? fail(`grants people ${role.title}`)
      : unknown(`who holds ${role.title} cannot be told`);
  }),
};

import { attributes, equals } from "../../attributes";
import type { Rule } from "../../rule";

export const deploymentNoAdminBypass: Rule = {
  title: "Administrators of the repository deploy by the same rules as everybody",
  severity: "high",
  upstream: [],
  why: "Whoever takes over an administrator's account would deploy at once, without approval.",
  fix: "set can_admins_bypass = false",
  ...attributes({ github_repository_environment: { path: "can_admins_bypass", is: equals(false) } }),
};

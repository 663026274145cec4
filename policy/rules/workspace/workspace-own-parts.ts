import { every, fail, pass, type Rule, unknownAt } from "../../rule";

const parts = ["storageAccount", "keyVault", "containerRegistry", "applicationInsights"].map(
  (part) => `properties.${part}`,
);
const identity = "properties.primaryUserAssignedIdentity";

export const workspaceOwnParts: Rule = {
  title: "A workspace uses the storage, vault, registry and insights of its own stack",
  severity: "high",
  upstream: [],
  why: "Parts from elsewhere are hardened, logged and locked by nobody here, and shared with whoever else uses them.",
  fix: "name the resources that the environment makes",
  kinds: ["Microsoft.MachineLearningServices/workspaces"],
  check: (workspace, world) =>
    every([
      pass,
      ...[...parts, identity].map((path) => {
        // Azure refuses a workspace without storage or vault; whether there must be a registry is a matter of another rule.
        if (workspace.at(path).state === "absent") {
          const deaf = path === "properties.applicationInsights" && !workspace.partial;
          return deaf ? fail("has no applicationInsights: what its endpoints do is seen by nobody") : undefined;
        }
        const targets = world.targets(workspace, path);
        if (targets === "unknown") return unknownAt(path);
        return targets.every(({ resource }) => resource?.stack === workspace.stack)
          ? pass
          : fail(`${path} is not of the stack`);
      }),
    ]),
};

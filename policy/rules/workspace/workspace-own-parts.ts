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
        // Whether there must be one is a matter of other rules.
        if (workspace.at(path).state === "absent") return undefined;
        const targets = world.targets(workspace, path);
        if (targets === "unknown") return unknownAt(path);
        return targets.every(({ resource }) => resource?.stack === workspace.stack)
          ? pass
          : fail(`${path} is not of the stack`);
      }),
    ]),
};

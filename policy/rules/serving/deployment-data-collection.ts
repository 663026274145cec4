import { fail, every, pass, type Rule, unknownAt } from "../../rule";
import { isTree, lookup, Unknown } from "../../value";

const path = "properties.dataCollector.collections";

export const deploymentDataCollection: Rule = {
  title: "Deployments collect what goes in and comes out",
  severity: "medium",
  upstream: [],
  why: "Drift is measured on collected requests: without them every monitor of the model is blind.",
  fix: "add dataCollector.collections model_inputs and model_outputs with dataCollectionMode = Enabled",
  kinds: ["Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments"],
  check: (deployment) => {
    const collections = deployment.at(path);
    if (collections.state === "unknown") return unknownAt(path);
    const found = collections.state === "known" && isTree(collections.value) ? collections.value : {};
    return every(
      ["model_inputs", "model_outputs"].map((name) => {
        const mode = lookup(found, `${name}.dataCollectionMode`);
        if (mode.state === "unknown" || found[name] instanceof Unknown) return unknownAt(`${path}.${name}`);
        return mode.state === "known" && mode.value === "Enabled" ? pass : fail(`does not collect ${name}`);
      }),
    );
  },
};

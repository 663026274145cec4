import { shown } from "../../attributes";
import { fail, every, pass, type Rule, unknownAt } from "../../rule";
import { isTree, lookup, Unknown } from "../../value";

/** Share of requests that is kept at least: of less, drift cannot be told from chance. */
const LEAST_RATE = 0.1;
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
      // What else is collected, as the answers that labels are compared with, is collected as much.
      [...new Set(["model_inputs", "model_outputs", ...Object.keys(found)])].map((name) => {
        const mode = lookup(found, `${name}.dataCollectionMode`);
        if (mode.state === "unknown" || found[name] instanceof Unknown) return unknownAt(`${path}.${name}`);
        if (mode.state !== "known" || mode.value !== "Enabled") return fail(`does not collect ${name}`);
        const rate = lookup(found, `${name}.samplingRate`);
        if (rate.state === "unknown") return unknownAt(`${path}.${name}.samplingRate`);
        // Azure ML keeps everything unless it is told otherwise.
        return rate.state === "known" && Number(rate.value) < LEAST_RATE
          ? fail(`collects ${shown(rate.value)} of ${name}`)
          : pass;
      }),
    );
  },
};

import type { PolicyResource } from "../../resource";
import { every, fail, pass, type Rule, unknownAt, type Verdict } from "../../rule";
import { isTree } from "../../value";
import { shown } from "../../attributes";

const KIND = "Microsoft.MachineLearningServices/workspaces/onlineEndpoints";
const ALIKE = ["properties.authMode", "properties.publicNetworkAccess"];

/** Traffic is moved by writing the endpoint again: what is written must not open it. */
export const endpointSettledAlike: Rule = {
  title: "Moving traffic changes nothing else of an endpoint",
  severity: "critical",
  upstream: [],
  why: "The write that moves traffic carries the endpoint's settings, and a looser one there opens it past every rule on the endpoint.",
  fix: "write authMode and publicNetworkAccess as the endpoint has them",
  kinds: [KIND],
  partial: true,
  check: (write, world) => {
    if (!write.partial) return undefined;
    const targets = world.targets(write, "resource_id");
    if (targets === "unknown") return unknownAt("resource_id");
    const endpoint = targets
      .flatMap(({ resource }) => resource ?? [])
      .find((one) => one.armType === KIND && !one.partial);
    if (endpoint === undefined) return fail("changes an endpoint that is not of the stack");
    return every([
      emptied(write),
      ...ALIKE.map((path) => {
        const [given, own] = [write.at(path), endpoint.at(path)];
        if (given.state === "absent") return undefined;
        if (given.state === "unknown" || own.state === "unknown") return unknownAt(path);
        return own.state === "known" && own.value === given.value
          ? pass
          : fail(`writes ${path} as ${shown(given.value)}`);
      }),
    ]);
  },
};

/** What takes all traffic away does so when the endpoint goes, and at no other time. */
function emptied(write: PolicyResource): Verdict {
  const [traffic, when] = [write.at("properties.traffic"), write.at("when")];
  if (traffic.state !== "known" || !isTree(traffic.value) || Object.keys(traffic.value).length > 0) return pass;
  if (when.state === "unknown") return unknownAt("when");
  return when.state === "known" && when.value === "destroy" ? pass : fail("takes all traffic away");
}

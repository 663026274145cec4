import { argumentsOf, isKnownArgument, isKnownBlock } from "../../arguments";
import { shown } from "../../attributes";
import { fail, pass, type Rule } from "../../rule";
import { isTree } from "../../value";

/** Of settings of stacks and kinds that are not known at all, other rules speak. */
export const argumentKnown: Rule = {
  title: "Every argument of a resource is one that these rules know",
  severity: "medium",
  upstream: [],
  why: "An argument that nobody decided on is a setting that nobody judges: CORS, a public endpoint, a script at the start.",
  fix: "add the argument to policy/arguments and a rule or a reason for it, or waive this rule for the resource",
  kinds: ["*"],
  partial: true,
  check: (resource) => {
    const known = argumentsOf(resource.type === "azapi_resource_action" ? resource.type : resource.kind);
    if (known === undefined) return undefined;
    const own = resource.type.startsWith("azapi_") ? argumentsOf(resource.type)! : [];
    const found = resource.writtenLeaves.find(
      ({ path, value }) =>
        !isKnownArgument(path, known) && !isKnownArgument(path, own) && !(isTree(value) && isKnownBlock(path, known)),
    );
    return found === undefined ? pass : fail(`sets ${shown(found.path)}, on which nothing is decided`);
  },
};

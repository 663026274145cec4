import { shown } from "../../attributes";
import { isKeyProof } from "../../key-proof";
import { isKnownKind } from "../../known";
import { fail, pass, type Rule, unknownAt } from "../../rule";

export const kindKnown: Rule = {
  title: "Every kind of resource, and every way of writing it, is one that these rules know",
  severity: "high",
  upstream: [],
  why: "What no rule has ever judged passes all of them: a virtual machine, a second vault, or a PATCH beside the resource.",
  fix: "give the kind its arguments in policy/arguments and its rules, or waive this rule for the resource, with a reason",
  kinds: ["*"],
  partial: true,
  check: (resource, world) => {
    const throughAzapi = resource.type.startsWith("azapi_");
    if (throughAzapi && resource.isUnknown("type")) return unknownAt("type");
    if (isKnownKind(resource) || isKeyProof(resource, world)) return pass;
    const what = throughAzapi ? (resource.text("type") ?? "an unnamed type") : resource.type;
    return fail(throughAzapi ? `${resource.type} on ${shown(what)} is not judged` : `${shown(what)} is not judged`);
  },
};
